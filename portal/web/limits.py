"""Limits on costly requests, such as guessing at the door: in memory, or shared through Redis where there is one."""

from flask import Flask, current_app, request
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from limits import parse_many

from portal.settings import Settings

limiter = Limiter(key_func=get_remote_address)


def init_app(app: Flask) -> None:
    """Choose where the counts are kept."""
    settings: Settings = app.extensions["portal.settings"]
    app.config["RATELIMIT_STORAGE_URI"] = settings.redis_url or "memory://"
    limiter.init_app(app)


def within(limits: str, what: str) -> bool:
    """Count one `what` from this address, and tell whether it is within `limits`, such as `5/minute; 50/hour`.

    When the counts can't be reached, everything is: what must hold, such as the brake at sign-in, is in the database.
    """
    address = request.remote_addr or ""
    try:
        hits = [limiter.limiter.hit(limit, what, address) for limit in parse_many(limits)]
    except limiter.storage.base_exceptions as error:
        current_app.logger.warning("The counts of rate limits can't be reached: %s", error)
        return True
    return all(hits)
