"""Read what waits for somebody."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Select, and_, case, exists, func, or_, select
from sqlalchemy.orm import aliased

from portal.db import db
from portal.duties.models import Task
from portal.jurisdictions.models import Jurisdiction
from portal.jurisdictions.tree import TREE, Place
from portal.paging import BadCursor, Page
from portal.roles.standing import Standing

PAGE = 50
NO_HURRY = date.max
"""Where a task without a due day stands in the order."""


@dataclass(frozen=True)
class Below:
    """How much waits at a place below, and how much of it is late."""

    place: Place
    waiting: int
    late: int


def waiting_for(standing: Standing) -> ColumnElement[bool]:
    """Return the condition for open tasks of a person: their own, and those of their roles at their own seats.

    Matters of places below are acted on there; they are not counted as waiting here, except those that wait for
    whoever has a permission in their locality. A unit's matters wait for its liaison wherever they are.
    """
    parts = [Task.person_id == standing.person_id]
    for held in standing.roles:
        where = Task.seat_id == held.place_id
        if held.organisation_id is not None:
            where = Task.organisation_id == held.organisation_id
        parts.append(and_(Task.role == held.role, where))
        if held.organisation_id is None and TREE().locality(held.place_id):
            seats = _of_one_locality(TREE().by_id[held.place_id])
            parts.append(and_(Task.permission.in_(held.allows), Task.seat_id.in_(seats)))
    return and_(Task.done_at.is_(None), or_(*parts))


def count_waiting(standing: Standing) -> int:
    """Return how many open tasks wait for a person. One query."""
    return db.session.scalar(select(func.count()).select_from(Task).where(waiting_for(standing))) or 0


def tasks_of(standing: Standing, *, at: Place | None, after: str | None) -> Page[Task]:
    """Return a page of what waits for a person, what is due first coming first. One query. Raises `BadCursor`.

    `at` keeps to the tasks of one place and below; `after` is the cursor of the page before.
    """
    due = func.coalesce(Task.due, NO_HURRY)
    rows = select(Task).where(waiting_for(standing)).order_by(due, Task.id).limit(PAGE + 1)
    if at is not None:
        rows = rows.where(Task.seat_id.in_(select(Jurisdiction.id).where(_below(at))))
    if after is not None:
        day, task_id = _read(after)
        rows = rows.where(or_(due > day, and_(due == day, Task.id > task_id)))
    tasks = db.session.scalars(rows).all()
    last = tasks[PAGE - 1] if len(tasks) > PAGE else None
    return Page(tasks[:PAGE], after=f"{last.due or NO_HURRY}~{last.id}" if last else None)


def places_below(standing: Standing, today: date) -> Sequence[Below]:
    """Return what waits below the places where a person has duties, in the order of the tree. One query."""
    own = [TREE().by_id[held.place_id] for held in standing.roles if held.organisation_id is None]
    if not standing.works or not own:
        return []
    ranges = [and_(Jurisdiction.path > place.path, Jurisdiction.path < place.path_end) for place in own]
    counted = db.session.execute(
        select(Task.seat_id, func.count().label("waiting"), func.count(case((Task.due < today, 1))).label("late"))
        .join(Jurisdiction, Jurisdiction.id == Task.seat_id)
        .where(Task.done_at.is_(None), Task.person_id.is_(None), or_(*ranges))
        .where(Task.id.not_in(select(Task.id).where(waiting_for(standing))))
        .where(Task.seat_id.not_in([place.id for place in own]))
        .group_by(Task.seat_id, Jurisdiction.path)
        .order_by(Jurisdiction.path)
    )
    return [Below(TREE().by_id[row.seat_id], row.waiting, row.late) for row in counted]


def _below(place: Place) -> ColumnElement[bool]:
    return and_(Jurisdiction.path >= place.path, Jurisdiction.path < place.path_end)


def _of_one_locality(place: Place) -> Select[int]:
    """Return a place and those below it, without the localities of their own that lie below."""
    nearer = aliased(Jurisdiction)
    apart = exists().where(
        nearer.takes_proposals,
        nearer.path > place.path,
        nearer.path < place.path_end,
        Jurisdiction.path.startswith(nearer.path),
    )
    return select(Jurisdiction.id).where(_below(place), ~apart)


def _read(cursor: str) -> tuple[date, int]:
    day, _, task_id = cursor.partition("~")
    try:
        found = date.fromisoformat(day), int(task_id)
    except ValueError as error:
        raise BadCursor(cursor) from error
    if not 0 <= found[1] < 2**31:
        raise BadCursor(cursor)
    return found
