"""Where to go after a form: back to a page of this portal, never elsewhere."""

from typing import Any
from urllib.parse import urlsplit

from flask import request, url_for


def back_to(endpoint: str, **values: Any) -> str:
    """Return the `next` argument or the referring page when it is a path of ours, otherwise the given endpoint."""
    for candidate in (request.values.get("next"), _own_referrer()):
        if candidate and is_own_path(candidate):
            return candidate
    return url_for(endpoint, **values)


def is_own_path(target: str) -> bool:
    """Tell whether a target is a plain path here: no host, no scheme, no trick with slashes."""
    parts = urlsplit(target)
    return (
        not parts.scheme
        and not parts.netloc
        and target.startswith("/")
        and not target.startswith(("//", "/\\"))
        and all(char.isprintable() for char in target)
    )


def _own_referrer() -> str | None:
    parts = urlsplit(request.headers.get("Referer", ""))
    if parts.netloc != request.host:
        return None
    return f"{parts.path}?{parts.query}" if parts.query else parts.path
