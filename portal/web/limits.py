"""Limits on costly requests, such as guessing at the door: in memory, or shared through Redis where there is one."""

from datetime import UTC, datetime

from flask import Flask, current_app, request
from limits import parse_many
from limits.errors import ConfigurationError, StorageError
from limits.storage import storage_from_string
from limits.strategies import FixedWindowRateLimiter

from portal.settings import BadSettings, Settings

_COUNTS = "portal.limits"


def init_app(app: Flask) -> None:
    """Choose where the counts are kept. Raises `BadSettings`."""
    settings: Settings = app.extensions["portal.settings"]
    try:
        storage = storage_from_string(settings.redis_url or "memory://", wrap_exceptions=True)
    except ConfigurationError as error:
        raise BadSettings(f"PORTAL_REDIS_URL can't be used: {error}.") from error
    app.extensions[_COUNTS] = FixedWindowRateLimiter(storage)


def within(limits: str, what: str) -> bool:
    """Count one `what` from this address, and tell whether it is within `limits`, such as `5/minute; 50/hour`."""
    return reached(limits, what, f"address:{request.remote_addr}") is None


def reached(limits: str, what: str, who: str) -> datetime | None:
    """Count one `what` of `who`; return when to go on where that is beyond `limits`, otherwise None.

    When the counts can't be reached, nothing is beyond: what must hold, such as the brake at sign-in, is in the
    database.
    """
    counts: FixedWindowRateLimiter = current_app.extensions[_COUNTS]
    try:
        for limit in [limit for limit in parse_many(limits) if not counts.hit(limit, what, who)]:
            return datetime.fromtimestamp(counts.get_window_stats(limit, what, who).reset_time, UTC)
    except StorageError as error:
        current_app.logger.warning("The counts of rate limits can't be reached: %s", error)
    return None
