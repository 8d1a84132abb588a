"""The addresses of the pages beside a page of a list."""

from dataclasses import dataclass
from typing import Any

from flask import request, url_for

from portal.paging import Page

LARGEST = 2**31 - 1


def whole_number(text: str) -> int:
    """Return a number that stands in an address or a form, for `request.args.get(…, type=whole_number)`.

    Raises `ValueError` for what isn't one, or is larger than any column holds.
    """
    value = int(text)
    if not -LARGEST <= value <= LARGEST:
        raise ValueError(text)
    return value


@dataclass(frozen=True)
class PageLinks:
    """What the pager of `components/lists.html` shows."""

    next_url: str | None
    previous_url: str | None


def links(page: Page[Any], *, anchor: str = "") -> PageLinks:
    """Return this page's neighbours, with the rest of its address kept."""
    return PageLinks(_with("after", page.after, anchor), _with("before", page.before, anchor))


def _with(name: str, cursor: str | None, anchor: str) -> str | None:
    if cursor is None or request.endpoint is None:
        return None
    kept = {key: values for key, values in request.args.to_dict(flat=False).items() if key not in ("after", "before")}
    arguments: dict[str, Any] = {**(request.view_args or {}), **kept, name: cursor}
    return url_for(request.endpoint, _anchor=anchor or None, **arguments)
