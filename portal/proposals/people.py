"""Who may be written for, and on behalf of which organisation somebody may propose."""

from contextlib import suppress
from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy import Select, or_, select
from wtforms import SelectChoice

from portal import clock
from portal.db import db
from portal.jurisdictions.models import Jurisdiction
from portal.jurisdictions.tree import TREE, Place, in_language
from portal.organisations.models import Organisation, OrganisationMember
from portal.persons.contacts import BadContact, clean_phone
from portal.persons.models import Person

MOST_FOUND = 10


@dataclass(frozen=True)
class Found:
    """A person of the register, as a worker tells them apart."""

    id: int
    label: str


def find_people(place: Place, words: str) -> list[Found]:
    """Return the people registered at a place or below whose name holds `words`, or who have that phone number."""
    same = [Person.name.contains(words, autoescape=True)]
    with suppress(BadContact):
        same.append(Person.phone == clean_phone(words, place.country))
    rows = db.session.execute(
        _people()
        .join(Jurisdiction, Jurisdiction.id == Person.place_id)
        .where(Jurisdiction.path >= place.path, Jurisdiction.path < place.path_end, or_(*same))
        .order_by(Person.name, Person.id)
        .limit(MOST_FOUND)
    )
    return [_found(*row) for row in rows]


def find_person(place: Place, person_id: int) -> Found | None:
    """Return one person registered at a place or below."""
    row = db.session.execute(
        _people()
        .join(Jurisdiction, Jurisdiction.id == Person.place_id)
        .where(Person.id == person_id, Jurisdiction.path >= place.path, Jurisdiction.path < place.path_end)
    ).first()
    return _found(*row) if row else None


def organisation_choices(person_id: int) -> list[SelectChoice]:
    """Return the organisations a person belongs to now, as choices."""
    today = clock.now().date()
    rows = db.session.execute(
        select(Organisation.id, Organisation.names)
        .join(OrganisationMember, OrganisationMember.organisation_id == Organisation.id)
        .where(
            OrganisationMember.person_id == person_id,
            Organisation.closed_at.is_(None),
            or_(OrganisationMember.until.is_(None), OrganisationMember.until >= today),
        )
        .order_by(Organisation.id)
    )
    return [SelectChoice(row.id, in_language(row.names)) for row in rows]


def _people() -> Select[int, str, str, int | None]:
    return select(Person.id, Person.name, Person.phone, Person.place_id).where(Person.erased_at.is_(None))


def _found(person_id: int, name: str, phone: str, place_id: int | None) -> Found:
    place = TREE().by_id.get(place_id) if place_id else None
    parts = [name, place.name if place else "", _("phone ending in %(digits)s", digits=phone[-4:]) if phone else ""]
    return Found(person_id, " · ".join(filter(None, parts)))
