"""Intake: somebody of the office has read the proposal and says so (`J3`)."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, TextAreaField
from wtforms.validators import Length, Optional

from portal.events import Actor
from portal.forms import DataForm
from portal.plugin.stage import Action, Effect, Finish, Outcome, Stage, StageKind
from portal.proposals.stages.keeping import MOST_WORDS


class IntakeForm(DataForm):
    """A word back to the proposer."""

    reply = TextAreaField(
        _l("A word to the proposer"),
        description=_l("For example what happens next, and when they will hear."),
        validators=[Optional(), Length(max=MOST_WORDS)],
    )


class IntakeOptions(DataForm):
    """`automatic`: nobody has to confirm; the proposal goes on at once."""

    automatic = BooleanField(_l("Received without anybody confirming it"))


class Intake(StageKind):
    """The proposal is received."""

    key = "intake"
    label = _l("Received")
    outcomes = (Outcome("received", _l("Received"), Effect.ADVANCE),)
    options_form = IntakeOptions

    def enter(self, stage: Stage) -> Finish | None:
        """Go on at once where the locality asks for no confirmation."""
        return Finish(outcome="received") if stage.options.get("automatic") else None

    def actions(self, stage: Stage) -> Sequence[Action]:
        """Confirm that it was read."""
        return [Action("receive", _l("Confirm receipt"), IntakeForm, ("received",))]

    def act(self, stage: Stage, action: str, data: Mapping[str, Any], actor: Actor) -> Finish | None:
        """Go on."""
        return Finish(outcome="received", reason=data["reply"] or "")
