"""Read messages."""

from sqlalchemy import func, select

from portal.db import db
from portal.events import EventRecord
from portal.notifications.models import Notification
from portal.paging import AnyRow, Page, page_of


def count_unread(person_id: int) -> int:
    """Return how many messages a person has not read. One query."""
    unread = select(func.count()).where(Notification.person_id == person_id, Notification.read_at.is_(None))
    return db.session.scalar(unread) or 0


def inbox_of(person_id: int, *, only_unread: bool, after: str | None, before: str | None) -> Page[AnyRow]:
    """Return a page of a person's messages, each with its event, the newest first. One query. Raises `BadCursor`."""
    rows = select(Notification, EventRecord).join(EventRecord, EventRecord.id == Notification.event_id)
    rows = rows.where(Notification.person_id == person_id)
    if only_unread:
        rows = rows.where(Notification.read_at.is_(None))
    return page_of(rows, by=Notification.id, tie=Notification.id, after=after, before=before)


def event_of(person_id: int, notification_id: int) -> EventRecord | None:
    """Return what a message of this person is about; nothing when there is none of that id."""
    found = select(EventRecord).join(Notification, EventRecord.id == Notification.event_id)
    return db.session.scalars(
        found.where(Notification.id == notification_id, Notification.person_id == person_id)
    ).one_or_none()
