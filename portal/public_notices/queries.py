"""Read public notices."""

from collections.abc import Collection, Sequence
from contextlib import suppress
from dataclasses import dataclass

from sqlalchemy import func, or_, select

from portal.db import db
from portal.jurisdictions.models import Jurisdiction
from portal.jurisdictions.tree import TREE, Place
from portal.persons.contacts import BadContact, clean_phone
from portal.persons.models import Person
from portal.proposals.models import Proposal
from portal.public_notices.models import Objection, PublicNotice

PAGE = 20


@dataclass(frozen=True)
class Row:
    """A notice with the number of the proposal it is about, if any."""

    notice: PublicNotice
    number: str | None

    @property
    def url(self) -> str:
        """Return the path of the notice's page."""
        return f"/j/{TREE().by_id[self.notice.place_id].slug}/public-notices/{self.notice.id}"

    @property
    def proposal_url(self) -> str:
        """Return the path of its proposal's page."""
        return f"/j/{TREE().by_id[self.notice.place_id].slug}/proposals/{self.number}"


def listed(place: Place, *, state: str, before: int | None) -> list[Row]:
    """Return notices of a place and those below, newest first: up to `PAGE + 1` rows, in one query."""
    places = [below.id for below in TREE().below(place.id)]
    query = (
        select(PublicNotice, Proposal.number)
        .outerjoin(Proposal, Proposal.id == PublicNotice.proposal_id)
        .where(PublicNotice.place_id.in_(places))
        .order_by(PublicNotice.id.desc())
        .limit(PAGE + 1)
    )
    if state == "open":
        query = query.where(PublicNotice.state == "open")
    if before is not None:
        query = query.where(PublicNotice.id < before)
    return [Row(notice, number) for notice, number in db.session.execute(query)]


def one(place: Place, notice_id: int) -> Row | None:
    """Return a notice of a place."""
    found = db.session.execute(
        select(PublicNotice, Proposal.number)
        .outerjoin(Proposal, Proposal.id == PublicNotice.proposal_id)
        .where(PublicNotice.id == notice_id, PublicNotice.place_id == place.id)
    ).one_or_none()
    return Row(*found) if found else None


def of_ids(notice_ids: Collection[int]) -> dict[int, Row]:
    """Return notices by their ids, without their proposals."""
    found = db.session.scalars(select(PublicNotice).where(PublicNotice.id.in_(notice_ids)))
    return {notice.id: Row(notice, None) for notice in found}


def of_runs(run_ids: Collection[int]) -> Sequence[tuple[int, PublicNotice, int]]:
    """Return the notices that stages put up, each with its run's id and how many objected. One query."""
    objected = select(func.count()).where(Objection.notice_id == PublicNotice.id).scalar_subquery()
    rows = db.session.execute(
        select(PublicNotice.run_id, PublicNotice, objected).where(PublicNotice.run_id.in_(run_ids))
    )
    return [(run_id, notice, count) for run_id, notice, count in rows]


def people_called(place: Place, words: str) -> Sequence[int]:
    """Return the ids of those registered at a place or below with this full name or phone number."""
    same = [Person.name == words]
    with suppress(BadContact):
        same.append(Person.phone == clean_phone(words, place.country))
    return db.session.scalars(
        select(Person.id)
        .join(Jurisdiction, Jurisdiction.id == Person.place_id)
        .where(Jurisdiction.path >= place.path, Jurisdiction.path < place.path_end, or_(*same))
        .limit(2)
    ).all()


def objections(notice_id: int) -> Sequence[tuple[Objection, str]]:
    """Return a notice's objections with their objectors' names, oldest first."""
    rows = db.session.execute(
        select(Objection, Person.name)
        .join(Person, Person.id == Objection.person_id)
        .where(Objection.notice_id == notice_id)
        .order_by(Objection.id)
    )
    return [(objection, name) for objection, name in rows]
