"""Pages of admin."""

from flask import render_template

from portal.plugin.blueprint import SIGNED_IN, PortalBlueprint

bp = PortalBlueprint("admin", __name__)


@bp.route("/admin/", permission=SIGNED_IN)
def index() -> str:
    """Show the page."""
    return render_template("base.html")
