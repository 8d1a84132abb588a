"""Migrations: the core's and every plugin's, in one Alembic history with a branch per plugin."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config as AlembicConfig
from alembic.runtime.migration import MigrationContext
from alembic.script import Script, ScriptDirectory
from alembic.util import CommandError
from flask import Flask, current_app
from sqlalchemy import Connection, text

from portal.db import Base, db
from portal.plugin.registry import plugins

FOLDER = Path(__file__).resolve().parents[1] / "migrations"


class BrokenReferences(Exception):
    """A migration left rows pointing nowhere; nothing was kept."""


def init_app(app: Flask) -> None:
    """Keep Alembic's configuration with the application."""
    app.extensions["portal.alembic"] = alembic_config()


def alembic_config() -> AlembicConfig:
    """Return Alembic's configuration, with a version folder for the core and one for each plugin with tables."""
    config = AlembicConfig()
    folders = [FOLDER / "versions", *(plugin.migrations for plugin in plugins().plugins if plugin.migrations)]
    config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    config.set_main_option("version_locations", "\n".join(str(folder) for folder in folders).replace("%", "%%"))
    config.set_main_option("path_separator", "newline")
    return config


def upgrade(revision: str = "heads") -> None:
    """Bring the database up to `revision`; by default everything of core and plugins."""
    _run(command.upgrade, revision)


def downgrade(revision: str) -> None:
    """Take the database back to `revision`, such as `base` or `points@base`."""
    _run(command.downgrade, revision)


def is_up_to_date() -> bool:
    """Tell whether the database has every migration of core and plugins."""
    scripts = ScriptDirectory.from_config(current_app.extensions["portal.alembic"])
    with db.engine.connect() as connection:
        heads = MigrationContext.configure(connection).get_current_heads()
    try:
        current = {script.revision for script in scripts.get_all_current(heads)}
    except CommandError:  # a revision this version of the portal doesn't know
        return False
    return set(scripts.get_heads()) <= current


def _run(step: Callable[[AlembicConfig, str], None], revision: str) -> None:
    """Migrate with foreign keys off on SQLite: a batch ALTER with them on would delete the child rows."""
    config = current_app.extensions["portal.alembic"]
    sqlite = db.engine.dialect.name == "sqlite"
    with db.engine.connect() as connection:
        if sqlite:
            connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        try:
            config.attributes["connection"] = connection
            step(config, revision)
            if sqlite:
                _check_references(connection)
            connection.commit()
        finally:
            connection.rollback()
            if sqlite:
                connection.exec_driver_sql("PRAGMA foreign_keys=ON")


def _check_references(connection: Connection) -> None:
    if broken := connection.execute(text("PRAGMA foreign_key_check")).all():
        raise BrokenReferences(f"{len(broken)} rows point nowhere, the first in {broken[0][0]}")


def owner_of(table: str) -> str:
    """Return the plugin a table belongs to by its prefix, or `core`."""
    keys = sorted(plugins().by_key, key=len, reverse=True)
    return next((key for key in keys if table.startswith(f"{key}_")), "core")


def compared(owner: str) -> dict[str, Any]:
    """Return how Alembic compares one owner's tables with the models, and none of the search index."""

    def is_own(item: Any, name: str | None, kind: str, _reflected: bool, _other: Any) -> bool:
        table = name if kind == "table" else item.table.name
        return owner_of(str(table)) == owner and not str(table).startswith("search_")

    return {"include_object": is_own, "compare_type": True, "target_metadata": Base.metadata}


def differences(owner: str) -> list[str]:
    """Return how the database differs from an owner's models, in Alembic's words; nothing when its migrations are
    complete.
    """
    with db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts=compared(owner))
        return [str(difference) for difference in compare_metadata(context, Base.metadata)]


def write_revision(message: str, *, owner: str = "core") -> Path:
    """Write a revision with the difference between the models and an up-to-date database; return its file.

    `owner` is `core` or a plugin's key; only that owner's tables are looked at. A plugin's first revision opens its
    branch and depends on the core's newest.
    """
    folder = FOLDER / "versions" if owner == "core" else plugins().by_key[owner].folder / "migrations"
    folder.mkdir(exist_ok=True)
    config = alembic_config()  # anew: it lists the folders that are there
    scripts = ScriptDirectory.from_config(config)
    newest_first = list(scripts.walk_revisions())
    own = [script for script in newest_first if Path(script.path).parent == folder]
    core_head = next((each.revision for each in newest_first if Path(each.path).parent == FOLDER / "versions"), None)
    with db.engine.connect() as connection:
        config.attributes.update(connection=connection, owner=owner, batch=bool(own))
        script = command.revision(
            config,
            message,
            autogenerate=True,
            head=own[0].revision if own else "base",
            splice=False,
            branch_label=owner if not own and owner != "core" else None,
            depends_on=core_head if not own and owner != "core" else None,
            version_path=str(folder),
            rev_id=f"{owner}_{len(own) + 1:04}",
        )
    if not isinstance(script, Script):
        raise TypeError("one revision was asked for")
    return Path(script.path)
