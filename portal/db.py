"""The database: base model, column types, engines, and `transact()`, the only place that commits.

The same code runs on SQLite and PostgreSQL. On SQLite reads run in autocommit, and a write begins with
BEGIN IMMEDIATE: a transaction that reads first and writes later would fail at once with "database is locked".
"""

import fcntl
import random
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import JSON, Connection, DateTime, Dialect, Engine, MetaData, String, TypeDecorator, event
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.orm import DeclarativeBase, ORMExecuteState, Session

T = TypeVar("T")

ATTEMPTS = 5
PRAGMAS: Mapping[str, str | int] = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 10_000}
"""How every connection to SQLite is set; `synchronous` 2 is FULL, `busy_timeout` is in milliseconds."""
_WRITING = "portal.writing"
_AFTER_COMMIT = "portal.after_commit"
_BEGIN_IMMEDIATE = "portal_begin_immediate"
_turns: dict[str, threading.Lock] = {}


class Base(DeclarativeBase):
    """Base of every table, with names for constraints that are the same on both databases."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


db = SQLAlchemy(model_class=Base)

if TYPE_CHECKING:

    class Model(Base):
        """What models derive from."""

        __abstract__ = True
else:
    Model = db.Model


class Busy(Exception):
    """The database could not take the write after several tries; the page answers 503."""


class Unsafe(Exception):
    """The database doesn't keep a promise that `transact` stands on; the message says which."""


class WriteOutsideTransact(RuntimeError):
    """Something tried to change the database outside `transact()`."""


class UTCDateTime(TypeDecorator[datetime]):
    """An aware moment, kept in UTC on both databases."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse a naive moment: it would mean another time on another machine."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs a time zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give SQLite's naive moments their zone back."""
        if value is None or value.tzinfo is not None:
            return value.astimezone(UTC) if value else None
        return value.replace(tzinfo=UTC)


Json = JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")
"""A JSON column; replace its value, never change it in place."""

Key = String(80).with_variant(String(80, collation="C"), "postgresql")
"""A slug, key or path: compared byte by byte on both databases."""

Path_ = String(400).with_variant(String(400, collation="C"), "postgresql")
"""A materialised path such as `/1/7/`: a subtree is one indexed range."""


def transact(work: Callable[[], T]) -> T:
    """Run `work` in one write transaction, commit, and return what it returned.

    `work` loads what it changes, because it is called again when the database refuses for a passing reason. What it
    computes from a row it read, it reads with `with_for_update()` or writes as an expression (`n = n + 1`): SQLite
    has one writer at a time, PostgreSQL has many. Hashing, images, files and rendering stay outside.
    Raises `Busy` after `ATTEMPTS` tries, and whatever `work` raises, with nothing written.
    """
    session: Session = db.session()
    if session.info.get(_WRITING):
        raise RuntimeError("transact() does not nest: services are called inside one transaction")
    for attempt in range(1, ATTEMPTS + 1):
        session.rollback()  # ends what was read, and expires it
        after_commit: list[Callable[[], None]] = []
        session.info[_WRITING] = True
        session.info[_AFTER_COMMIT] = after_commit
        try:
            with _write_turn(db.engine):
                session.connection(execution_options={_BEGIN_IMMEDIATE: True})
                result = work()
                session.commit()
        except DBAPIError as error:
            session.rollback()
            if not _is_passing(error):
                raise
            if attempt == ATTEMPTS:
                raise Busy from error
            time.sleep(random.uniform(0.5, 1.5) * 0.02 * 2**attempt)
            continue
        except BaseException:
            session.rollback()
            raise
        finally:
            session.info.pop(_WRITING, None)
            session.info.pop(_AFTER_COMMIT, None)
        for call in after_commit:
            call()
        return result
    raise AssertionError("unreachable")


def after_commit(call: Callable[[], None]) -> None:
    """Run `call` once the current transaction is committed, and not at all when it is rolled back."""
    db.session().info[_AFTER_COMMIT].append(call)


def upsert(model: type[Base]) -> postgresql.Insert | sqlite.Insert:
    """Return an INSERT in the database's own dialect: the one that knows ON CONFLICT."""
    return postgresql.insert(model) if db.engine.dialect.name == "postgresql" else sqlite.insert(model)


@contextmanager
def _write_turn(engine: Engine) -> Iterator[None]:
    """Wait for this file's turn to write: SQLite's own busy handler is unfair to those who wait longest."""
    database = engine.url.database
    if engine.dialect.name != "sqlite" or not database:
        yield
        return
    with _turns.setdefault(database, threading.Lock()), Path(f"{database}.turn").open("a") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        yield


def _is_passing(error: DBAPIError) -> bool:
    state = getattr(error.orig, "sqlstate", None)
    if state is not None:
        return state in {"40001", "40P01"}  # serialization failure, deadlock
    return isinstance(error, OperationalError) and "database is locked" in str(error.orig)


def engine_options(url: str) -> dict[str, Any]:
    """Return SQLAlchemy's options for a database address: a modest pool that notices a restarted server."""
    return {} if url.startswith("sqlite") else {"pool_pre_ping": True, "pool_size": 5, "max_overflow": 10}


def prepare_engine(engine: Engine) -> None:
    """Set an engine up the way every connection of ours is: pragmas and begin on SQLite, UTC on PostgreSQL."""
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    else:
        event.listen(engine, "connect", _prepare_postgresql)


def _prepare_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # we begin ourselves; reads stay in autocommit
    for name, value in PRAGMAS.items():
        connection.execute(f"PRAGMA {name}={value}").close()


def check_connection(engine: Engine) -> None:
    """Assert that connections are what `transact` counts on. Raises `Unsafe`: a file system may refuse WAL."""
    with engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            for name, value in PRAGMAS.items():
                if (found := connection.exec_driver_sql(f"PRAGMA {name}").scalar()) != value:
                    raise Unsafe(f"SQLite keeps {name} at {found} instead of {value} for {engine.url.database}.")
        elif (zone := connection.exec_driver_sql("SHOW TIME ZONE").scalar()) != "UTC":
            raise Unsafe(f"PostgreSQL answers in the time zone {zone} instead of UTC.")


def _begin_sqlite(connection: Connection) -> None:
    if connection.get_execution_options().get(_BEGIN_IMMEDIATE):
        connection.exec_driver_sql("BEGIN IMMEDIATE")


def _prepare_postgresql(connection: Any, _record: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET TIME ZONE 'UTC'")
    connection.commit()


def _refuse_flush(session: Session, *_: object) -> None:
    if not session.info.get(_WRITING):
        raise WriteOutsideTransact("flush outside transact()")


def _refuse_statement(state: ORMExecuteState) -> None:
    writes = state.is_insert or state.is_update or state.is_delete
    if writes and not state.session.info.get(_WRITING):
        raise WriteOutsideTransact("write outside transact()")


def init_app(app: Any) -> None:
    """Connect the database to the application and guard its session."""
    db.init_app(app)
    with app.app_context():
        prepare_engine(db.engine)


event.listen(db.session, "before_flush", _refuse_flush)
event.listen(db.session, "do_orm_execute", _refuse_statement)
