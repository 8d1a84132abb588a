"""The list of a place's proposals."""

from flask import abort, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal.config import kept
from portal.jurisdictions.tree import TREE, Place, Voice, in_language, voice
from portal.paging import BadCursor
from portal.plugin.blueprint import PUBLIC
from portal.proposals.blueprint import bp
from portal.proposals.cards import cards
from portal.proposals.categories import catalogue_of
from portal.proposals.queries import ORDERS, Asked, proposals_below
from portal.proposals.versions import current_version
from portal.proposals.words import CHANNELS, STATES
from portal.web.paging import links
from portal.web.viewer import viewer

Choices = list[tuple[str, str]]


@bp.route("/j/<place>/proposals/", permission=PUBLIC)
def index(place: Place) -> str | Response:
    """List the proposals of a place and of those below; of a building, those of its community."""
    tree = TREE()
    if not any(below.takes_proposals for below in tree.below(place.id)):
        above = tree.locality(place.id)
        if above is not None:
            return redirect(url_for(".index", place=above))
    choices = _choices(voice(), place.id, signed_in=viewer().signed_in)
    asked = _asked(choices)
    try:
        page = proposals_below(place, asked, after=request.args.get("after"), before=request.args.get("before"))
    except BadCursor:
        abort(404)
    return render_template(
        "proposals/list.html",
        cards=cards(page.rows, here=place.id),
        links=links(page),
        asked=asked,
        choices=choices,
        filtered=any(request.args.get(name) for name in ("q", "state", "category", "stage", "channel", "whose")),
        acting=tree.locality(place.id) or place,
    )


@kept
def _choices(_voice: Voice, place_id: int, *, signed_in: bool) -> dict[str, Choices]:
    """Return what a place's list can be narrowed to, in the reader's language."""
    place = TREE().by_id[place_id]
    states = [(key, str(label)) for key, label in STATES.items() if key != "draft"]
    whose = [("mine", _("Mine")), ("supported", _("Supported by me")), ("followed", _("Followed by me"))]
    return {
        "state": [("", _("All")), ("late", _("Overdue")), *states],
        "category": [("", _("All")), *_categories(place)],
        "stage": [("", _("All")), *_stages(place)],
        "channel": [("", _("All")), *((key, str(label)) for key, label in CHANNELS.items())],
        "whose": [("", _("Everybody's")), *whose] if signed_in else [],
        "order": [("newest", _("Newest first")), ("supported", _("Most supported")), ("moved", _("Recently moved"))],
    }


def _categories(place: Place) -> Choices:
    """Return the categories of a place and of those below it, each key once."""
    entries = [entry for below in TREE().below(place.id) for entry in catalogue_of(below.id).categories]
    return list({entry.key: (entry.key, entry.name) for entry in reversed(entries)}.values())[::-1]


def _stages(place: Place) -> Choices:
    """Return the stages of the procedures in use at a place and below, each key once."""
    found: dict[str, tuple[str, str]] = {}
    for below in TREE().below(place.id):
        current = current_version(below.id) if below.takes_proposals else None
        for step in current.procedure.steps if current else ():
            found.setdefault(step.key, (step.key, in_language(step.names)))
    return list(found.values())


def _asked(choices: dict[str, Choices]) -> Asked:
    """Read the filters; a value that isn't offered counts as none."""

    def chosen(name: str) -> str:
        value = request.args.get(name, "")
        return value if value in dict(choices[name]) else ""

    return Asked(
        words=request.args.get("q", "").strip()[:100],
        state=chosen("state"),
        category=chosen("category"),
        stage=chosen("stage"),
        channel=chosen("channel"),
        whose=chosen("whose"),
        order=chosen("order") or next(iter(ORDERS)),
        person_id=viewer().person_id,
    )
