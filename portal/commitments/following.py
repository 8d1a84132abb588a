"""Follow-ups that the matter's own record shows (`H6`, `H9`): nobody writes down twice what has happened."""

from collections.abc import Mapping, Sequence

from sqlalchemy import select

from portal.commitments.models import OPEN, Commitment, CommitmentStep
from portal.commitments.services import note_follow_up
from portal.db import db
from portal.events import Event

SHOWN_BY: Mapping[str, Sequence[str]] = {
    "proposal.archived": ("report_back",),
    "proposal.rated": ("rate", "satisfaction"),
    "proposal.stage_reminded": ("press",),
    "public_notice.opened": ("publish",),
}
"""The follow-ups a fact amounts to, by the fact's name."""


def follow(event: Event) -> None:
    """Note what a fact amounts to on the commitments of its proposal, once each, in the fact's own transaction."""
    proposal_id = event.subject_id if event.subject_kind == "proposal" else getattr(event, "proposal", None)
    if proposal_id is None:
        return
    commitments = db.session.scalars(
        select(Commitment)
        .where(Commitment.proposal_id == proposal_id, Commitment.state.in_((*OPEN, "done", "accepted")))
        .order_by(Commitment.id)
        .with_for_update(key_share=True)
    ).all()
    for commitment in commitments:
        for key in SHOWN_BY[event.name]:
            if key in commitment.follow_ups and not _noted(commitment.id, key):
                note_follow_up(commitment, key=key, actor=event.actor)


def _noted(commitment_id: int, key: str) -> bool:
    step = select(CommitmentStep.id).where(CommitmentStep.commitment_id == commitment_id, CommitmentStep.key == key)
    return db.session.scalar(step.limit(1)) is not None
