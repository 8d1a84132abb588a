"""Read organisations."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, select

from portal.db import db
from portal.jurisdictions.tree import TREE, Place, in_language
from portal.organisations.kinds import KINDS
from portal.organisations.models import Organisation, OrganisationMember
from portal.persons.models import Person


@dataclass(frozen=True)
class Membership:
    """An organisation somebody belongs to."""

    organisation_id: int
    name: str
    place: Place
    liaison: bool


@dataclass(frozen=True)
class Member:
    """Somebody who belongs to an organisation."""

    id: int
    person_id: int
    ref: str
    name: str
    phone: str
    liaison: bool
    since: date


def organisations_at(place: Place) -> Sequence[Organisation]:
    """Return the organisations of a place and those above, which serve it too; the place's own first. One query."""
    trail = [above.id for above in TREE().upwards(place.id)]
    rows = db.session.scalars(
        select(Organisation).where(Organisation.place_id.in_(trail), Organisation.closed_at.is_(None)).limit(500)
    )
    kinds = list(KINDS)
    return sorted(
        rows,
        key=lambda row: (
            trail.index(row.place_id),
            kinds.index(row.kind) if row.kind in kinds else len(kinds),
            row.id,
        ),
    )


def organisation_at(place: Place, organisation_id: int) -> Organisation | None:
    """Return an organisation that is registered at a place or above it."""
    row = db.session.get(Organisation, organisation_id)
    if row is None or row.closed_at is not None or not TREE().covers(row.place_id, place.id):
        return None
    return row


def members_of(organisation_id: int) -> Sequence[Member]:
    """Return who belongs to an organisation now, liaisons first."""
    rows = db.session.execute(
        select(
            OrganisationMember.id,
            OrganisationMember.liaison,
            OrganisationMember.since,
            Person.id.label("person_id"),
            Person.ref,
            Person.name,
            Person.phone,
        )
        .join(Person, Person.id == OrganisationMember.person_id)
        .where(OrganisationMember.organisation_id == organisation_id, _now())
        .order_by(OrganisationMember.liaison.desc(), OrganisationMember.id)
        .limit(500)
    )
    return [Member(row.id, row.person_id, row.ref, row.name, row.phone, row.liaison, row.since) for row in rows]


def organisations_of(person_id: int) -> Sequence[Membership]:
    """Return the organisations a person belongs to now. One query."""
    rows = db.session.execute(
        select(Organisation.id, Organisation.names, Organisation.place_id, OrganisationMember.liaison)
        .join(Organisation, Organisation.id == OrganisationMember.organisation_id)
        .where(OrganisationMember.person_id == person_id, Organisation.closed_at.is_(None), _now())
        .order_by(Organisation.id)
    )
    places = TREE().by_id
    return [Membership(row.id, in_language(row.names), places[row.place_id], row.liaison) for row in rows]


def _now() -> ColumnElement[bool]:
    return OrganisationMember.until.is_(None)
