"""Personal tokens: how a program says in whose name it asks, and how far its token reaches."""

from datetime import timedelta

from flask import Flask, Request, g, request
from werkzeug.datastructures import WWWAuthenticate
from werkzeug.exceptions import Forbidden, TooManyRequests, Unauthorized
from werkzeug.wrappers import Response

from portal import clock
from portal.accounts.queries import holder_of
from portal.accounts.services.tokens import note_used
from portal.db import transact
from portal.roles.standing import standing_of
from portal.web.limits import reached
from portal.web.viewer import Viewer, Visitor

NOTED_EVERY = timedelta(minutes=10)
READS = "600/minute"
WRITES = "60/minute"
"""How often a token may be used, or an address may ask without one."""


class OutOfScope(Forbidden):
    """The token was not given the scope that this needs."""

    def __init__(self, scope: str) -> None:
        super().__init__()
        self.scope = scope

    def get_headers(self, *_: object) -> list[tuple[str, str]]:
        """Name the scope, as RFC 6750 asks."""
        return [_challenge({"error": "insufficient_scope", "scope": self.scope})]


class TokenNeeded(Unauthorized):
    """No token was sent, or one that can't be used."""

    def get_headers(self, *_: object) -> list[tuple[str, str]]:
        """Say which kind of sign-in is asked for, and whether there was one that was refused (RFC 6750)."""
        return [_challenge({"error": "invalid_token"} if was_refused() else {})]


def init_app(app: Flask) -> None:
    """Note when tokens are used."""
    app.after_request(_note_used)


def bearer(request: Request) -> Viewer | None:
    """Return the owner of the token in the header; None when there is none or it can't be used."""
    if "Authorization" not in request.headers:
        return None
    sent = request.authorization
    holder = holder_of(sent.token) if sent is not None and sent.type == "bearer" and sent.token else None
    if holder is None:
        g.token_refused = True
        return None
    if holder.used_at is None or clock.now() - holder.used_at > NOTED_EVERY:
        g.token_to_note = holder.token_id
    return Viewer(
        person_id=holder.person_id,
        account_id=holder.account_id,
        session_id=None,
        name=holder.name,
        language=holder.language,
        verified=holder.verified,
        standing=standing_of(holder.person_id),
        token_id=holder.token_id,
        scopes=holder.scopes,
    )


def was_refused() -> bool:
    """Tell whether this request came with a token that can't be used; such a one is never taken for a visitor's."""
    return bool(g.get("token_refused"))


def count(caller: Viewer | Visitor) -> None:
    """Count a request of the API. Raises `TooManyRequests` with the moment to go on."""
    reading = request.method in ("GET", "HEAD", "OPTIONS")
    who = f"token:{caller.token_id}" if caller.token_id else f"address:{request.remote_addr}"
    if moment := reached(READS if reading else WRITES, "api read" if reading else "api write", who):
        raise TooManyRequests(retry_after=moment)


def _note_used(response: Response) -> Response:
    """Note at most every ten minutes that a token is in use: a short commit of its own."""
    if token_id := g.pop("token_to_note", None):
        transact(lambda: note_used(token_id=token_id))
    return response


def _challenge(parameters: dict[str, str | None]) -> tuple[str, str]:
    return "WWW-Authenticate", WWWAuthenticate("bearer", {"realm": "linli", **parameters}).to_header()
