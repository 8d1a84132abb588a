"""Pages of jurisdictions."""

from flask import render_template

from portal.jurisdictions.tree import Place
from portal.plugin.blueprint import PUBLIC, PortalBlueprint

bp = PortalBlueprint("jurisdictions", __name__)


@bp.route("/j/<place>/", permission=PUBLIC)
def front(place: Place) -> str:
    """Show the page."""
    return render_template("base.html")
