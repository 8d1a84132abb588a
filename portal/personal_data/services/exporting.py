"""Exports of somebody's own data: asked for, made by the worker, kept for some days."""

import secrets
from datetime import timedelta

from sqlalchemy import func, select, update

from portal import clock
from portal.db import after_commit, db
from portal.outbox import enqueue
from portal.personal_data import storage
from portal.personal_data.models import PersonExport

KEPT_FOR = timedelta(days=7)
A_DAY = 3
"""How many exports somebody may ask for in a day."""


class EnoughExports(Exception):
    """One is being made, or enough were made today."""


def ask_for_export(*, person_id: int) -> int:
    """Let the worker make an export, and return its id. Raises `EnoughExports`."""
    moment = clock.now()
    recent = select(func.count()).where(
        PersonExport.person_id == person_id, PersonExport.asked_at > moment - timedelta(days=1)
    )
    if (db.session.scalar(recent) or 0) >= A_DAY:
        raise EnoughExports
    row = PersonExport(ref=secrets.token_urlsafe(24), person_id=person_id, asked_at=moment, ends_at=moment + KEPT_FOR)
    db.session.add(row)
    db.session.flush()
    enqueue("export", {"export": row.id})
    return row.id


def note_progress(*, export_id: int, percent: int) -> None:
    """Remember how far the worker has come."""
    db.session.execute(update(PersonExport).where(PersonExport.id == export_id).values(percent=percent))


def note_ready(*, export_id: int, size: int) -> None:
    """Let an export be fetched; one whose owner was erased meanwhile is deleted."""
    row = db.session.get(PersonExport, export_id)
    if row is None:
        return
    row.percent, row.size, row.ready_at = 100, size, clock.now()


def delete_exports(*, person_id: int) -> None:
    """Delete everything that was exported for somebody."""
    for row in db.session.scalars(select(PersonExport).where(PersonExport.person_id == person_id)).all():
        _delete(row)


def delete_old_exports() -> None:
    """Delete the exports whose days are over."""
    for row in db.session.scalars(select(PersonExport).where(PersonExport.ends_at <= clock.now())).all():
        _delete(row)


def _delete(row: PersonExport) -> None:
    ref = row.ref
    db.session.delete(row)
    after_commit(lambda: storage.drop(ref))
