"""Read the record of acts."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select

from portal.events import EventRecord
from portal.jurisdictions.models import Jurisdiction
from portal.jurisdictions.tree import Place
from portal.paging import AnyRow, Page, page_of
from portal.persons.models import Person


@dataclass(frozen=True)
class Wanted:
    """Which acts are asked for; what is None isn't asked. Days are whole days in the place's zone."""

    name: str | None = None
    first: date | None = None
    last: date | None = None


def record_of(place: Place, wanted: Wanted, *, after: str | None, before: str | None) -> Page[AnyRow]:
    """Return a page of what happened at a place and below, the newest first, with the name of whoever acted.

    One query. Raises `BadCursor`.
    """
    rows = (
        select(EventRecord, Person.name.label("actor"))
        .join(Jurisdiction, Jurisdiction.id == EventRecord.home_id)
        .outerjoin(Person, Person.id == EventRecord.actor_id)
        .where(Jurisdiction.path >= place.path, Jurisdiction.path < place.path_end)
    )
    if wanted.name is not None:
        rows = rows.where(EventRecord.name == wanted.name)
    if wanted.first is not None:
        rows = rows.where(EventRecord.at >= _midnight(wanted.first, place))
    if wanted.last is not None:
        rows = rows.where(EventRecord.at < _midnight(wanted.last + timedelta(days=1), place))
    return page_of(rows, by=EventRecord.id, tie=EventRecord.id, after=after, before=before)


def _midnight(day: date, place: Place) -> datetime:
    return datetime.combine(day, time(), ZoneInfo(place.zone))
