"""The place whose front page this browser opened last: a help for finding back, kept in a cookie."""

from flask import request
from werkzeug.wrappers import Response

from portal.jurisdictions.tree import TREE, Place

COOKIE = "linli_place"


def remember(response: Response, place: Place) -> Response:
    """Keep a place as the last one seen."""
    response.set_cookie(COOKIE, place.slug, max_age=365 * 24 * 3600, samesite="Lax", httponly=True)
    return response


def last_place() -> Place | None:
    """Return the place seen last, as long as it is open. No query."""
    seen = TREE().by_slug.get(request.cookies.get(COOKIE, ""))
    return seen if seen and seen.open else None
