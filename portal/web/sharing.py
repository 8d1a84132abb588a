"""Who else may keep or read what the API answers: caches between, and scripts on other sites' pages."""

from flask import Flask, current_app, request
from werkzeug.wrappers import Response

from portal.plugin.blueprint import PUBLIC
from portal.web.audience import is_program
from portal.web.gate import access_map


def init_app(app: Flask) -> None:
    """Mark the answers to programs."""
    app.after_request(_mark)


def _mark(response: Response) -> Response:
    """Let any page read open data, without credentials; keep what was answered to a token for its owner alone."""
    if not is_program():
        return response
    response.vary.update(("Accept-Language", "Authorization"))
    access = access_map(current_app).get(request.endpoint or "")
    if "Authorization" in request.headers:
        response.cache_control.no_store = True
    elif access is not None and access.permission == PUBLIC and request.method in ("GET", "HEAD"):
        response.headers["Access-Control-Allow-Origin"] = "*"
    return response
