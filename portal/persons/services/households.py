"""Households: who lives behind a door since when, and who answers for it."""

from datetime import datetime

from sqlalchemy import select, update

from portal import clock
from portal.db import db, upsert
from portal.events import Actor
from portal.persons.events import HouseholdHeadChanged, HouseholdJoined, HouseholdLeft
from portal.persons.models import Household, HouseholdMember, Person
from portal.publishing import publish


class NoSuchMember(Exception):
    """Nobody of that id lives there now."""


class MovedBackwards(Exception):
    """Somebody would move in after now, or out before they moved in."""


def household_behind(*, place_id: int, door: str) -> Household:
    """Return the household behind a door, made when nobody has lived there yet; locked until the commit."""
    db.session.execute(
        upsert(Household)
        .values(place_id=place_id, door=door, created_at=clock.now())
        .on_conflict_do_nothing(index_elements=["place_id", "door"])
    )
    return db.session.scalars(
        select(Household).where(Household.place_id == place_id, Household.door == door).with_for_update()
    ).one()


def move_in(*, household: Household, person_id: int, as_head: bool, since: datetime, actor: Actor) -> None:
    """Let somebody live in a household from `since` on; they leave the one they lived in until then.

    The first one in is its head, and later whoever says so while there is none. Somebody who lives there stays as
    they are. Raises `MovedBackwards`.
    """
    if since > clock.now():
        raise MovedBackwards
    members = _members(household.id)
    if any(member.person_id == person_id for member in members):
        return
    _leave_others(person_id, since, actor)
    head = not members or (as_head and not any(member.head for member in members))
    db.session.add(HouseholdMember(household_id=household.id, person_id=person_id, head=head, since=since))
    person = db.session.get_one(Person, person_id)
    person.place_id = household.place_id
    publish(HouseholdJoined(home_id=household.place_id, subject_id=household.id, actor=actor, members=[person_id]))


def move_out(*, household_id: int, member_id: int, until: datetime, actor: Actor) -> None:
    """End somebody's living in a household; its head leaves it without one. Raises `NoSuchMember`, `MovedBackwards`."""
    member = _member(household_id, member_id)
    if not member.since <= until <= clock.now():
        raise MovedBackwards
    _leave(member, until, actor)


def make_head(*, household_id: int, member_id: int, actor: Actor) -> None:
    """Let another member answer for the household. Raises `NoSuchMember`."""
    member = _member(household_id, member_id)
    if member.head:
        return
    db.session.execute(update(HouseholdMember).where(HouseholdMember.household_id == household_id).values(head=False))
    member.head = True
    household = db.session.get_one(Household, household_id)
    publish(
        HouseholdHeadChanged(home_id=household.place_id, subject_id=household_id, actor=actor, heads=[member.person_id])
    )


def _members(household_id: int) -> list[HouseholdMember]:
    return list(
        db.session.scalars(
            select(HouseholdMember).where(HouseholdMember.household_id == household_id, HouseholdMember.until.is_(None))
        )
    )


def _member(household_id: int, member_id: int) -> HouseholdMember:
    db.session.get(Household, household_id, with_for_update=True)
    member = db.session.get(HouseholdMember, member_id)
    if member is None or member.household_id != household_id or member.until is not None:
        raise NoSuchMember
    return member


def _leave_others(person_id: int, until: datetime, actor: Actor) -> None:
    current = select(HouseholdMember).where(HouseholdMember.person_id == person_id, HouseholdMember.until.is_(None))
    for member in db.session.scalars(current).all():
        _leave(member, max(until, member.since), actor)


def _leave(member: HouseholdMember, until: datetime, actor: Actor) -> None:
    member.until = until
    member.head = False
    household = db.session.get_one(Household, member.household_id)
    publish(HouseholdLeft(home_id=household.place_id, subject_id=household.id, actor=actor, members=[member.person_id]))
