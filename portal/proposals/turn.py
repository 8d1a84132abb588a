"""Where a proposal stands, in words: its state, who has it, and by when."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _
from flask_babel import ngettext

from portal import clock
from portal.config import kept
from portal.dates import day
from portal.jurisdictions.calendars import calendar_of
from portal.jurisdictions.tree import TREE, Voice, in_language, voice
from portal.paging import AnyRow
from portal.plugin.stage import NOBODY, PROPOSER
from portal.proposals.models import Proposal, StageRun
from portal.proposals.words import AWAITING, STATES
from portal.roles.standing import TEMPLATES

SOON = 2
"""From so many working days on, a due day is shown as near."""
TONES = {"closed": "done", "declined": "grey", "merged": "grey", "withdrawn": "grey", "draft": "grey"}


@dataclass(frozen=True)
class Turn:
    """A chip's words and tone, who has it, and when it is due."""

    label: str
    tone: str
    who: str = ""
    when: str = ""


def turn(proposal: Proposal | AnyRow, run: StageRun | AnyRow | None, organisation: Mapping[str, str] | None) -> Turn:
    """Say where a proposal stands. `run` is its open run, `organisation` the names of the unit that has it."""
    if run is None:
        return _ended(voice(), proposal.state)
    if (needed := run.kept.get("needed")) is not None:
        return _gathering(run, max(needed - proposal.support_count, 0))
    label, who = in_language(run.labels), who_has(run, proposal, organisation)
    today = clock.today(TREE().by_id[run.seat_id].zone)
    return _open(voice(), run.kind, label, "", who, run.due, today, run.seat_id, run.role == NOBODY)


def _gathering(run: StageRun | AnyRow, missing: int) -> Turn:
    """Say how many supporters a stage still waits for."""
    more = ngettext("%(num)s more supporter needed", "%(num)s more supporters needed", missing)
    today = clock.today(TREE().by_id[run.seat_id].zone)
    return _open(voice(), "", more, "gold", "", run.due, today, run.seat_id, run.role == NOBODY)


def who_has(run: StageRun | AnyRow, proposal: Proposal | AnyRow, organisation: Mapping[str, str] | None) -> str:
    """Return who has a stage: a unit, the proposer, or a role at its seat; nothing for a stage that just waits."""
    if run.role == NOBODY:
        return ""
    if run.role == PROPOSER:
        return _("the proposer")
    if organisation:
        return in_language(organisation)
    return _role_at(voice(), run.role, None if run.seat_id == proposal.home_id else run.seat_id)


@kept
def _ended(_voice: Voice, state: str) -> Turn:
    return Turn(str(STATES[state]), TONES.get(state, ""))


@kept
def _role_at(_voice: Voice, key: str, elsewhere: int | None) -> str:
    template = TEMPLATES().get(key)
    role = in_language(template.names) if template else key
    return role if elsewhere is None else _("%(role)s, %(place)s", role=role, place=TREE().by_id[elsewhere].name)


@kept
def _open(
    _voice: Voice, kind: str, label: str, tone: str, who: str, due: date | None, today: date, seat_id: int, waits: bool
) -> Turn:
    """Say where an open run stands; `waits` for one that nobody has."""
    label = str(AWAITING.get(kind, label))
    tone = "gold" if kind == "public_notice" else tone
    if due is None:
        return Turn(label, tone, who)
    left = calendar_of(seat_id).working_days_between(today, due)
    if due < today:
        late = ngettext("Overdue by %(num)s working day", "Overdue by %(num)s working days", max(-left, 1))
        return Turn(late, "late", who, _("%(stage)s, was due %(day)s", stage=label, day=day(due)))
    if waits:
        return Turn(label, tone, when=_("until %(day)s", day=day(due)))
    if due == today:
        return Turn(label, "warn", who, _("due today"))
    when = ngettext(
        "due %(day)s, %(num)s working day left", "due %(day)s, %(num)s working days left", left, day=day(due)
    )
    return Turn(label, tone or ("warn" if left <= SOON else ""), who, when)
