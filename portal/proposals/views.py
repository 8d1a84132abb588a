"""Pages of proposals."""

from flask import render_template

from portal.jurisdictions.tree import Place
from portal.plugin.blueprint import PUBLIC
from portal.proposals.blueprint import bp


@bp.route("/j/<place>/proposals/", permission=PUBLIC)
def index(place: Place) -> str:
    """Show the page."""
    return render_template("base.html")


@bp.route("/j/<place>/proposals/new", permission=PUBLIC)
def new(place: Place) -> str:
    """Show the page."""
    return render_template("base.html")
