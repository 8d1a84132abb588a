"""Read what waits for somebody."""

from sqlalchemy import ColumnElement, and_, func, or_, select

from portal.db import db
from portal.duties.models import Task
from portal.roles.standing import Standing


def waiting_for(standing: Standing) -> ColumnElement[bool]:
    """Return the condition for open tasks of a person: their own, and those of their roles at their own seats.

    Matters of places below are acted on there; they are not counted as waiting here. A unit's matters wait for its
    liaison wherever they are.
    """
    parts = [Task.person_id == standing.person_id]
    for held in standing.roles:
        where = Task.seat_id == held.place_id
        if held.organisation_id is not None:
            where = Task.organisation_id == held.organisation_id
        parts.append(and_(Task.role == held.role, where))
    return and_(Task.done_at.is_(None), or_(*parts))


def count_waiting(standing: Standing) -> int:
    """Return how many open tasks wait for a person. One query."""
    return db.session.scalar(select(func.count()).select_from(Task).where(waiting_for(standing))) or 0
