"""Legality review of a major matter by the district or town, before it is carried out (`K10`)."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import StringField, TextAreaField
from wtforms.validators import DataRequired, Length, Optional

from portal.events import Actor
from portal.forms import DataForm
from portal.plugin.stage import Action, Effect, Finish, Outcome, Panel, Stage, StageKind
from portal.proposals.stages.keeping import MOST_WORDS, facts_panel, keep


class OpinionForm(DataForm):
    """What the review found, and what it rests on."""

    opinion = TextAreaField(_l("Opinion"), validators=[DataRequired(), Length(max=MOST_WORDS)])
    grounds = StringField(
        _l("Law or rule it rests on"),
        description=_l("For example: Civil Code, article 278."),
        validators=[Optional(), Length(max=200)],
    )


class LegalityReview(StageKind):
    """The place above looks whether the matter may be carried out this way.

    An expert's opinion may be read first; it never stands in for this decision.
    """

    key = "legality_review"
    label = _l("Legality review")
    outcomes = (
        Outcome("lawful", _l("Nothing stands against it"), Effect.ADVANCE),
        Outcome("objected", _l("Back with objections"), Effect.RETURN),
    )

    def actions(self, stage: Stage) -> Sequence[Action]:
        """Pass it, or send it back."""
        return [
            Action("pass", _l("Nothing stands against it"), OpinionForm, ("lawful",)),
            Action("object", _l("Send back with objections"), OpinionForm, ("objected",)),
        ]

    def act(self, stage: Stage, action: str, data: Mapping[str, Any], actor: Actor) -> Finish | None:
        """Keep the grounds, and go on or back."""
        keep(stage, grounds=data["grounds"])
        return Finish(outcome="lawful" if action == "pass" else "objected", reason=data["opinion"])

    def panel(self, stage: Stage) -> Panel | None:
        """Show what the opinion rests on."""
        return facts_panel([(_l("Law or rule it rests on"), stage.kept.get("grounds", ""))])

    def record(self, stage: Stage) -> Mapping[str, Any]:
        """Return the grounds."""
        return stage.kept
