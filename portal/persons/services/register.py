"""Enter people in the register, and hand their entry over to them."""

import secrets
from datetime import timedelta

from sqlalchemy import select

from portal import clock
from portal.accounts.models import Account
from portal.db import db
from portal.events import Actor
from portal.jurisdictions.tree import TREE, Place
from portal.persons.codes import hash_code, new_claim_code
from portal.persons.events import PersonEntered
from portal.persons.models import Person
from portal.persons.services.households import household_behind, move_in
from portal.publishing import publish
from portal.roles.services import make_resident

CODE_LASTS = timedelta(days=30)
"""A slip lies in a drawer for a while before a grandchild comes to help."""


class HasAccount(Exception):
    """The person signs in already; a forgotten password is another matter."""


def add_person(*, name: str, shown_name: str = "", phone: str = "") -> Person:
    """Add somebody new, not verified and living nowhere yet, and return their entry."""
    person = Person(ref=secrets.token_hex(6), name=name, shown_name=shown_name, phone=phone, created_at=clock.now())
    db.session.add(person)
    db.session.flush()
    return person


def enter_person(*, name: str, phone: str, place: Place, door: str, actor: Actor) -> Person:
    """Enter somebody a worker has met, and so verified, and return their entry (rule 6).

    With a door they belong to the household behind it; where proposals are taken they are residents.
    """
    person = add_person(name=name, phone=phone)
    person.place_id = place.id
    person.entered_by_id = person.verified_by_id = actor.person_id
    person.verified_at = clock.now()
    if door:
        household = household_behind(place_id=place.id, door=door)
        move_in(household=household, person_id=person.id, as_head=False, since=clock.now(), actor=actor)
    locality = TREE().locality(place.id)
    if locality is not None:
        make_resident(person_id=person.id, locality=locality, actor=actor)
    home = locality or place
    publish(PersonEntered(home_id=home.id, subject_id=person.id, actor=actor, persons=[person.id]))
    return person


def issue_claim_code(*, person_id: int, secret: str) -> str:
    """Make the code that hands an entry over to its person, and return it to be printed; only a hash is kept.

    A code made before opens nothing any more. Raises `HasAccount`.
    """
    person = db.session.get_one(Person, person_id, with_for_update=True)
    if db.session.scalar(select(Account.id).where(Account.person_id == person_id)) is not None:
        raise HasAccount
    code = new_claim_code()
    person.claim_code_hash = hash_code(code, secret)
    person.claim_code_until = clock.now() + CODE_LASTS
    return code
