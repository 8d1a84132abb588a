"""The gate: before any view runs, the place is found, its plugin is on, and the viewer may enter.

Place unknown or closed: 404. Plugin off there: 404. Permission not held: sign-in for a visitor, otherwise 403.
A program's token is looked at first: one that can't be used answers 401, one without the route's scope 403.
"""

from collections.abc import Mapping

from flask import Flask, abort, current_app, g, redirect, request, url_for
from werkzeug.wrappers import Response

from portal import config
from portal.jurisdictions.tree import TREE, Place
from portal.plugin.blueprint import PUBLIC, SIGNED_IN, Access, PortalBlueprint
from portal.plugin.registry import plugins
from portal.web.audience import is_program
from portal.web.tokens import OutOfScope, TokenNeeded, count, was_refused
from portal.web.viewer import viewer

ACCESS = "portal.access"
LARGEST_ID = 2**31 - 1


def init_app(app: Flask) -> None:
    """Put the gate before every request."""
    app.extensions[ACCESS] = {}
    app.before_request(_enter)
    app.add_template_global(may_open)


def register(app: Flask, blueprint: PortalBlueprint) -> None:
    """Register a blueprint together with what its routes ask for."""
    app.register_blueprint(blueprint)
    app.extensions[ACCESS].update(
        {f"{blueprint.name}.{endpoint}": access for endpoint, access in blueprint.access.items()}
    )


def access_map(app: Flask) -> Mapping[str, Access]:
    """Return what every endpoint asks for; the access matrix in the tests is made from it."""
    declared: Mapping[str, Access] = app.extensions[ACCESS]
    return declared


def may_open(endpoint: str, place: Place | None) -> bool:
    """Tell whether the viewer may open an endpoint at a place; menus use it."""
    access = access_map(current_app).get(endpoint)
    return access is not None and _on(access, place) and _allowed(access, place)


def _enter() -> Response | None:
    if request.endpoint is None or request.endpoint == "static":
        return None
    if "\0" in request.path or b"%00" in request.query_string:
        abort(404)  # PostgreSQL refuses a text with NUL, and nothing here is named by one
    if any(isinstance(value, int) and value > LARGEST_ID for value in (request.view_args or {}).values()):
        abort(404)  # PostgreSQL refuses to look for a number that fits no column
    config.refresh()
    access = access_map(current_app)[request.endpoint]
    if is_program():
        _check_token(access)
    place = _place()
    if not _on(access, place):
        abort(404)
    if _allowed(access, place):
        return None
    if viewer().signed_in:
        abort(403)
    if is_program():
        raise TokenNeeded
    if request.method != "GET":
        abort(401)
    return redirect(url_for("accounts.sign_in", next=request.full_path.rstrip("?")))


def _check_token(access: Access) -> None:
    """Count the caller, and refuse a token that can't be used or doesn't reach this far."""
    caller = viewer()
    count(caller)
    if was_refused():
        raise TokenNeeded
    if access.operation is not None and not caller.reaches(access.operation.scope):
        raise OutOfScope(access.operation.scope)


def _place() -> Place | None:
    arguments = request.view_args or {}
    slug = arguments.get("place")
    if slug is None:
        return None
    place = TREE().by_slug.get(slug)
    if place is None or not place.open:
        abort(404)
    g.place = arguments["place"] = place
    return place


def _on(access: Access, place: Place | None) -> bool:
    if access.plugin is None:
        return True
    if place is None:
        return access.plugin not in plugins().killed
    return access.plugin in plugins().enabled_at(place.id)


def _allowed(access: Access, place: Place | None) -> bool:
    if access.permission == PUBLIC:
        return True
    if access.permission == SIGNED_IN:
        return viewer().signed_in
    standing = viewer().standing
    return standing.may(access.permission, place.id) if place else standing.may_anywhere(access.permission)
