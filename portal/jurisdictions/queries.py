"""Read what is known of a place beyond the tree."""

from collections.abc import Mapping, Sequence
from datetime import date

from sqlalchemy import select

from portal.db import db
from portal.jurisdictions.models import CalendarDay, Jurisdiction, JurisdictionMove, Level
from portal.jurisdictions.tree import TREE
from portal.persons.models import Person


def details(place_id: int) -> Jurisdiction:
    """Return a place's row, with its address, figures and hours."""
    return db.session.get_one(Jurisdiction, place_id)


def home_of(person_id: int) -> int | None:
    """Return the id of the place a person lives in, as far as it is known. One query."""
    return db.session.scalar(select(Person.place_id).where(Person.id == person_id))


def moves_of(place_id: int) -> Sequence[JurisdictionMove]:
    """Return a place's changes of parent, newest first."""
    moves = select(JurisdictionMove).where(JurisdictionMove.jurisdiction_id == place_id)
    return db.session.scalars(moves.order_by(JurisdictionMove.id.desc())).all()


def levels_at(place_id: int) -> Sequence[Level]:
    """Return the levels in effect at a place, from the highest down: the nearest row for each key decides."""
    trail = [place.id for place in TREE().trail(place_id)]
    rows = db.session.scalars(select(Level).where(Level.place_id.in_(trail)))
    nearest: dict[str, Level] = {}
    for row in sorted(rows, key=lambda row: trail.index(row.place_id)):
        nearest[row.key] = row
    return sorted(nearest.values(), key=lambda row: (row.rank, row.key))


def days_of(place_id: int, year: int) -> Mapping[date, CalendarDay]:
    """Return the days of a year that the place or one above decided for itself; the nearest row decides."""
    trail = [place.id for place in TREE().trail(place_id)]
    rows = db.session.scalars(
        select(CalendarDay).where(
            CalendarDay.place_id.in_(trail), CalendarDay.day >= date(year, 1, 1), CalendarDay.day <= date(year, 12, 31)
        )
    )
    return {row.day: row for row in sorted(rows, key=lambda row: trail.index(row.place_id))}
