"""Read households."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from portal.db import db
from portal.jurisdictions.tree import TREE, Place
from portal.persons.models import Household, HouseholdMember, Person


@dataclass(frozen=True)
class Member:
    """Somebody who lives, or lived, behind a door."""

    id: int
    person_id: int
    ref: str
    name: str
    phone: str
    head: bool
    since: datetime
    until: datetime | None


@dataclass(frozen=True)
class Home:
    """A household with its people: those who live there, the head first, and those who moved out."""

    id: int
    place: Place
    door: str
    members: Sequence[Member]
    former: Sequence[Member]


def household_of(person_id: int) -> Home | None:
    """Return the household a person lives in. Two queries."""
    row = db.session.scalar(
        select(Household)
        .join(HouseholdMember, HouseholdMember.household_id == Household.id)
        .where(HouseholdMember.person_id == person_id, HouseholdMember.until.is_(None))
        .order_by(HouseholdMember.since.desc())
        .limit(1)
    )
    return _with_people(row) if row else None


def household_at(place: Place, household_id: int) -> Home | None:
    """Return a household at a place or below it. Two queries."""
    row = db.session.get(Household, household_id)
    if row is None or not TREE().covers(place.id, row.place_id):
        return None
    return _with_people(row)


def _with_people(row: Household) -> Home:
    people = [
        Member(
            id=member.HouseholdMember.id,
            person_id=member.HouseholdMember.person_id,
            ref=member.ref,
            name=member.name,
            phone=member.phone,
            head=member.HouseholdMember.head,
            since=member.HouseholdMember.since,
            until=member.HouseholdMember.until,
        )
        for member in db.session.execute(
            select(HouseholdMember, Person.ref, Person.name, Person.phone)
            .join(Person, Person.id == HouseholdMember.person_id)
            .where(HouseholdMember.household_id == row.id)
            .order_by(HouseholdMember.head.desc(), HouseholdMember.id)
            .limit(200)
        )
    ]
    return Home(
        id=row.id,
        place=TREE().by_id[row.place_id],
        door=row.door,
        members=[member for member in people if member.until is None],
        former=[member for member in people if member.until is not None],
    )
