"""Archive: the dossier is closed (`K5`, `K8`)."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField

from portal.events import CLOCK, Actor
from portal.forms import DataForm
from portal.plugin.stage import Action, Effect, Finish, Outcome, Stage, StageKind
from portal.proposals.engine import about
from portal.proposals.events import ProposalArchived
from portal.proposals.stages.keeping import NoteForm, proposal_of
from portal.publishing import publish


class ArchiveOptions(DataForm):
    """`automatic`: the dossier closes by itself; the records are all there (`H9`)."""

    automatic = BooleanField(_l("Closed without anybody confirming it"))


class Archive(StageKind):
    """One matter, one file: it is complete and closed."""

    key = "archive"
    label = _l("Archived")
    outcomes = (Outcome("archived", _l("Archived"), Effect.END),)
    options_form = ArchiveOptions

    def enter(self, stage: Stage) -> Finish | None:
        """Close the file at once where the locality wants it so."""
        return _closed(stage, "", CLOCK) if stage.options.get("automatic") else None

    def actions(self, stage: Stage) -> Sequence[Action]:
        """Close the file."""
        return [Action("archive", _l("Close the case file"), NoteForm, ("archived",))]

    def act(self, stage: Stage, action: str, data: Mapping[str, Any], actor: Actor) -> Finish | None:
        """Close the file."""
        return _closed(stage, data["note"] or "", actor)

    def timed_out(self, stage: Stage) -> Finish | None:
        """Close a file that nobody has looked at in time; nothing is lost by it."""
        return _closed(stage, "", CLOCK)


def _closed(stage: Stage, note: str, actor: Actor) -> Finish:
    proposal = proposal_of(stage)
    publish(ProposalArchived(**about(proposal, actor), rating=proposal.rating))
    return Finish(outcome="archived", reason=note)
