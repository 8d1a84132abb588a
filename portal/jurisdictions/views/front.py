"""What everybody sees of a place: its front page."""

from zoneinfo import ZoneInfo

from flask import make_response, render_template
from werkzeug.wrappers import Response

from portal import clock
from portal.jurisdictions import queries, words
from portal.jurisdictions.blueprint import bp
from portal.jurisdictions.calendars import calendar_of
from portal.jurisdictions.hours import Hours, hours_on, is_open
from portal.jurisdictions.tree import TREE, Place
from portal.plugin.blueprint import PUBLIC
from portal.web.last_place import remember


@bp.route("/j/<place>/", permission=PUBLIC)
def front(place: Place) -> Response:
    """Show what is going on at a place, and remember it as the visitor's."""
    row, tree = queries.details(place.id), TREE()
    office = tree.office(place.id)
    opening = queries.details(office.id).opening_hours if office else []
    hours, calendar = [Hours.read(entry) for entry in opening], calendar_of(place.id)
    local = clock.now().astimezone(ZoneInfo(place.zone))
    headline, _separator, more = place.introduction.partition("\n")
    page = render_template(
        "jurisdictions/front.html",
        details=row,
        office=office,
        headline=headline,
        introduction=more,
        hours=words.in_words(hours),
        open_now=is_open(local, hours, calendar),
        today=words.times(hours_on(local.date(), hours, calendar)),
        children=[child for child in tree.children(place.id) if child.open],
        acting=next((above for above in tree.upwards(place.id) if above.takes_proposals), None),
    )
    return remember(make_response(page), place)
