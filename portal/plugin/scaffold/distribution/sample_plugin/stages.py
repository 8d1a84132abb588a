"""The plugin's stage kind; a procedure names it `sample_plugin.visit`."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import TextAreaField
from wtforms.validators import InputRequired, Length

from portal.events import Actor
from portal.forms import DataForm
from portal.plugin.stage import Action, Effect, Finish, Outcome, Stage, StageKind


class VisitForm(DataForm):
    """What was seen."""

    seen = TextAreaField(
        _l("What you saw on the spot"),
        description=_l("It is told to the proposer and stays in the case file."),
        validators=[InputRequired(), Length(max=1000)],
    )


class Visit(StageKind):
    """Somebody looks at the matter on the spot, then it goes on."""

    key = "sample_plugin.visit"
    label = _l("A visit on the spot")
    outcomes = (Outcome("visited", _l("Visited"), Effect.ADVANCE),)

    def actions(self, stage: Stage) -> Sequence[Action]:
        """Offer the one thing to do here."""
        return [Action("report", _l("Report what you saw"), VisitForm, ("visited",))]

    def act(self, stage: Stage, action: str, data: Mapping[str, Any], actor: Actor) -> Finish | None:
        """Keep what was seen, and go on."""
        return Finish(outcome="visited", reason=data["seen"])
