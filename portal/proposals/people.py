"""Who may be written for, and on behalf of which organisation somebody may propose."""

from sqlalchemy import or_, select
from wtforms import SelectChoice

from portal import clock
from portal.db import db
from portal.jurisdictions.tree import TREE, Place, in_language
from portal.organisations.models import Organisation, OrganisationMember
from portal.persons.permissions import READ
from portal.persons.queries.register import Entry, people_called, resident_at
from portal.roles.standing import Standing


def find_people(place: Place, words: str, standing: Standing) -> list[SelectChoice]:
    """Return the people of a place whose name holds `words`, or who have that phone number, as choices of a worker."""
    return [as_choice(entry, place, standing) for entry in (people_called(place, words) if words else ())]


def find_person(place: Place, person_id: int, standing: Standing) -> SelectChoice | None:
    """Return one of the people of a place as a worker's choice."""
    entry = resident_at(place, person_id)
    return as_choice(entry, place, standing) if entry else None


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


def as_choice(entry: Entry, place: Place, standing: Standing) -> SelectChoice:
    """Return a person as a worker's choice, told apart from namesakes by what this worker may read.

    Door and year of birth are for who may read the register.
    """
    apart = entry.told_apart(place)
    if not standing.may(READ, place.id):
        way = TREE().way(place.id, entry.place.id) if entry.place else ""
        apart = " · ".join(filter(None, (way, entry.mark)))
    return SelectChoice(entry.id, f"{entry.name} · {apart}")
