"""Open and close tasks; each subject has at most one open task."""

from collections.abc import Mapping
from datetime import date

from sqlalchemy import Update, insert, update

from portal import clock
from portal.db import db
from portal.duties.models import Task


def open_task(
    *,
    subject_kind: str,
    subject_id: int,
    title: str,
    labels: Mapping[str, str],
    link: str,
    seat_id: int,
    role: str | None = None,
    permission: str | None = None,
    organisation_id: int | None = None,
    person_id: int | None = None,
    due: date | None = None,
) -> None:
    """Let a matter wait for whoever plays `role` at `seat_id` (for that organisation), whoever holds `permission`
    there or above in its locality, or one person.

    `labels` say by language what is asked ("decide on filing"); `link` is a path of the portal one click from the act;
    `due` is a date in the seat's zone.
    """
    db.session.execute(
        insert(Task).values(
            subject_kind=subject_kind,
            subject_id=subject_id,
            title=title[:200],
            labels=dict(labels),
            link=link,
            seat_id=seat_id,
            role=role,
            permission=permission,
            organisation_id=organisation_id,
            person_id=person_id,
            since=clock.now(),
            due=due,
        )
    )


def close_task(*, subject_kind: str, subject_id: int) -> None:
    """End the subject's open task; nothing happens when it has none."""
    db.session.execute(_open(subject_kind, subject_id).values(done_at=clock.now()))


def reschedule_task(*, subject_kind: str, subject_id: int, due: date) -> None:
    """Give the subject's open task another due day; it is no longer late."""
    db.session.execute(_open(subject_kind, subject_id).values(due=due, late=False))


def mark_late(*, subject_kind: str, subject_id: int) -> None:
    """Show the subject's open task among what is overdue."""
    db.session.execute(_open(subject_kind, subject_id).values(late=True))


def _open(subject_kind: str, subject_id: int) -> Update:
    return update(Task).where(Task.subject_kind == subject_kind, Task.subject_id == subject_id, Task.done_at.is_(None))
