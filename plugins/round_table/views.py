"""The page of a place's table."""

from datetime import date

from flask import abort, render_template, request, url_for

from plugins.round_table import queries
from plugins.round_table.words import FORMS, OUTCOMES
from portal.jurisdictions.tree import TREE, Place
from portal.plugin import PUBLIC, PortalBlueprint

bp = PortalBlueprint("round_table", __name__, plugin="round_table")


@bp.route("/j/<place>/round-table/", permission=PUBLIC)
def index(place: Place) -> str:
    """Show what waits for the table, and what was recorded there."""
    rows = queries.recorded(place, before=_before())
    more = rows[queries.PAGE - 1].meeting if len(rows) > queries.PAGE else None
    return render_template(
        "round_table/index.html",
        waiting=queries.waiting(place),
        recorded=rows[: queries.PAGE],
        homes=TREE().by_id,
        forms=FORMS,
        outcomes=OUTCOMES,
        page={
            "next_url": url_for(".index", place=place, before=f"{more.met_on.isoformat()}_{more.id}") if more else None,
            "previous_url": url_for(".index", place=place) if "before" in request.args else None,
        },
    )


def _before() -> tuple[date, int] | None:
    given = request.args.get("before")
    if given is None:
        return None
    day, _, meeting_id = given.partition("_")
    try:
        return date.fromisoformat(day), int(meeting_id)
    except ValueError:
        abort(404)
