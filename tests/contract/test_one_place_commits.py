"""Only `portal.db.transact` commits: nothing else in core or plugins begins, commits or opens a session.

Ending a read (`rollback`) is free.
"""

import ast
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import delete, insert, text, update

from portal.db import WriteOutsideTransact, db, transact
from portal.outbox import OutboxRow

ROOT = Path(__file__).parents[2]
MAY_COMMIT = {"portal/db.py", "portal/migrating.py", "portal/testing/databases.py", "portal/testing/fixtures.py"}
"""`transact` itself; migrations, which run with foreign keys off; the kit that makes whole databases."""
ENDINGS = {"commit", "begin", "begin_nested", "executescript"}
OPENINGS = {"Session", "sessionmaker", "scoped_session", "create_engine", "autocommit"}
WRITING_WORDS = ("INSERT", "UPDATE", "DELETE", "REPLACE", "CREATE", "DROP", "ALTER")


def offences(path: Path) -> list[str]:
    """Return what a file does that only `transact` may do, as `line: what`."""
    found = []
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if name in ENDINGS | OPENINGS:
                found.append(f"{node.lineno}: {name}()")
            first = node.args[0] if node.args else None
            words = first.value if isinstance(first, ast.Constant) else None
            if name in {"text", "exec_driver_sql"} and str(words).lstrip().upper().startswith(WRITING_WORDS):
                found.append(f"{node.lineno}: writes in plain SQL")
        if isinstance(node, ast.keyword) and node.arg in {"autocommit", "isolation_level"}:
            found.append(f"{node.value.lineno}: {node.arg}=")
    return found


def test_nothing_but_transact_commits() -> None:
    files = [*(ROOT / "portal").rglob("*.py"), *(ROOT / "plugins").rglob("*.py")]
    files = [path for path in files if path.parent.name not in {"tests", "versions"}]
    assert len(files) > 50
    found = {str(path.relative_to(ROOT)): offences(path) for path in files}
    assert {name: lines for name, lines in found.items() if lines and name not in MAY_COMMIT} == {}
    assert found["portal/db.py"], "the search finds nothing where there is something"


ROW = {"kind": "x", "payload": {}, "created_at": None, "try_at": None}


@pytest.mark.parametrize(
    "statement", [insert(OutboxRow).values(ROW), update(OutboxRow).values(kind="y"), delete(OutboxRow)]
)
def test_statement_outside_transact_is_refused(app: Flask, statement: object) -> None:
    with app.app_context(), pytest.raises(WriteOutsideTransact):
        db.session.execute(statement)


def test_flush_outside_transact_is_refused(app: Flask) -> None:
    with app.app_context():
        db.session.add(OutboxRow(**ROW))
        with pytest.raises(WriteOutsideTransact):
            db.session.flush()


def test_transact_does_not_nest(app: Flask) -> None:
    with app.app_context(), pytest.raises(RuntimeError, match="nest"):
        transact(lambda: transact(lambda: None))


def test_work_is_rolled_back_when_it_raises(app: Flask) -> None:
    def work() -> None:
        db.session.execute(text("UPDATE generation SET number = 77"))
        raise LookupError

    with app.app_context():
        with pytest.raises(LookupError):
            transact(work)
        assert db.session.scalar(text("SELECT number FROM generation")) == 1
