"""The only clock anybody reads.

A demo database can be wound forward (`portal clock advance`), so that deadlines can be seen and tested.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

_ahead = timedelta(0)
_told: datetime | None = None


def now() -> datetime:
    """Return the current time, aware, in UTC."""
    return _told or datetime.now(UTC) + _ahead


def outside() -> datetime:
    """Return the time on everybody's phone, in UTC, which a demo's winding forward doesn't change."""
    return _told or datetime.now(UTC)


def today(zone: str) -> date:
    """Return the current date in `zone`, an IANA name such as `Asia/Shanghai`."""
    return now().astimezone(ZoneInfo(zone)).date()


def set_ahead(offset: timedelta) -> None:
    """Run `offset` ahead of real time from here on, in this process."""
    global _ahead
    _ahead = offset


@contextmanager
def telling(moment: datetime) -> Iterator[None]:
    """Let the clock stand at `moment` meanwhile: for tests, and for the demo, which builds a past."""
    global _told
    before, _told = _told, moment
    try:
        yield
    finally:
        _told = before
