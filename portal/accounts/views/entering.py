"""Letting somebody in: the session's cookie, and the cookie by which their browser is known next time."""

from flask import current_app, request, session
from itsdangerous import BadSignature, URLSafeSerializer
from werkzeug.wrappers import Response

from portal.accounts.sessions import open_session
from portal.db import transact
from portal.web.sessions import set_cookie

KNOWN_COOKIE = "linli_known"
_A_YEAR = 365 * 24 * 3600


def enter(response: Response, *, account_id: int, token: str) -> Response:
    """Hand the browser a new session, and let it be known for a year as one the account was used in.

    Whatever the browser kept from before is forgotten; flash after this.
    """
    session.clear()
    response.set_cookie(
        KNOWN_COOKIE,
        _serializer().dumps(account_id),
        max_age=_A_YEAR,
        httponly=True,
        samesite="Lax",
        secure=current_app.config["SESSION_COOKIE_SECURE"],
    )
    return set_cookie(response, token)


def enter_as(response: Response, account_id: int) -> Response:
    """Open a session for an account that has just been made or recovered, and hand it to the browser."""
    token = transact(lambda: open_session(account_id=account_id, device=device(), address=address()))
    return enter(response, account_id=account_id, token=token)


def known_account() -> int | None:
    """Return the account this browser was used with before."""
    try:
        known = _serializer().loads(request.cookies.get(KNOWN_COOKIE, ""))
    except BadSignature:
        return None
    return known if isinstance(known, int) else None


def device() -> str:
    """Return what the browser calls itself."""
    return request.user_agent.string


def address() -> str:
    """Return where the request comes from."""
    return request.remote_addr or ""


def _serializer() -> URLSafeSerializer:
    return URLSafeSerializer(str(current_app.secret_key), salt="known browser")
