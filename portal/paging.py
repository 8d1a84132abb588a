"""Lists paged by key, both ways: a page says after or before which row it stands, so that no row is skipped or
counted while others come in.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any, Generic, TypeAlias, TypeVar

from sqlalchemy import ColumnElement, Row, Select, and_, or_
from sqlalchemy.orm import InstrumentedAttribute

from portal.db import UTCDateTime, db

T = TypeVar("T")
AnyRow: TypeAlias = Row[*tuple[Any, ...]]
AnySelect: TypeAlias = Select[*tuple[Any, ...]]
SIZE = 20


class BadCursor(ValueError):
    """What stood for a row in an address isn't one."""


@dataclass(frozen=True)
class Page(Generic[T]):
    """Some rows, and the cursors of the pages beside them."""

    rows: Sequence[T]
    after: str | None = None
    before: str | None = None


def page_of(
    query: AnySelect,
    *,
    by: InstrumentedAttribute[Any],
    tie: InstrumentedAttribute[int],
    among: Select[int] | None = None,
    given: Mapping[str, Any] | None = None,
    after: str | None = None,
    before: str | None = None,
    size: int = SIZE,
) -> Page[AnyRow]:
    """Return one page of `query`, highest `by` first, then highest `tie`, which is unique. One query.

    Both columns' values are read back from each row, or from the entity it begins with. `among` selects `tie` of the
    rows that are asked for: of a long list the page is then found first, by an index, and only its rows are joined.
    `given` are the values of the query's own parameters. A query with either of the two is kept. `after` and `before`
    are cursors of a page seen earlier, at most one of them. Raises `BadCursor`.
    """
    backwards = before is not None and after is None
    narrowed = _narrowed if among is None and given is None else _narrowed_and_kept
    statement = narrowed(query, by, tie, among, after or before, size + 1, backwards=backwards)
    rows = list(db.session.execute(statement, given or {}))
    more, rows = len(rows) > size, rows[:size]
    if backwards:
        rows.reverse()
    if not rows:
        return Page(rows)
    return Page(
        rows,
        after=_cursor(rows[-1], by, tie) if more or backwards else None,
        before=_cursor(rows[0], by, tie) if (more if backwards else after) else None,
    )


def _narrowed(
    query: AnySelect,
    by: InstrumentedAttribute[Any],
    tie: InstrumentedAttribute[int],
    among: Select[int] | None,
    cursor: str | None,
    most: int,
    *,
    backwards: bool,
) -> AnySelect:
    """Return `query` for one page."""
    order = (by.asc(), tie.asc()) if backwards else (by.desc(), tie.desc())
    narrowed = query if among is None else among
    if cursor:
        narrowed = narrowed.where(_beyond(by, tie, cursor, backwards=backwards))
    narrowed = narrowed.order_by(*order).limit(most)
    return narrowed if among is None else query.where(tie.in_(narrowed)).order_by(*order)


_narrowed_and_kept = lru_cache(maxsize=256)(_narrowed)
"""For lists that keep their query: making a statement and its key for the cache takes longer than asking it."""


def _beyond(
    by: InstrumentedAttribute[Any], tie: InstrumentedAttribute[int], cursor: str, *, backwards: bool
) -> ColumnElement[bool]:
    raw, _, raw_id = cursor.rpartition("~")
    try:
        value = datetime.fromisoformat(raw) if isinstance(by.type, UTCDateTime) else int(raw)
        row_id = int(raw_id)
        if isinstance(value, datetime) and value.tzinfo is None:
            raise ValueError("no zone")
        if max(abs(row_id), value if isinstance(value, int) else 0) >= 2**31:
            raise ValueError("too large")
    except ValueError as error:
        raise BadCursor(cursor) from error
    if backwards:
        return or_(by > value, and_(by == value, tie > row_id))
    return or_(by < value, and_(by == value, tie < row_id))


def _cursor(row: AnyRow, by: InstrumentedAttribute[Any], tie: InstrumentedAttribute[int]) -> str:
    read = row if hasattr(row, by.key) else row[0]
    value = getattr(read, by.key)
    return f"{value.isoformat() if isinstance(value, datetime) else value}~{getattr(read, tie.key)}"
