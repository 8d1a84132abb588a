"""Who is at the counter: one person at a time, kept in the worker's signed cookie until dismissed or forgotten.

Nothing is ever entered on its strength alone. Each form names the person it was shown for, and what comes for
somebody else than who is at the counter now, as from another tab, is asked again.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from flask import session

from portal import clock
from portal.jurisdictions.tree import Place
from portal.persons.queries.register import Entry, person_at
from portal.web.viewer import Viewer, viewer

KEPT = "counter"
STAYS = timedelta(minutes=15)
"""Who was entered nothing for so long has gone home."""


@dataclass(frozen=True)
class Presence:
    """Somebody at the counter, and how the last thing they said reached the worker."""

    entry: Entry
    channel: str
    since: datetime


def present(place: Place) -> Presence | None:
    """Return who is at this worker's counter at a place. One query when there is somebody."""
    kept = session.get(KEPT)
    if not kept or not kept["ref"] or (kept["place"], kept["session"]) != (place.id, _session()):
        return None
    if clock.now() - _moment(kept["last"]) > STAYS:
        return None
    entry = person_at(place, kept["ref"])
    return Presence(entry, kept["channel"], _moment(kept["since"])) if entry else None


def call(place: Place, entry: Entry) -> None:
    """Let somebody come to the counter; whoever was there has left. How things arrive stays as it was."""
    before = session.get(KEPT) or {}
    moment = clock.now().timestamp()
    session[KEPT] = {
        "place": place.id,
        "session": _session(),
        "ref": entry.ref,
        "channel": before.get("channel", ""),
        "since": moment,
        "last": moment,
    }


def stay(channel: str) -> None:
    """Note that something was entered for who is at the counter, and how it had reached the worker."""
    session[KEPT] = {**session[KEPT], "channel": channel, "last": clock.now().timestamp()}


def dismiss() -> None:
    """Let who is at the counter go."""
    if kept := session.get(KEPT):
        session[KEPT] = {**kept, "ref": ""}


def _session() -> int | None:
    worker = viewer()
    return worker.session_id if isinstance(worker, Viewer) else None


def _moment(timestamp: float) -> datetime:
    return datetime.fromtimestamp(timestamp, UTC)
