"""The durable outbox: work to be done after a commit, written in the same transaction.

The worker takes rows by `done_at IS NULL`, never by "id greater than last": a transaction that commits late would be
skipped.
"""

import threading
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Index, Integer, String, Text, insert
from sqlalchemy.orm import Mapped, mapped_column

from portal import clock
from portal.db import Json, Key, Model, UTCDateTime, after_commit, db

WAKE = threading.Event()
"""Set after a commit that wrote a row: a worker in this process need not wait for its next look."""


class OutboxRow(Model):
    """One piece of work; `kind` names its handler."""

    __tablename__ = "outbox"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    kind: Mapped[str] = mapped_column(Key)
    payload: Mapped[dict[str, Any]] = mapped_column(Json)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    try_at: Mapped[datetime] = mapped_column(UTCDateTime)
    tries: Mapped[int] = mapped_column(Integer, default=0)
    done_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    given_up_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    error: Mapped[str] = mapped_column(Text, default="")
    claimed_by: Mapped[str] = mapped_column(String(40), default="")

    __table_args__ = (Index("ix_outbox_waiting", "done_at", "given_up_at", "try_at"),)


def enqueue(kind: str, payload: dict[str, Any]) -> None:
    """Write down work for the worker, in the caller's transaction. `payload` holds ids and keys."""
    enqueue_all(kind, [(payload, clock.now())])


def enqueue_all(kind: str, work: Sequence[tuple[dict[str, Any], datetime]]) -> None:
    """Write down many pieces of work of one kind at once, each with when to do it first."""
    if not work:
        return
    moment = clock.now()
    rows = [{"kind": kind, "payload": payload, "created_at": moment, "try_at": at} for payload, at in work]
    db.session.execute(insert(OutboxRow), rows)
    after_commit(WAKE.set)
