"""Letting somebody in: the session's cookie, and the cookie by which their browser is known next time."""

from flask import current_app, redirect, request, session, url_for
from werkzeug.wrappers import Response

from portal.accounts.services.entering import begin_session
from portal.accounts.sessions import HalfOpen, half_open
from portal.db import transact
from portal.persons.codes import new_token
from portal.settings import Settings
from portal.web.returning import is_own_path
from portal.web.sessions import COOKIE, set_cookie

KNOWN_COOKIE = "linli_known"
KEPT_ACROSS = ("identity",)
"""What of a visitor's signed cookie outlives signing in: an identity that waits to be linked to the account."""
_YEARS = 2 * 365 * 24 * 3600


def enter(target: str, *, token: str, known_by: str) -> Response:
    """Hand the browser a new session and lead on, by way of the second factor where it is asked for.

    Whatever the browser kept from before is forgotten; flash after this.
    """
    kept = {name: session[name] for name in KEPT_ACROSS if name in session}
    session.clear()
    session.update(kept)
    waits = half_open(token) is not None
    response = redirect(url_for("accounts.second_step", next=target) if waits else target)
    response.set_cookie(
        KNOWN_COOKIE,
        known_by,
        max_age=_YEARS,
        httponly=True,
        samesite="Lax",
        secure=current_app.config["SESSION_COOKIE_SECURE"],
    )
    return set_cookie(response, token)


def enter_as(target: str, account_id: int) -> Response:
    """Begin a session for an account whose owner has shown who they are, and hand it to the browser."""
    known_by = this_browser()
    token = transact(
        lambda: begin_session(
            account_id=account_id, device=device(), address=address(), known_by=known_by, required=factor_required()
        )
    )
    return enter(target, token=token, known_by=known_by)


def waiting_session() -> tuple[str, HalfOpen] | None:
    """Return this browser's session and its token while it waits for its second factor."""
    token = request.cookies.get(COOKIE, "")
    found = half_open(token) if token else None
    return (token, found) if found else None


def this_browser() -> str:
    """Return the long-lived random token this browser is known by, a new one when it has none."""
    kept = request.cookies.get(KNOWN_COOKIE, "")
    return kept if 40 <= len(kept) <= 100 else new_token()


def asked_target() -> str:
    """Return where somebody wanted to go before they were asked to sign in; empty for nowhere of ours."""
    asked = request.values.get("next", "")
    return asked if is_own_path(asked) else ""


def factor_required() -> bool:
    """Tell whether people with duties must have a second factor here."""
    return settings().second_factor == "required"


def settings() -> Settings:
    """Return the installation's settings."""
    found: Settings = current_app.extensions["portal.settings"]
    return found


def secret() -> str:
    """Return the portal's own secret."""
    return str(current_app.secret_key)


def device() -> str:
    """Return what the browser calls itself."""
    return request.user_agent.string


def address() -> str:
    """Return where the request comes from."""
    return request.remote_addr or ""
