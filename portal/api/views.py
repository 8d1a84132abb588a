"""The API's own description: the OpenAPI document, and the page that lists it plainly."""

from typing import Any

from flask import jsonify, render_template
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response

from portal.api.openapi import document
from portal.plugin.blueprint import PUBLIC, PortalBlueprint
from portal.plugin.operation import operation
from portal.web.problems import PROBLEMS

bp = PortalBlueprint("api", __name__)


@bp.route("/api/", permission=PUBLIC)
def index() -> str:
    """Show every operation, its fields and the types of problems."""
    return render_template("api/index.html", document=document(), problems=PROBLEMS)


@bp.route("/api/v1/openapi.json", permission=PUBLIC)
@operation(summary=_l("This document"), answer={"type": "object", "required": ["openapi", "paths"]})
def openapi() -> Response:
    """Return the OpenAPI document."""
    described: dict[str, Any] = document()
    return jsonify(described)
