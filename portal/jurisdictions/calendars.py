"""The working-day calendar of each place: its country's, changed by its own days and those of the places above."""

from collections.abc import Mapping
from datetime import date

from sqlalchemy import select

from portal.calendar.workdays import WorkingCalendar
from portal.config import Section, kept
from portal.db import db
from portal.jurisdictions.models import CalendarDay
from portal.jurisdictions.tree import TREE

Days = Mapping[int, Mapping[date, bool]]


def _load_days() -> Days:
    days: dict[int, dict[date, bool]] = {}
    for row in db.session.execute(select(CalendarDay.place_id, CalendarDay.day, CalendarDay.works)):
        days.setdefault(row.place_id, {})[row.day] = row.works
    return days


CALENDAR_DAYS = Section("calendar_days", _load_days)


@kept
def calendar_of(place_id: int) -> WorkingCalendar:
    """Return the calendar of a place; the nearest row for a day decides."""
    days = CALENDAR_DAYS()
    overrides: dict[date, bool] = {}
    trail = TREE().trail(place_id)
    for place in trail:
        overrides |= days.get(place.id, {})
    return WorkingCalendar(country=trail[-1].country, overrides=overrides)
