"""Read proposals."""

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from portal.db import db
from portal.jurisdictions.tree import Place
from portal.proposals.models import Proposal


def by_number(place: Place, number: str) -> Proposal | None:
    """Return a submitted proposal of a place by its number, with its runs and version. Two queries."""
    return db.session.scalars(
        select(Proposal)
        .where(Proposal.number == number, Proposal.home_id == place.id)
        .options(selectinload(Proposal.runs), joinedload(Proposal.version))
    ).one_or_none()


def draft_of(person_id: int, place: Place, draft: int) -> Proposal | None:
    """Return a person's own draft at a place."""
    return db.session.scalars(
        select(Proposal).where(
            Proposal.id == draft,
            Proposal.home_id == place.id,
            Proposal.entered_by_id == person_id,
            Proposal.number.is_(None),
        )
    ).one_or_none()
