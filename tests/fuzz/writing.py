"""What reaches the database: a refusal must leave it as it was."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Engine, event

KEPT_ON_REFUSAL = {
    "account",
    "account_session",
    "sign_in_tries",
    "one_time_code",
    "stored_file",
    "access_record",
    "api_token",
}
"""What may be written although the answer is a refusal: the brake at the door, the tries a code has, an upload, who
looked, when a token was last used."""


@contextmanager
def written(engine: Engine) -> Iterator[set[str]]:
    """Collect the tables that committed transactions wrote to."""
    pending: set[str] = set()
    committed: set[str] = set()

    def note(_connection: object, cursor: Any, statement: str, *_: object) -> None:
        words = statement.split(maxsplit=4)
        if cursor.rowcount == 0:
            return
        if words[0] == "UPDATE":
            pending.add(words[1].strip('"'))
        elif words[0] in ("INSERT", "DELETE"):
            pending.add(words[2].strip('"'))

    def commit(_connection: object) -> None:
        committed.update(pending)
        pending.clear()

    listeners = {"after_cursor_execute": note, "commit": commit, "rollback": lambda _connection: pending.clear()}
    for name, listener in listeners.items():
        event.listen(engine, name, listener)
    try:
        yield committed
    finally:
        for name, listener in listeners.items():
            event.remove(engine, name, listener)
