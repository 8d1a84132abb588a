"""Adoption: the level responsible adopts what was agreed, or says why not (`K10`)."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import lazy_gettext as _l

from portal.events import Actor
from portal.plugin.stage import Action, Effect, Finish, Outcome, Stage, StageKind
from portal.proposals.stages.keeping import NoteForm, ReasonForm


class Adoption(StageKind):
    """Deliberation comes first; its outcome is adopted by who is responsible."""

    key = "adoption"
    label = _l("Adopted or not")
    outcomes = (
        Outcome("adopted", _l("Adopted"), Effect.ADVANCE),
        Outcome("not_adopted", _l("Not adopted"), Effect.END),
    )

    def actions(self, stage: Stage) -> Sequence[Action]:
        """Adopt, or not."""
        return [
            Action("adopt", _l("Adopt"), NoteForm, ("adopted",)),
            Action("not_adopt", _l("Do not adopt"), ReasonForm, ("not_adopted",)),
        ]

    def act(self, stage: Stage, action: str, data: Mapping[str, Any], actor: Actor) -> Finish | None:
        """Go on, or end with the reason."""
        if action == "adopt":
            return Finish(outcome="adopted", reason=data["note"] or "")
        return Finish(outcome="not_adopted", reason=data["reason"])
