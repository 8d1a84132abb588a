"""Read who holds which role where, for what term, and from whom."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, or_, select
from sqlalchemy.orm import aliased

from portal import clock
from portal.db import db
from portal.jurisdictions.tree import TREE, Place, in_language
from portal.organisations.models import Organisation
from portal.paging import Page, page_of
from portal.persons.models import Person
from portal.roles.models import RoleAssignment
from portal.roles.standing import RESIDENT, TEMPLATES

MOST_HELD = 500


@dataclass(frozen=True)
class HeldRole:
    """One assignment as it is shown."""

    id: int
    role: str
    role_name: str
    person_id: int
    person_ref: str
    person_name: str
    place: Place
    organisation_name: str
    starts: date
    ends: date | None
    given_by: str
    ended_at: datetime | None
    ended_by: str


def role_name(key: str) -> str:
    """Return a role's name in the reader's language."""
    template = TEMPLATES().get(key)
    return template.name if template else key


def players(role: str, place_id: int, organisation_id: int | None) -> Sequence[int]:
    """Return who plays a role at this very place now, in matters of this organisation. One query."""
    today = clock.today(TREE().by_id[place_id].zone)
    return db.session.scalars(
        select(RoleAssignment.person_id)
        .distinct()
        .where(
            RoleAssignment.role == role,
            RoleAssignment.place_id == place_id,
            or_(RoleAssignment.organisation_id.is_(None), RoleAssignment.organisation_id == organisation_id),
            RoleAssignment.ended_at.is_(None),
            RoleAssignment.starts <= today,
            or_(RoleAssignment.ends.is_(None), RoleAssignment.ends >= today),
        )
    ).all()


def holders_of(permission: str, place: Place) -> Sequence[int]:
    """Return who may do something at a place now by a role held at the nearest place that gives it to anybody.

    One query.
    """
    today = clock.today(place.zone)
    allowing = [key for key, template in TEMPLATES().items() if permission in template.permissions]
    trail = [above.id for above in TREE().upwards(place.id)]
    rows = db.session.execute(
        select(RoleAssignment.place_id, RoleAssignment.person_id)
        .distinct()
        .where(
            RoleAssignment.role.in_(allowing),
            RoleAssignment.place_id.in_(trail),
            RoleAssignment.organisation_id.is_(None),
            RoleAssignment.ended_at.is_(None),
            RoleAssignment.starts <= today,
            or_(RoleAssignment.ends.is_(None), RoleAssignment.ends >= today),
        )
    ).all()
    nearest = min((trail.index(row.place_id) for row in rows), default=0)
    return [row.person_id for row in rows if row.place_id == trail[nearest]]


def held_at(place: Place) -> Sequence[HeldRole]:
    """Return who holds a role at a place or above it now, from the place upwards. One query."""
    trail = [above.id for above in TREE().upwards(place.id)]
    here = and_(RoleAssignment.place_id.in_(trail), RoleAssignment.role != RESIDENT)  # residents are the register's
    order = {key: position for position, key in enumerate(TEMPLATES())}
    held = _read(and_(here, _open(clock.today(place.zone))))
    return sorted(held, key=lambda row: (trail.index(row.place.id), order.get(row.role, 99), row.starts, row.id))


def held_by(person_id: int) -> Sequence[HeldRole]:
    """Return the roles a person holds, those to begin too. One query."""
    today = clock.now().date()
    return _read(and_(RoleAssignment.person_id == person_id, _open(today)))


def ended_at_place(place: Place, *, after: str | None = None, before: str | None = None) -> Page[HeldRole]:
    """Return a page of the roles at a place that are over, those given last first. Raises `BadCursor`."""
    over = or_(RoleAssignment.ended_at.is_not(None), RoleAssignment.ends < clock.today(place.zone))
    query = _assignments().where(RoleAssignment.place_id == place.id, over, RoleAssignment.role != RESIDENT)
    page = page_of(query, by=RoleAssignment.id, tie=RoleAssignment.id, after=after, before=before)
    return Page(_shown(page.rows), page.after, page.before)


def assignment_at(place: Place, assignment_id: int) -> HeldRole | None:
    """Return a role that is open at this very place; None when there is none of that id."""
    condition = and_(
        RoleAssignment.id == assignment_id,
        RoleAssignment.place_id == place.id,
        _open(clock.today(place.zone)),
    )
    return next(iter(_read(condition)), None)


def _open(today: date) -> ColumnElement[bool]:
    return and_(RoleAssignment.ended_at.is_(None), or_(RoleAssignment.ends.is_(None), RoleAssignment.ends >= today))


def _read(condition: ColumnElement[bool]) -> list[HeldRole]:
    query = _assignments().where(condition).order_by(RoleAssignment.id.desc()).limit(MOST_HELD)
    return _shown(db.session.execute(query).all())


def _assignments() -> Select[*tuple[Any, ...]]:
    giver, ender = aliased(Person), aliased(Person)
    return (
        select(
            RoleAssignment,
            Person.ref,
            Person.name,
            Organisation.names.label("organisation_names"),
            giver.name.label("giver"),
            ender.name.label("ender"),
        )
        .join(Person, Person.id == RoleAssignment.person_id)
        .outerjoin(Organisation, Organisation.id == RoleAssignment.organisation_id)
        .outerjoin(giver, giver.id == RoleAssignment.given_by_id)
        .outerjoin(ender, ender.id == RoleAssignment.ended_by_id)
    )


def _shown(rows: Sequence[Row[*tuple[Any, ...]]]) -> list[HeldRole]:
    places = TREE().by_id
    return [_held(row, places) for row in rows]


def _held(
    row: Row[tuple[RoleAssignment, str, str, Mapping[str, str], str, str]], places: Mapping[int, Place]
) -> HeldRole:
    assignment = row.RoleAssignment
    return HeldRole(
        id=assignment.id,
        role=assignment.role,
        role_name=role_name(assignment.role),
        person_id=assignment.person_id,
        person_ref=row.ref,
        person_name=row.name,
        place=places[assignment.place_id],
        organisation_name=in_language(row.organisation_names) if row.organisation_names else "",
        starts=assignment.starts,
        ends=assignment.ends,
        given_by=row.giver or "",
        ended_at=assignment.ended_at,
        ended_by=row.ender or "",
    )
