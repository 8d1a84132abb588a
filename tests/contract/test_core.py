"""What the core keeps: migrations without a remainder, and permissions that something asks for."""

import re
from pathlib import Path

from flask import Flask
from sqlalchemy import inspect

from portal import migrating
from portal.db import db
from portal.plugin.registry import plugins
from portal.testing.routes import routes

ROOT = Path(__file__).parents[2]
NAMES_ONLY = {"permissions.py", "defaults.py"}
"""Where permissions are declared and given, which is not yet a use."""


def test_migrations_go_up_and_down_and_leave_no_difference(app: Flask) -> None:
    with app.app_context():
        assert migrating.differences("core") == []
        assert migrating.is_up_to_date()
        migrating.downgrade("base")
        assert inspect(db.engine).get_table_names() == ["alembic_version"]
        assert not migrating.is_up_to_date()
        migrating.upgrade()
        assert migrating.differences("core") == []


def test_every_permission_is_asked_for_by_a_route_or_in_code(app: Flask) -> None:
    with app.app_context():
        declared = set(plugins().permissions)
    unused = declared - {route.access.permission for route in routes(app)} - _named_in_code(declared)
    assert unused == set()


def _named_in_code(keys: set[str]) -> set[str]:
    """Return the permissions that code asks for by their constants or keys, beside where they are declared.

    Many rooms call a constant MANAGE, so a constant counts only where it comes from its own room.
    """
    constants: list[tuple[str, str, str]] = []
    for path in ROOT.glob("p*/**/permissions.py"):
        room = ".".join(path.relative_to(ROOT).parts[:-1])
        declared = re.findall(r'^([A-Z_]+) = "([a-z_.]+)"$', path.read_text("utf-8"), re.MULTILINE)
        constants += [(room, name, key) for name, key in declared]
    found: set[str] = set()
    for path in [*ROOT.glob("portal/**/*"), *ROOT.glob("plugins/**/*")]:
        if path.suffix not in {".py", ".html"} or path.name in NAMES_ONLY or "tests" in path.parts:
            continue
        text = path.read_text("utf-8")
        found |= {key for room, name, key in constants if _imports(text, room, name)}
        found |= {key for key in keys if f'"{key}"' in text}
    return found


def _imports(text: str, room: str, name: str) -> bool:
    """Tell whether a module imports a room's permission, or the room's permissions and uses it by name."""
    direct = rf"^from {room}\.permissions import (?:\([^)]*|.*)\b{name}\b"
    whole = rf"^from {room} import .*\bpermissions\b"
    named = re.search(whole, text, re.MULTILINE) and re.search(rf"\bpermissions\.{name}\b", text)
    return bool(re.search(direct, text, re.MULTILINE) or named)


def test_permissions_asked_for_in_templates_are_declared(app: Flask) -> None:
    with app.app_context():
        declared = set(plugins().permissions)
    asked = {
        (str(path.relative_to(ROOT)), key)
        for path in [*ROOT.glob("portal/**/*.html"), *ROOT.glob("plugins/**/*.html")]
        for key in re.findall(r"""\.may(?:_anywhere)?\(\s*["']([^"']+)["']""", path.read_text("utf-8"))
    }
    assert {(path, key) for path, key in asked if key not in declared} == set()
