"""`portal check`: silent when all is in order, and naming what isn't."""

from pathlib import Path

import pytest
from flask import Flask
from flask_babel import force_locale
from sqlalchemy import text

from portal import migrating
from portal.checks import problems
from portal.db import db, transact
from portal.testing import factories as make
from portal.testing.fixtures import portal_on
from portal.translations.catalogues import Progress


@pytest.fixture(autouse=True)
def finished_catalogues(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave the translators' work out of these tests."""
    monkeypatch.setattr("portal.checks.progress", lambda _owner: [])
    monkeypatch.setattr("portal.checks.uncompiled", lambda _owner: [])


def found(app: Flask) -> list[str]:
    """Return the problems of an installation."""
    with app.app_context(), force_locale("en"):
        return list(problems())


def test_new_installation_is_in_order(app: Flask) -> None:
    assert found(app) == []


def test_database_behind_the_code_is_named(app: Flask) -> None:
    with app.app_context():
        migrating.downgrade("base")
    assert found(app) == ["The database is not up to date; `portal init` brings it there."]


def test_tables_that_differ_from_the_models_are_named(app: Flask) -> None:
    with app.app_context():
        transact(lambda: _execute("ALTER TABLE place_setting ADD COLUMN stray INTEGER"))
    (problem,) = found(app)
    assert problem.startswith("The tables of core differ from its models: ")
    assert "stray" in problem


def _execute(statement: str) -> None:
    db.session.execute(text(statement))


def test_role_with_an_unknown_permission_is_named(app: Flask) -> None:
    with app.app_context():
        make.make_role("gardener", ["garden.water"])
    assert found(app) == ["The role gardener allows garden.water, which nothing asks for."]


def test_plugin_switched_but_gone_is_named(app: Flask) -> None:
    with app.app_context():
        make.switch("kettle", make.make_place("hongda"))
    assert found(app) == ["The plugin kettle is switched somewhere, but it is not installed."]


def test_misspelt_kill_switch_is_named(database_url: str, tmp_path: Path) -> None:
    with portal_on(database_url, tmp_path, DISABLED_PLUGINS="pionts") as app:
        assert found(app) == ["PORTAL_DISABLED_PLUGINS names pionts, which is not installed."]


def test_unreachable_database_is_named(tmp_path: Path) -> None:
    with portal_on("postgresql+psycopg://nobody@127.0.0.1:9/none", tmp_path) as app:
        (problem,) = found(app)
    assert problem.startswith("The database can't be reached: ")
    assert "\n" not in problem


def test_unfinished_catalogue_is_named(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    unfinished = Progress("core", "zh_Hant", total=7, missing=["Save"], faulty=["%(n)s"])
    monkeypatch.setattr("portal.checks.progress", lambda owner: [unfinished] if owner.key == "core" else [])
    assert found(app) == [
        "The zh_Hant catalogue of core misses 1 of 7 messages.",
        "The zh_Hant catalogue of core has wrong placeholders in: %(n)s.",
    ]
