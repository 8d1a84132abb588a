"""Pages of duties."""

from flask import render_template

from portal.plugin.blueprint import SIGNED_IN, PortalBlueprint

bp = PortalBlueprint("duties", __name__)


@bp.route("/today", permission=SIGNED_IN)
def today() -> str:
    """Show the page."""
    return render_template("base.html")
