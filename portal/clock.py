"""The only clock anybody reads.

A demo database can be wound forward (`portal clock advance`), so that deadlines can be seen and tested.
"""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

_ahead = timedelta(0)


def now() -> datetime:
    """Return the current time, aware, in UTC."""
    return datetime.now(UTC) + _ahead


def today(zone: str) -> date:
    """Return the current date in `zone`, an IANA name such as `Asia/Shanghai`."""
    return now().astimezone(ZoneInfo(zone)).date()


def set_ahead(offset: timedelta) -> None:
    """Run `offset` ahead of real time from here on, in this process."""
    global _ahead
    _ahead = offset
