"""The stage at the table: the responsible unit answers, and the secretary records what came of it (`H1`, `H5`)."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from flask_babel import lazy_gettext as _l

from plugins.round_table import queries, services
from plugins.round_table.forms import MeetingForm, PromisedForm, SessionOptions
from plugins.round_table.words import FORMS, OUTCOMES
from portal.events import Actor
from portal.forms import DataForm
from portal.plugin.stage import YES_NO, Action, Effect, Finish, Outcome, Panel, Stage, StageKind, Vocabulary
from portal.proposals.stages.keeping import unit_choices


def _prepare_promised(form: DataForm, stage: Stage) -> None:
    form["unit"].choices = unit_choices(stage.seat_id)


class RoundTableSession(StageKind):
    """A matter before the council."""

    key = queries.KIND
    label = _l("At the round table")
    outcomes = (
        Outcome("solved", OUTCOMES["solved"], Effect.ADVANCE),
        Outcome("promised", OUTCOMES["promised"], Effect.ADVANCE),
        Outcome("next_session", OUTCOMES["next_session"], Effect.STAY),
        Outcome("not_taken_up", OUTCOMES["not_taken_up"], Effect.END, "declined"),
    )
    facts: ClassVar[Mapping[str, Vocabulary]] = {"solved": Vocabulary(_l("solved at the table"), YES_NO)}
    options_form = SessionOptions

    def actions(self, stage: Stage) -> Sequence[Action]:
        """Record one of the four ways a meeting can end for a matter."""
        found = [Action("solve", _l("Record: solved at the table"), MeetingForm, ("solved",))]
        if unit_choices(stage.seat_id):
            promised = Action(
                "promise", _l("Record: a unit promised"), PromisedForm, ("promised",), prepare=_prepare_promised
            )
            found.append(promised)
        return [
            *found,
            Action("put_off", _l("Record: goes on at the next session"), MeetingForm, ("next_session",)),
            Action("not_take_up", _l("Record: not taken up"), MeetingForm, ("not_taken_up",)),
        ]

    def act(self, stage: Stage, action: str, data: Mapping[str, Any], actor: Actor) -> Finish | None:
        """Keep the meeting and go on, stay, or end."""
        outcome = {
            "solve": "solved",
            "promise": "promised",
            "put_off": "next_session",
            "not_take_up": "not_taken_up",
        }[action]
        services.record_meeting(stage=stage, outcome=outcome, data=data, actor=actor)
        if outcome == "next_session":
            return None
        if outcome == "not_taken_up":
            return Finish(outcome=outcome, reason=data["agreed"])
        unit_id = services.keep_promise(stage=stage, data=data, actor=actor) if outcome == "promised" else None
        return Finish(
            outcome=outcome, reason=data["agreed"], facts={"solved": outcome == "solved"}, organisation_id=unit_id
        )

    def panels(self, stages: Sequence[Stage]) -> Mapping[int, Panel]:
        """Show what was recorded so far."""
        return {
            run_id: Panel("round_table/panel.html", {"meetings": meetings, "forms": FORMS, "outcomes": OUTCOMES})
            for run_id, meetings in queries.meetings_of([stage.run_id for stage in stages]).items()
        }

    def record(self, stage: Stage) -> Mapping[str, Any]:
        """Return what was recorded, meeting by meeting."""
        return {
            "meetings": [
                {
                    "form": meeting.form,
                    "met_on": meeting.met_on.isoformat(),
                    "venue": meeting.venue,
                    "present": meeting.present,
                    "agreed": meeting.agreed,
                    "outcome": meeting.outcome,
                }
                for meeting in queries.meetings_of([stage.run_id]).get(stage.run_id, ())
            ]
        }
