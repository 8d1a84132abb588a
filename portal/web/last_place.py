"""The place whose front page this browser opened last: a help for finding back, kept in a cookie."""

from flask import request
from werkzeug.wrappers import Response

from portal.jurisdictions.tree import TREE, Place
from portal.web.viewer import viewer

COOKIE = "linli_place"


def remember(response: Response, place: Place) -> Response:
    """Keep a place as the last one seen."""
    response.set_cookie(COOKIE, place.slug, max_age=365 * 24 * 3600, samesite="Lax", httponly=True)
    return response


def last_place() -> Place | None:
    """Return the place seen last as long as it is open, otherwise the first the reader belongs to. No query."""
    tree = TREE()
    seen = tree.by_slug.get(request.cookies.get(COOKIE, ""))
    own = (tree.by_id[held.place_id] for held in viewer().standing.roles)
    return next((place for place in (seen, *own) if place and place.open), None)
