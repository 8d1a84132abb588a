"""The stages of carrying out: handling by the unit in charge, and acceptance of what it did (`H5`, `H6`)."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from portal.commitments import forms, queries, services
from portal.commitments.models import OPEN, Commitment
from portal.commitments.permissions import MANAGE
from portal.commitments.words import STATES, STEPS
from portal.db import db
from portal.events import CLOCK, Actor
from portal.plugin.stage import Action, Effect, Finish, Outcome, Panel, Stage, StageKind
from portal.proposals.engine import Blocked, reschedule
from portal.proposals.stages.keeping import proposal_of

HANDLE = "proposals.handle"


class Handling(StageKind):
    """The unit in charge promises, does it, asks for more time, or says that it isn't theirs.

    Its liaison acts, or a worker of the place who writes down what the unit said by phone or on paper (rule 6).
    """

    key = "handling"
    label = _l("Being handled")
    outcomes = (
        Outcome("done", _l("Done"), Effect.ADVANCE),
        Outcome("not_ours", _l("Not theirs"), Effect.RETURN),
    )
    options_form = forms.HandlingOptions

    def enter(self, stage: Stage) -> Finish | None:
        """Carry the unit's promise made before, such as at the table, or ask it for one."""
        proposal = proposal_of(stage)
        earlier = db.session.scalars(
            select(Commitment)
            .where(
                Commitment.proposal_id == stage.proposal_id,
                Commitment.state.in_(OPEN),
                Commitment.run_id.is_(None),
                Commitment.organisation_id.is_not_distinct_from(stage.organisation_id),
            )
            .order_by(Commitment.id)
            .limit(1)
        ).one_or_none()
        if earlier is None:
            services.ask(
                proposal=proposal,
                actor=CLOCK,
                organisation_id=stage.organisation_id,
                run_id=stage.run_id,
                done_by=stage.due,
                follow_ups=stage.options.get("follow_ups", ()),
            )
            return None
        services.adopt(earlier, run_id=stage.run_id)
        if earlier.due is not None:
            reschedule(stage.run_id, earlier.due)
        return None

    def actions(self, stage: Stage) -> Sequence[Action]:
        """Offer what the commitment's state leaves open."""
        commitment = queries.carried_by(stage.run_id)
        if commitment is None or commitment.state not in OPEN:
            return []
        found = [Action("done", _l("Report it done"), forms.DoneForm, ("done",), HANDLE)]
        if commitment.state == "asked":
            found.append(Action("promise", _l("Promise a day"), forms.PromiseForm, permission=HANDLE))
        if commitment.postpone_to is not None:
            found += [
                Action("grant_time", _l("Give more time"), forms.WordsForm, permission=MANAGE),
                Action("refuse_time", _l("Give no more time"), forms.WordsForm, permission=MANAGE),
            ]
        elif not commitment.postponed and commitment.done_by is not None:
            found.append(Action("more_time", _l("Ask for more time"), forms.MoreTimeForm, permission=HANDLE))
        return [*found, Action("not_ours", _l("Not ours"), forms.NotOursForm, ("not_ours",), HANDLE)]

    def act(self, stage: Stage, action: str, data: Mapping[str, Any], actor: Actor) -> Finish | None:
        """Write it down on the commitment; done and not ours end the stage."""
        commitment = queries.carried_by(stage.run_id)
        if commitment is None:
            raise KeyError(action)
        if action == "done":
            if reasons := self.blockers(stage, "done"):
                raise Blocked(reasons)
            services.report_done(commitment.id, words=data["words"], files=data["photos"], actor=actor)
            return Finish(outcome="done", reason=data["words"])
        if action == "not_ours":
            services.refuse(commitment.id, reason=data["reason"], actor=actor)
            return Finish(outcome="not_ours", reason=data["reason"], seat_id=stage.seat_id)
        if action == "promise":
            services.promise(commitment.id, text=data["text"], done_by=data["done_by"], actor=actor)
        elif action == "more_time":
            services.ask_more_time(commitment.id, until=data["until"], reason=data["reason"], actor=actor)
        else:
            services.decide_on_time(
                commitment.id, granted=action == "grant_time", words=data["words"] or "", actor=actor
            )
        return None

    def blockers(self, stage: Stage, outcome: str) -> Sequence[LazyString]:
        """Wait for what other units promised beside this stage."""
        if outcome == "done" and queries.open_beside(stage.proposal_id, stage.run_id):
            return [_l("Another promise of this matter is still open.")]
        return ()

    def panels(self, stages: Sequence[Stage]) -> Mapping[int, Panel]:
        """Show who promised what by when."""
        rows = queries.of_proposal(stages[0].proposal_id)
        steps = queries.steps_of([row.commitment.id for row in rows])
        shown: dict[int, Panel] = {}
        for run_id in (stage.run_id for stage in stages):
            here = [row for row in rows if row.commitment.run_id in (run_id, None)]
            if here:
                context = {"rows": here, "steps": steps, "states": STATES, "step_words": STEPS}
                shown[run_id] = Panel("commitments/panel.html", context)
        return shown

    def record(self, stage: Stage) -> Mapping[str, Any]:
        """Return the commitment this stage carried."""
        commitment = queries.carried_by(stage.run_id)
        if commitment is None:
            return {}
        return {
            "commitment": commitment.id,
            "text": commitment.text,
            "done_by": commitment.done_by.isoformat() if commitment.done_by else None,
            "state": commitment.state,
        }


class Acceptance(StageKind):
    """Those who asked for it look whether it is done well, or say what is still wrong."""

    key = "acceptance"
    label = _l("Awaiting sign-off")
    outcomes = (
        Outcome("accepted", _l("Signed off"), Effect.ADVANCE),
        Outcome("sent_back", _l("Sent back"), Effect.RETURN),
    )

    def actions(self, stage: Stage) -> Sequence[Action]:
        """Sign off or send back."""
        return [
            Action("accept", _l("Sign off"), forms.WordsForm, ("accepted",)),
            Action("send_back", _l("Send back"), forms.DefectsForm, ("sent_back",)),
        ]

    def act(self, stage: Stage, action: str, data: Mapping[str, Any], actor: Actor) -> Finish | None:
        """Sign off every promise that was reported done, or send them back with what is wrong."""
        done = [row.commitment.id for row in queries.of_proposal(stage.proposal_id) if row.commitment.state == "done"]
        for commitment_id in done:
            if action == "accept":
                services.accept(commitment_id, words=data["words"] or "", actor=actor)
            else:
                services.send_back(commitment_id, defects=data["defects"], done_by=data["done_by"], actor=actor)
        if action == "accept":
            return Finish(outcome="accepted", reason=data["words"] or "")
        return Finish(outcome="sent_back", reason=data["defects"])


KINDS = (Handling(), Acceptance())
