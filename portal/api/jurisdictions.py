"""Places as open data."""

from collections.abc import Iterable
from typing import Any

from flask import abort, jsonify, request, url_for
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response

from portal.api.paging import AFTER, after, cursor, listing, page_of
from portal.api.schemas import TEXT, ref
from portal.db import db
from portal.jurisdictions.models import Jurisdiction
from portal.jurisdictions.tree import TREE, Place
from portal.plugin.blueprint import PUBLIC, PortalBlueprint
from portal.plugin.operation import operation
from portal.plugin.registry import plugins
from portal.proposals.categories import Entry, catalogue_of

PAGE = 100
bp = PortalBlueprint("api_jurisdictions", __name__)


@bp.route("/api/v1/jurisdictions", permission=PUBLIC)
@operation(
    summary=_l("Places, in the order of their slugs"),
    query={**AFTER, "parent": {**TEXT, "description": _l("Only the places right below the one with this slug.")}},
    answer=page_of(ref("Place")),
)
def index() -> Response:
    """List the open places, or those right below one."""
    tree = TREE()
    places: Iterable[Place] = tree.by_id.values()
    if (slug := request.args.get("parent")) is not None:
        parent = tree.by_slug.get(slug)
        if parent is None:
            abort(404)
        places = tree.children(parent.id)
    (last,) = after(str) or ("",)
    found = sorted((place for place in places if place.open and place.slug > last), key=lambda place: place.slug)
    page = found[:PAGE]
    return listing([_short(place) for place in page], cursor(page[-1].slug) if len(found) > PAGE else None)


@bp.route("/api/v1/j/<place>", permission=PUBLIC)
@operation(summary=_l("A place, and what can be proposed there"), answer=ref("PlaceInFull"))
def show(place: Place) -> Response:
    """Tell what a program needs to know of a place."""
    row = db.session.get_one(Jurisdiction, place.id)
    catalogue = catalogue_of(place.id)
    links = {"proposals": url_for("api_proposals.index", place=place)}
    return jsonify(
        {
            **_short(place),
            "links": _short(place)["links"] | links,
            "plugins": sorted(plugins().enabled_at(place.id)),
            "phone": place.phone,
            "address": row.address,
            "categories": [
                {
                    **_explained(entry),
                    "subtypes": [_named(subtype) for subtype in entry.subtypes if subtype.open],
                }
                for entry in catalogue.categories
                if entry.open
            ],
            "negative_list": [_explained(entry) for entry in catalogue.negative if entry.open],
        }
    )


def _short(place: Place) -> dict[str, Any]:
    above = TREE().by_id.get(place.parent_id) if place.parent_id else None
    return {
        "slug": place.slug,
        "name": place.name,
        "names": place.names,
        "level": place.level,
        "level_name": place.level_name,
        "parent": above.slug if above else None,
        "takes_proposals": place.takes_proposals,
        "links": {
            "self": url_for("api_jurisdictions.show", place=place),
            "page": url_for("jurisdictions.front", place=place),
        },
    }


def _named(entry: Entry) -> dict[str, Any]:
    return {"key": entry.key, "name": entry.name, "names": entry.names}


def _explained(entry: Entry) -> dict[str, Any]:
    return {**_named(entry), "explanation": entry.explanation}
