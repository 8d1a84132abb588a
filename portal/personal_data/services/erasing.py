"""Erase somebody: the record stands, without them.

What they proposed stays on record without their name, phone or home in it; their own words in comments, objections
and ratings go; their entry in the register is emptied and reads “A former resident”; the account with everything
that opens it is deleted. Asked for online, it waits for some days and can be taken back.
"""

from datetime import timedelta

from sqlalchemy import select

from portal import clock
from portal.accounts.models import Account
from portal.db import db
from portal.events import CLOCK, Actor
from portal.jurisdictions.tree import TREE, Place
from portal.personal_data.events import PersonErased
from portal.personal_data.models import ErasureRequest
from portal.personal_data.queries import InTheWay, in_the_way, roles_without_others
from portal.personal_data.services.exporting import delete_exports
from portal.persons.models import Household, HouseholdMember, Person
from portal.plugin.contributions import ErasedPerson
from portal.plugin.registry import plugins
from portal.publishing import publish
from portal.roles.services import outranks
from portal.roles.standing import standing_of

COOLING_OFF = timedelta(days=14)
SHORTEST_TRACE = 2


class SettleFirst(Exception):
    """Something is in the way; `what` says what has to be settled first."""

    def __init__(self, what: InTheWay) -> None:
        super().__init__()
        self.what = what


class NotBelow(Exception):
    """The person may do something whoever erases them may not, or is that very person."""


def ask_for_erasure(*, person_id: int) -> None:
    """Let somebody be erased after the days in which they can take it back. Raises `SettleFirst`."""
    db.session.get_one(Person, person_id, with_for_update=True)
    if db.session.get(ErasureRequest, person_id) is not None:
        return
    if what := in_the_way(person_id):
        raise SettleFirst(what)
    moment = clock.now()
    db.session.add(ErasureRequest(person_id=person_id, asked_at=moment, due_at=moment + COOLING_OFF))


def take_back(*, person_id: int) -> None:
    """Let somebody stay after all."""
    row = db.session.get(ErasureRequest, person_id)
    if row is not None:
        db.session.delete(row)


def erase_for_somebody(*, person_id: int, actor: Actor) -> None:
    """Erase somebody who asked a worker for it; matters that wait for them go to the secretary.

    Raises `NotBelow`, and `SettleFirst` for the last one in a role.
    """
    if actor.person_id is not None and (
        actor.person_id == person_id or not outranks(standing_of(actor.person_id), standing_of(person_id))
    ):
        raise NotBelow
    erase_person(person_id=person_id, actor=actor)


def erase_person(*, person_id: int, actor: Actor = CLOCK) -> None:
    """Erase somebody now; a second time changes nothing. Raises `SettleFirst` for the last one in a role."""
    person = db.session.get_one(Person, person_id, with_for_update=True)
    if person.erased_at is not None:
        return
    if last_in := roles_without_others(person_id):
        raise SettleFirst(InTheWay(last_in, ()))
    home = _home_of(person)
    take_back(person_id=person_id)
    delete_exports(person_id=person_id)
    db.session.flush()
    plugins().erase(ErasedPerson(person_id, _traces(person)))
    if home is not None:
        publish(PersonErased(home_id=home.id, subject_id=person_id, actor=actor, persons=[person_id]))


def due_erasures() -> list[int]:
    """Return who is to be erased now."""
    return list(db.session.scalars(select(ErasureRequest.person_id).where(ErasureRequest.due_at <= clock.now())))


def _traces(person: Person) -> list[str]:
    """Return what tells who somebody is, wherever it stands in a text; the longest first, so that it goes whole."""
    account = db.session.scalar(select(Account).where(Account.person_id == person.id))
    found = {person.name, person.shown_name, person.phone, person.phone.removeprefix("+86")}
    if account is not None:
        phone = account.phone or ""
        found |= {account.login, account.email or "", phone, phone.removeprefix("+86")}
    doors = select(Household.door).join(HouseholdMember, HouseholdMember.household_id == Household.id)
    found |= set(db.session.scalars(doors.where(HouseholdMember.person_id == person.id)))
    return sorted((trace for trace in found if len(trace) >= SHORTEST_TRACE), key=len, reverse=True)


def _home_of(person: Person) -> Place | None:
    place = TREE().by_id.get(person.place_id or 0) or next(iter(TREE().children(None)), None)
    return (TREE().locality(place.id) or place) if place else None
