"""Server-side sessions: a random token in a cookie, its hash in the database, ended by deleting the row."""

from flask import Flask, Request, current_app, g, request
from flask_login import LoginManager
from werkzeug.wrappers import Response

from portal.accounts import sessions as accounts
from portal.db import transact
from portal.roles.standing import standing_of
from portal.web.audience import is_program
from portal.web.tokens import bearer
from portal.web.viewer import Viewer, Visitor

COOKIE = "linli_session"


def init_app(app: Flask) -> None:
    """Let flask-login find the viewer: on pages by our cookie alone, in the API by the token alone."""
    manager = LoginManager()
    manager.anonymous_user = Visitor
    manager.session_protection = None  # flask-login's own session is not used
    manager.request_loader(_load)
    manager.init_app(app)
    app.after_request(_note_seen)


def set_cookie(response: Response, token: str) -> Response:
    """Hand a new session's token to the browser."""
    response.set_cookie(
        COOKIE,
        token,
        max_age=int(accounts.SESSION_LENGTH.total_seconds()),
        httponly=True,
        samesite="Lax",
        secure=current_app.config["SESSION_COOKIE_SECURE"],
    )
    return response


def _load(request: Request) -> Viewer | None:
    return bearer(request) if is_program() else _by_cookie(request)


def _by_cookie(request: Request) -> Viewer | None:
    token = request.cookies.get(COOKIE)
    found = accounts.signed_in(token) if token else None
    if found is None:
        return None
    g.session_stale = found.stale
    return Viewer(
        person_id=found.person_id,
        account_id=found.account_id,
        session_id=found.session_id,
        name=found.name,
        language=found.language,
        verified=found.verified,
        standing=standing_of(found.person_id),
    )


def _note_seen(response: Response) -> Response:
    """Note at most every ten minutes that a session is in use: a short commit of its own."""
    if g.get("session_stale") and (token := request.cookies.get(COOKIE)):
        transact(lambda: accounts.note_seen(token))
    return response
