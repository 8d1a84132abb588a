"""Pages of notifications."""

from flask import render_template

from portal.plugin.blueprint import SIGNED_IN, PortalBlueprint

bp = PortalBlueprint("notifications", __name__)


@bp.route("/inbox", permission=SIGNED_IN)
def inbox() -> str:
    """Show the page."""
    return render_template("base.html")
