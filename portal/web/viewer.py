"""Who looks at the page: flask-login's current user, and what that person holds."""

from dataclasses import dataclass, field

from flask import g
from flask_login import current_user

from portal.roles.standing import NOBODY, Standing


@dataclass(frozen=True)
class Viewer:
    """A person signed in through an account and one of its sessions, or a program with one of its tokens;
    flask-login's user object.
    """

    person_id: int
    account_id: int
    session_id: int | None
    name: str
    language: str | None
    verified: bool
    standing: Standing = field(repr=False)
    token_id: int | None = None
    scopes: frozenset[str] = frozenset()

    signed_in = is_authenticated = is_active = True
    is_anonymous = False

    def reaches(self, scope: str) -> bool:
        """Tell whether a scope is within what the token used was given; a session has no bounds of its own."""
        return self.token_id is None or scope in self.scopes

    def get_id(self) -> str:
        """Return the id flask-login asks for; our own session cookie is what counts."""
        return str(self.account_id)


@dataclass(frozen=True)
class Visitor:
    """Somebody who isn't signed in."""

    person_id: None = None
    name: str = ""
    language: None = None
    verified: bool = False
    standing: Standing = NOBODY
    token_id: None = None

    signed_in = is_authenticated = is_active = False
    is_anonymous = True

    def reaches(self, scope: str) -> bool:
        """Tell whether a scope is within reach: no token was used, so none bounds it."""
        return True

    def get_id(self) -> None:
        """Return nothing: a visitor has no id."""
        return


def viewer() -> Viewer | Visitor:
    """Return who looks at this page, found once per request."""
    if "viewer" not in g:
        g.viewer = current_user._get_current_object()
    found: Viewer | Visitor = g.viewer
    return found
