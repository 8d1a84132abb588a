"""Pages of persons."""

from flask import render_template

from portal.plugin.blueprint import PUBLIC, SIGNED_IN, PortalBlueprint

bp = PortalBlueprint("accounts", __name__)


@bp.route("/sign-in", permission=PUBLIC)
def sign_in() -> str:
    """Show the page."""
    return render_template("base.html")


@bp.route("/sign-out", permission=PUBLIC)
def sign_out() -> str:
    """Show the page."""
    return render_template("base.html")


@bp.route("/me", permission=SIGNED_IN)
def me() -> str:
    """Show the page."""
    return render_template("base.html")
