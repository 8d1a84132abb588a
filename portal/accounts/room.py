"""What this room brings to the portal."""

from flask import render_template

from portal.plugin.blueprint import PUBLIC, SIGNED_IN, PortalBlueprint
from portal.plugin.room import Room

bp = PortalBlueprint("accounts", __name__)  # the persons branch brings the real pages


@bp.route("/sign-in", permission=PUBLIC)
def sign_in() -> str:
    """Show the page."""
    return render_template("base.html")


@bp.route("/sign-out", methods=["POST"], permission=PUBLIC)
def sign_out() -> str:
    """Show the page."""
    return render_template("base.html")


@bp.route("/me", permission=SIGNED_IN)
def me() -> str:
    """Show the page."""
    return render_template("base.html")


ROOM = Room(blueprints=(bp,))
