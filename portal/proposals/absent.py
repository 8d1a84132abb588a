"""The stand-in for a stage kind that is not installed, or was stopped by the kill switch."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import TextAreaField
from wtforms.validators import DataRequired, Length

from portal.events import Actor
from portal.forms import DataForm
from portal.plugin.stage import Action, Effect, Finish, Outcome, Panel, Stage, StageKind

REPAIR = "procedures.repair"


class SetAsideForm(DataForm):
    """Why a stage is skipped."""

    reason = TextAreaField(
        _l("Reason"),
        description=_l("It is told to the proposer and stays in the case file."),
        validators=[DataRequired(), Length(max=1000)],
    )


class Absent(StageKind):
    """Shows an open stage by its kept label and lets whoever may repair procedures set it aside."""

    key = "absent"
    label = _l("Part not installed")
    outcomes = (Outcome("set_aside", _l("Set aside"), Effect.ADVANCE),)

    def outcome(self, key: str) -> Outcome:
        """Return the one outcome; a run's earlier outcomes are shown by their kept keys."""
        return self.outcomes[0]

    def actions(self, stage: Stage) -> Sequence[Action]:
        """Offer the one way on."""
        return [Action("set_aside", _l("Set this stage aside"), SetAsideForm, ("set_aside",), REPAIR)]

    def act(self, stage: Stage, action: str, data: Mapping[str, Any], actor: Actor) -> Finish | None:
        """Go on to the next stage."""
        return Finish(outcome="set_aside", reason=data["reason"])

    def panel(self, stage: Stage) -> Panel | None:
        """Say that this part is missing."""
        return Panel("proposals/stages/absent.html", {"stage": stage})
