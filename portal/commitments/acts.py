"""What can be done to a commitment on its own page, when no handling stage carries it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from portal.commitments import forms, services
from portal.commitments.models import OPEN, Commitment
from portal.commitments.permissions import ANSWER, MANAGE
from portal.events import Actor
from portal.forms import DataForm

Do = Callable[[int, Mapping[str, Any], Actor], None]


@dataclass(frozen=True)
class Act:
    """One act: its form, the permission it asks for, and the service behind it."""

    key: str
    label: LazyString
    form: type[DataForm]
    permission: str
    do: Do


def _done(commitment_id: int, data: Mapping[str, Any], actor: Actor) -> None:
    services.report_done(commitment_id, words=data["words"], files=data["photos"], actor=actor)


def _promise(commitment_id: int, data: Mapping[str, Any], actor: Actor) -> None:
    services.promise(commitment_id, text=data["text"], done_by=data["done_by"], actor=actor)


def _more_time(commitment_id: int, data: Mapping[str, Any], actor: Actor) -> None:
    services.ask_more_time(commitment_id, until=data["until"], reason=data["reason"], actor=actor)


def _not_ours(commitment_id: int, data: Mapping[str, Any], actor: Actor) -> None:
    services.refuse(commitment_id, reason=data["reason"], actor=actor)


def _grant(commitment_id: int, data: Mapping[str, Any], actor: Actor) -> None:
    services.decide_on_time(commitment_id, granted=True, words=data["words"] or "", actor=actor)


def _refuse(commitment_id: int, data: Mapping[str, Any], actor: Actor) -> None:
    services.decide_on_time(commitment_id, granted=False, words=data["words"] or "", actor=actor)


def _accept(commitment_id: int, data: Mapping[str, Any], actor: Actor) -> None:
    services.accept(commitment_id, words=data["words"] or "", actor=actor)


def _send_back(commitment_id: int, data: Mapping[str, Any], actor: Actor) -> None:
    services.send_back(commitment_id, defects=data["defects"], done_by=data["done_by"], actor=actor)


def _follow_up(commitment_id: int, data: Mapping[str, Any], actor: Actor) -> None:
    services.follow_up(
        commitment_id,
        key=data["key"],
        words=data["words"] or "",
        day=data["day"],
        files=data["photos"],
        actor=actor,
    )


DONE = Act("done", _l("Report it done"), forms.DoneForm, ANSWER, _done)
PROMISE = Act("promise", _l("Promise a day"), forms.PromiseForm, ANSWER, _promise)
MORE_TIME = Act("more_time", _l("Ask for more time"), forms.MoreTimeForm, ANSWER, _more_time)
NOT_OURS = Act("not_ours", _l("Not ours"), forms.NotOursForm, ANSWER, _not_ours)
GRANT = Act("grant_time", _l("Give more time"), forms.WordsForm, MANAGE, _grant)
REFUSE = Act("refuse_time", _l("Give no more time"), forms.WordsForm, MANAGE, _refuse)
ACCEPT = Act("accept", _l("Sign off"), forms.WordsForm, MANAGE, _accept)
SEND_BACK = Act("send_back", _l("Send back"), forms.DefectsForm, MANAGE, _send_back)
FOLLOW_UP = Act("follow_up", _l("Record a follow-up"), forms.FollowUpForm, MANAGE, _follow_up)


def offered(commitment: Commitment) -> Sequence[Act]:
    """Return what a commitment's state leaves open, whoever asks. What a stage carries is done at the stage."""
    follow_up = [] if commitment.state in ("refused", "dropped") else [FOLLOW_UP]
    if commitment.run_id is not None:
        return follow_up
    if commitment.state == "done":
        return [ACCEPT, SEND_BACK, *follow_up]
    if commitment.state not in OPEN:
        return follow_up
    promise = [PROMISE] if commitment.state == "asked" else []
    if commitment.postpone_to is not None:
        time = [GRANT, REFUSE]
    else:
        time = [MORE_TIME] if not commitment.postponed and commitment.done_by is not None else []
    return [DONE, *promise, *time, NOT_OURS, *follow_up]
