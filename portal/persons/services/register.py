"""Enter people in the register."""

import secrets

from portal import clock
from portal.db import db
from portal.persons.models import Person


def add_person(*, name: str, shown_name: str = "", phone: str = "") -> Person:
    """Add somebody new, not verified and living nowhere yet, and return their entry."""
    person = Person(ref=secrets.token_hex(6), name=name, shown_name=shown_name, phone=phone, created_at=clock.now())
    db.session.add(person)
    db.session.flush()
    return person
