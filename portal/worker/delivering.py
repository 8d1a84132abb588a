"""Deliver the outbox, one row at a time.

A row is claimed for a while in a short transaction of its own, its handler works outside any transaction (mail takes
time), and what the handler leaves to write is committed together with the row's end. Two workers never hold one row
at once. A worker killed between handing over a mail and that commit leaves a row that is delivered again when its
claim runs out: at least once, never not at all.
"""

import logging
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, select, update

from portal import clock
from portal.db import db, transact
from portal.outbox import OutboxRow
from portal.plugin.contributions import NotYet, Undeliverable
from portal.plugin.registry import plugins

CLAIMED_FOR = timedelta(minutes=5)
"""Longer than any handler takes; afterwards the row is free again."""
WAIT_AFTER = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240, 720))
"""How long to wait after each failure; after the last one a row is given up."""

log = logging.getLogger("portal.worker")


class ClaimLost(Exception):
    """The claim ran out and somebody else took the row; what the handler wanted to write is dropped."""


@dataclass(frozen=True)
class Claimed:
    """A row this worker has taken; `token` proves it."""

    id: int
    kind: str
    payload: Mapping[str, Any]
    tries: int
    token: str


def deliver_next() -> bool:
    """Deliver the row that has waited longest, and tell whether there was one."""
    if db.session.scalar(select(OutboxRow.id).where(waiting(clock.now())).limit(1)) is None:
        return False  # asked first without a lock, every second
    row = transact(_claim)
    if row is None:
        return False
    try:
        leave = plugins().core.handlers[row.kind](row.payload)
        transact(lambda: _finish(row, leave))
    except ClaimLost:
        log.warning("The claim on outbox row %s ran out before it was done.", row.id)
    except NotYet as early:
        transact(lambda early=early: _wait(row, early.until))  # type: ignore[misc]
    except Exception as error:  # whatever it is, the row is tried again
        log.exception("Outbox row %s (%s) failed at try %s.", row.id, row.kind, row.tries)
        transact(lambda error=error: _put_back(row, error))  # type: ignore[misc]
    return True


def waiting(moment: datetime) -> ColumnElement[bool]:
    """Return the condition for rows that may be tried now."""
    return and_(OutboxRow.done_at.is_(None), OutboxRow.given_up_at.is_(None), OutboxRow.try_at <= moment)


def _claim() -> Claimed | None:
    # SQLite knows no SKIP LOCKED and needs none: the transaction began with BEGIN IMMEDIATE.
    moment = clock.now()
    row = db.session.scalars(
        select(OutboxRow)
        .where(waiting(moment))
        .order_by(OutboxRow.try_at, OutboxRow.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    ).one_or_none()
    if row is None:
        return None
    row.tries += 1
    row.try_at = moment + CLAIMED_FOR
    row.claimed_by = secrets.token_hex(8)
    return Claimed(row.id, row.kind, row.payload, row.tries, row.claimed_by)


def _finish(row: Claimed, leave: Callable[[], None]) -> None:
    """Write what the handler left, mark the row as done, and forget its payload, which may hold a secret."""
    leave()
    _change(row, done_at=clock.now(), payload={}, error="")


def _wait(row: Claimed, until: datetime) -> None:
    try:
        _change(row, try_at=until, tries=row.tries - 1, claimed_by="")
    except ClaimLost:
        log.warning("The claim on outbox row %s ran out before it could be put off.", row.id)


def _put_back(row: Claimed, error: Exception) -> None:
    moment = clock.now()
    values: dict[str, Any] = {"error": f"{type(error).__name__}: {error}"[:500]}
    if isinstance(error, Undeliverable) or row.tries > len(WAIT_AFTER):
        values |= {"given_up_at": moment, "payload": {}}
    else:
        values |= {"try_at": moment + WAIT_AFTER[row.tries - 1], "claimed_by": ""}
    try:
        _change(row, **values)
    except ClaimLost:
        log.warning("The claim on outbox row %s ran out before its failure was noted.", row.id)
        return
    if row.kind in plugins().core.setbacks:
        plugins().core.setbacks[row.kind](row.payload, error, "given_up_at" in values)


def _change(row: Claimed, **values: Any) -> None:
    mine = (OutboxRow.id == row.id, OutboxRow.claimed_by == row.token, OutboxRow.done_at.is_(None))
    changed = db.session.execute(update(OutboxRow).where(*mine).values(**values))
    if changed.rowcount != 1:  # type: ignore[attr-defined]  # an UPDATE's result has it
        raise ClaimLost(row.id)
