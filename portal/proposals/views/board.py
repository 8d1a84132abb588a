"""The board for staff: columns by stage, one at a time on a phone."""

from flask import render_template, request
from flask_babel import gettext as _

from portal.jurisdictions.tree import TREE, Place
from portal.proposals.blueprint import bp
from portal.proposals.board import Wanted, columns_of
from portal.proposals.cards import cards
from portal.proposals.categories import catalogue_of
from portal.proposals.permissions import REMIND
from portal.web.viewer import viewer


@bp.route("/j/<place>/proposals/board", permission=REMIND)
def board(place: Place) -> str:
    """Show what is under way at a place and below, by stage."""
    entries = [entry for below in TREE().below(place.id) for entry in catalogue_of(below.id).categories]
    categories = {entry.key: entry.name for entry in entries}
    asked, mine = request.args.get("category", ""), request.args.get("whose") == "mine"
    wanted = Wanted(
        category=asked if asked in categories else "",
        late=request.args.get("state") == "late",
        waiting_for=viewer().standing if mine else None,
    )
    columns = columns_of(place, wanted)
    filled = [column.key for column in columns if column.rows]
    current = request.args.get("stage", "")
    if current not in {column.key for column in columns}:
        current = filled[0] if filled else (columns[0].key if columns else "")
    return render_template(
        "proposals/board.html",
        columns=[(column, cards(column.rows, here=place.id)) for column in columns],
        current=current,
        empty=not filled,
        wanted=wanted,
        mine=mine,
        filtered=bool(wanted.category or wanted.late or mine),
        categories=[("", _("All")), *categories.items()],
        kept={name: value for name, value in request.args.items() if name in ("category", "state", "whose")},
    )
