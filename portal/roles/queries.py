"""Read who holds which role where, for what term, and from whom."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, Row, and_, or_, select
from sqlalchemy.orm import aliased

from portal import clock
from portal.db import db
from portal.jurisdictions.tree import TREE, Place, in_language
from portal.organisations.models import Organisation
from portal.persons.models import Person
from portal.roles.models import RoleAssignment
from portal.roles.standing import TEMPLATES

HISTORY_PAGE = 50


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
    return in_language(template.names) if template else key


def held_at(place: Place) -> Sequence[HeldRole]:
    """Return who holds a role at a place or above it now, from the place upwards. One query."""
    trail = [above.id for above in TREE().upwards(place.id)]
    rows = _select(and_(RoleAssignment.place_id.in_(trail), _open(clock.today(place.zone))))
    order = {key: position for position, key in enumerate(TEMPLATES())}
    held = [row for row in rows if row.role != "resident"]  # residents are the register's
    return sorted(held, key=lambda row: (trail.index(row.place.id), order.get(row.role, 99), row.starts, row.id))


def held_by(person_id: int) -> Sequence[HeldRole]:
    """Return the roles a person holds, those to begin too. One query."""
    today = clock.now().date()
    return _select(and_(RoleAssignment.person_id == person_id, _open(today)))


def ended_at_place(place: Place, *, before: int | None = None) -> Sequence[HeldRole]:
    """Return roles at a place that are over, the newest first; `before` is the last id of the page before."""
    over = or_(RoleAssignment.ended_at.is_not(None), RoleAssignment.ends < clock.today(place.zone))
    condition = and_(RoleAssignment.place_id == place.id, over, RoleAssignment.role != "resident")
    if before is not None:
        condition = and_(condition, RoleAssignment.id < before)
    return _select(condition, limit=HISTORY_PAGE + 1)


def assignment_at(place: Place, assignment_id: int) -> HeldRole | None:
    """Return a role that is open at this very place; None when there is none of that id."""
    condition = and_(
        RoleAssignment.id == assignment_id,
        RoleAssignment.place_id == place.id,
        _open(clock.today(place.zone)),
    )
    return next(iter(_select(condition)), None)


def _open(today: date) -> ColumnElement[bool]:
    return and_(RoleAssignment.ended_at.is_(None), or_(RoleAssignment.ends.is_(None), RoleAssignment.ends >= today))


def _select(condition: ColumnElement[bool], *, limit: int = 500) -> Sequence[HeldRole]:
    giver, ender = aliased(Person), aliased(Person)
    rows = db.session.execute(
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
        .where(condition)
        .order_by(RoleAssignment.id.desc())
        .limit(limit)
    )
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
