"""Lists by cursor: each answer holds `items`, and in `next` the cursor of the next page, or null at the end."""

import base64
import json
from collections.abc import Mapping, Sequence
from typing import Any

from flask import jsonify, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.exceptions import BadRequest
from werkzeug.wrappers import Response

from portal.plugin.operation import Schema

LARGEST = 2**31 - 1
"""No id is larger."""
AFTER: Mapping[str, Schema] = {
    "after": {"type": "string", "description": _l("The cursor that the page before gave in “next”.")}
}
"""The query argument of every list."""


def cursor(*position: str | int) -> str:
    """Return an opaque cursor for a position in a list's order."""
    return base64.urlsafe_b64encode(json.dumps(position).encode()).decode().rstrip("=")


def after(*types: type) -> tuple[Any, ...] | None:
    """Return the position that the request's cursor stands for, of these types; None without a cursor.

    Raises `BadRequest` for a cursor that was not given out for such a list.
    """
    sent = request.args.get("after")
    if sent is None:
        return None
    try:
        position = json.loads(base64.urlsafe_b64decode(sent.encode() + b"=" * (-len(sent) % 4)))
    except (ValueError, RecursionError):
        position = None
    fits = isinstance(position, list) and [type(part) for part in position] == list(types)
    if not fits or any(isinstance(part, int) and abs(part) > LARGEST for part in position):
        raise BadRequest(_("The cursor in “after” is not one of this list."))
    return tuple(position)


def listing(items: Sequence[Mapping[str, Any]], next_cursor: str | None) -> Response:
    """Return one page of a list, with a `Link` to the next one for those who follow links."""
    response: Response = jsonify({"items": items, "next": next_cursor})
    if next_cursor is not None and request.endpoint is not None:
        arguments = {**(request.view_args or {}), **request.args.to_dict(flat=False), "after": next_cursor}
        response.headers["Link"] = f'<{url_for(request.endpoint, **arguments)}>; rel="next"'
    return response


def page_of(schema: Schema) -> Schema:
    """Return the schema of a page of such items."""
    return {
        "type": "object",
        "required": ["items", "next"],
        "properties": {
            "items": {"type": "array", "items": schema},
            "next": {"type": ["string", "null"], "description": _l("The cursor of the next page; null at the end.")},
        },
    }
