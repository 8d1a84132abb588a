"""What a person said about how a promise was kept."""

from collections.abc import Sequence

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, and_, func, or_, select

from portal.commitments.models import Commitment, CommitmentStep
from portal.db import db
from portal.erased import EMPTIED
from portal.plugin.contributions import ErasedPerson, PersonalData
from portal.proposals.models import Proposal


def export_person(person_id: int) -> Sequence[PersonalData]:
    """Return what somebody wrote down about promises, themselves or through a worker."""
    rows = db.session.execute(
        select(Proposal.number, CommitmentStep.at, CommitmentStep.words)
        .join(Commitment, Commitment.id == CommitmentStep.commitment_id)
        .join(Proposal, Proposal.id == Commitment.proposal_id)
        .where(or_(CommitmentStep.by_id == person_id, CommitmentStep.for_id == person_id))
    )
    return [
        PersonalData.of(
            "promises",
            _("What I said about promises"),
            {"number": _("Number"), "at": _("When"), "words": _("Words")},
            rows.all(),
        )
    ]


def erase_person(person: ErasedPerson) -> None:
    """Take their own words about their own matters away, and their traces in what others promised them."""
    steps = (
        select(CommitmentStep)
        .join(Commitment, Commitment.id == CommitmentStep.commitment_id)
        .join(Proposal, Proposal.id == Commitment.proposal_id)
    )
    for step in db.session.scalars(steps.where(_said_by(person.person_id))):
        step.words = EMPTIED if step.words else ""
    db.session.flush()
    own = Proposal.proposer_id == person.person_id
    for step in db.session.scalars(steps.where(own, ~_said_by(person.person_id))):
        step.words = person.without(step.words)
    for promise in db.session.scalars(
        select(Commitment).join(Proposal, Proposal.id == Commitment.proposal_id).where(own)
    ):
        promise.text = person.without(promise.text)


def _said_by(person_id: int) -> ColumnElement[bool]:
    for_them = func.coalesce(CommitmentStep.for_id, 0) == person_id
    themselves = func.coalesce(CommitmentStep.by_id, 0) == person_id
    return or_(for_them, and_(themselves, Proposal.proposer_id == person_id))
