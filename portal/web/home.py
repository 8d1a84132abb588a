"""The portal's own pages: the door, the easy view, and what machines ask."""

from flask import jsonify, redirect, render_template, request
from sqlalchemy import text
from werkzeug.wrappers import Response

from portal.db import db
from portal.jurisdictions.tree import TREE
from portal.plugin.blueprint import PUBLIC, PortalBlueprint
from portal.web.pages_context import ELDER_COOKIE
from portal.web.returning import back_to

bp = PortalBlueprint("web", __name__)


@bp.route("/", permission=PUBLIC)
def home() -> str:
    """Let a resident find their place by walking down the tree."""
    return render_template("home.html", roots=TREE().children(None))


@bp.route("/easy-view", methods=["POST"], permission=PUBLIC)
def elder() -> Response:
    """Switch the easy view on or off, and stay on the page."""
    response = redirect(back_to("web.home"))
    turned_on = request.form.get("elder") == "1"
    response.set_cookie(ELDER_COOKIE, "on" if turned_on else "off", max_age=365 * 24 * 3600, samesite="Lax")
    return response


@bp.route("/healthz", permission=PUBLIC)
def healthz() -> Response:
    """Say that the process lives."""
    return jsonify(status="ok")


@bp.route("/readyz", permission=PUBLIC)
def readyz() -> Response:
    """Say that the database answers."""
    db.session.execute(text("SELECT 1"))
    return jsonify(status="ready")
