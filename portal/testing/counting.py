"""Counting what a page asks of the database."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Engine, event

_NOT_COUNTED = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE", "PRAGMA")


@dataclass
class Counted:
    """The statements sent so far; `count` leaves out BEGIN, COMMIT and pragmas, which carry no question."""

    statements: list[str] = field(default_factory=list)

    @property
    def count(self) -> int:
        """Return how many statements were sent."""
        return len(self.statements)

    def __str__(self) -> str:
        return "\n".join(f"{number}. {' '.join(text.split())}" for number, text in enumerate(self.statements, 1))


@contextmanager
def counting(engine: Engine) -> Iterator[Counted]:
    """Count the statements sent to `engine` in this block; `str()` of the count lists them for a failing test."""
    counted = Counted()

    def note(_connection: object, _cursor: object, statement: str, *_: Any) -> None:
        if not statement.lstrip().upper().startswith(_NOT_COUNTED):
            counted.statements.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield counted
    finally:
        event.remove(engine, "before_cursor_execute", note)
