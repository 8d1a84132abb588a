"""Lists paged by key: the query asks for one row more than a page, which tells whether another page follows."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from flask import request, url_for

Row = TypeVar("Row")


@dataclass(frozen=True)
class Page(Generic[Row]):
    """The rows of one page, and where the next one is."""

    rows: Sequence[Row]
    next_url: str | None
    previous_url: None = None


def page_of(rows: Sequence[Row], size: int, key: Callable[[Row], int]) -> Page[Row]:
    """Return the first `size` rows as a page of the current address; `key` gives the `after` of the next one."""
    if len(rows) <= size:
        return Page(rows, None)
    arguments = {**(request.view_args or {}), **request.args.to_dict(), "after": key(rows[size - 1])}
    return Page(rows[:size], url_for(str(request.endpoint), **arguments))


def after() -> int | None:
    """Return the key this page begins after; anything that is no row's key begins anew."""
    return request.args.get("after", type=_id)


def _id(text: str) -> int:
    number = int(text)
    if not 0 < number < 2**31:
        raise ValueError
    return number
