"""Read messages."""

from sqlalchemy import func, select

from portal.db import db
from portal.notifications.models import Notification


def count_unread(person_id: int) -> int:
    """Return how many messages a person has not read. One query."""
    unread = select(func.count()).where(Notification.person_id == person_id, Notification.read_at.is_(None))
    return db.session.scalar(unread) or 0
