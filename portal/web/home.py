"""The portal's door, where a resident finds their place, and the easy view."""

from flask import redirect, render_template, request
from werkzeug.wrappers import Response

from portal.jurisdictions.finding import LONGEST_QUERY, MOST_FOUND, find_places
from portal.jurisdictions.queries import home_of
from portal.jurisdictions.tree import TREE, Place
from portal.plugin.blueprint import PUBLIC, PortalBlueprint
from portal.web.last_place import last_place
from portal.web.pages_context import ELDER_COOKIE
from portal.web.returning import back_to
from portal.web.security import csrf
from portal.web.viewer import viewer

bp = PortalBlueprint("web", __name__)


@bp.route("/", permission=PUBLIC)
def home() -> str:
    """Let a resident find their place: their own at once, by what they type, or walking down the tree from `in`."""
    tree = TREE()
    query = request.args.get("q", "").strip()[:LONGEST_QUERY]
    at = tree.by_slug.get(request.args.get("in", ""))
    at = at if at and at.open else None
    return render_template(
        "home.html",
        query=query,
        found=find_places(query),
        most=MOST_FOUND,
        at=at,
        steps=tree.trail(at.id) if at else [],
        children=[child for child in tree.children(at.id if at else None) if child.open],
        tree=tree,
        own=_own_place(),
    )


@bp.route("/easy-view", methods=["POST"], permission=PUBLIC)
@csrf.exempt
def elder() -> Response:
    """Switch the easy view on or off, and stay on the page.

    It changes how this browser shows pages and nothing else, so it asks for no token: a visitor, whose every page has
    this form, then needs no session.
    """
    response = redirect(back_to("web.home"))
    turned_on = request.form.get("elder") == "1"
    response.set_cookie(ELDER_COOKIE, "on" if turned_on else "off", max_age=365 * 24 * 3600, samesite="Lax")
    return response


def _own_place() -> Place | None:
    """Return a resident's own place, the nearest to their home that takes proposals, or the place seen last."""
    tree = TREE()
    if person_id := viewer().person_id:
        home_id = home_of(person_id)
        for above in tree.upwards(home_id) if home_id else ():
            if above.takes_proposals and above.open:
                return above
    return last_place()
