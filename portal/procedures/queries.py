"""Read procedures."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select

from portal.db import db
from portal.jurisdictions.tree import Place
from portal.persons.models import Person
from portal.proposals.models import ProcedureVersion, Proposal


@dataclass(frozen=True)
class Published:
    """A version with who published it, and how many proposals walk it."""

    version: ProcedureVersion
    by: str
    proposals: int


def versions_of(place: Place) -> Sequence[Published]:
    """Return a place's own versions, newest first. One query."""
    walking = (
        select(func.count())
        .where(Proposal.version_id == ProcedureVersion.id)
        .correlate(ProcedureVersion)
        .scalar_subquery()
    )
    rows = db.session.execute(
        select(ProcedureVersion, Person.name, walking)
        .outerjoin(Person, Person.id == ProcedureVersion.published_by_id)
        .where(ProcedureVersion.place_id == place.id)
        .order_by(ProcedureVersion.number.desc())
    )
    return [Published(version, name or "", count) for version, name, count in rows]
