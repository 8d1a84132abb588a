"""The kit's databases: fresh for each test, the same on both dialects, shared by the workers of a run."""

import subprocess
import sys
from contextlib import closing
from pathlib import Path
from urllib.request import urlopen

import pytest
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Page
from sqlalchemy import NullPool, create_engine, inspect, make_url, text

from portal.db import db
from portal.testing.databases import (
    DIALECTS,
    DURABLE,
    EMPTY,
    Databases,
    Dialect,
    Template,
    new_folder,
)
from portal.testing.live import LiveServer, NotServing, serving


def execute(url: str, statement: str) -> list[tuple[object, ...]]:
    """Run one statement in a connection of its own."""
    engine = create_engine(url, poolclass=NullPool)
    with engine.begin() as connection:
        result = connection.execute(text(statement))
        return [tuple(row) for row in result] if result.returns_rows else []


def table_names(url: str) -> list[str]:
    """Return the tables there are."""
    return inspect(create_engine(url, poolclass=NullPool)).get_table_names()


def notes(url: str) -> None:
    """Prepare a database with one table and one row."""
    execute(url, "CREATE TABLE note (id INTEGER PRIMARY KEY, words VARCHAR(20))")
    execute(url, "INSERT INTO note VALUES (1, '停车位')")


NOTES = Template("notes", notes)


@pytest.mark.parametrize("dialect", DIALECTS)
def test_copies_of_a_template_do_not_see_each_other(databases: Databases, dialect: Dialect) -> None:
    with databases.copy_of(NOTES, dialect) as one, databases.copy_of(NOTES, dialect) as other:
        execute(one, "INSERT INTO note VALUES (2, 'mine')")
        assert execute(other, "SELECT words FROM note") == [("停车位",)]
        assert execute(one, "SELECT count(*) FROM note") == [(2,)]


@pytest.mark.parametrize("dialect", DIALECTS)
def test_a_copy_is_gone_afterwards(databases: Databases, dialect: Dialect) -> None:
    with databases.copy_of(NOTES, dialect) as url:
        execute(url, "SELECT 1")
    with pytest.raises(Exception, match=r"does not exist|unable to open"):
        execute(url, "SELECT 1")


@pytest.mark.parametrize("dialect", DIALECTS)
def test_a_template_is_prepared_once(databases: Databases, dialect: Dialect) -> None:
    prepared: list[str] = []
    template = Template("counted", prepared.append)
    for _ in range(3):
        with databases.copy_of(template, dialect) as url:
            execute(url, "SELECT 1")
    assert len(prepared) == 1


@pytest.mark.parametrize("dialect", DIALECTS)
def test_a_template_that_failed_is_prepared_again(databases: Databases, dialect: Dialect) -> None:
    def breaks(url: str) -> None:
        notes(url)
        raise LookupError

    with pytest.raises(LookupError), databases.copy_of(Template("broken", breaks), dialect):
        pass
    with databases.copy_of(Template("broken", notes), dialect) as url:
        assert execute(url, "SELECT id FROM note") == [(1,)]


@pytest.mark.parametrize("dialect", DIALECTS)
def test_an_empty_database_has_no_table(databases: Databases, dialect: Dialect) -> None:
    with databases.copy_of(EMPTY, dialect) as url:
        assert not table_names(url)


def test_postgresql_sorts_by_code_point_on_every_machine(databases: Databases) -> None:
    with databases.copy_of(NOTES, "postgresql") as url:
        locale = "SELECT datlocprovider, datlocale FROM pg_database WHERE datname = current_database()"
        assert execute(url, locale) == [("b", "C.UTF-8")]
        assert execute(url, "SHOW server_encoding") == [("UTF8",)]


def test_ordinary_tests_do_not_wait_for_the_disk(databases: Databases) -> None:
    with databases.copy_of(EMPTY, "postgresql") as url:
        assert execute(url, "SHOW fsync") == [("off",)]


def test_a_durable_server_waits_for_the_disk() -> None:
    durable = Databases(new_folder(), postgresql=DURABLE)
    with closing(durable), durable.copy_of(EMPTY, "postgresql") as url:
        assert execute(url, "SHOW fsync") == [("on",)]
    durable.remove()
    assert not durable.folder.exists()


def test_what_a_killed_run_left_behind_is_removed() -> None:
    mine = new_folder()
    over = subprocess.Popen([sys.executable, "-c", ""])
    over.wait()
    left = mine.with_name(f"linli-tests-{over.pid}-left")
    left.mkdir()
    other = new_folder()
    assert not left.exists()
    assert mine.exists()
    for folder in (mine, other):
        Databases(folder).remove()


def test_another_process_of_the_run_shares_the_server(databases: Databases) -> None:
    script = (
        "import sys; from pathlib import Path\n"
        "from portal.testing.databases import EMPTY, Databases\n"
        "with Databases(Path(sys.argv[1])).copy_of(EMPTY, 'postgresql') as url: print(url.split('?')[1])"
    )
    with databases.copy_of(EMPTY, "postgresql") as url:
        command = [sys.executable, "-c", script, str(databases.folder)]
        printed = subprocess.run(command, check=True, capture_output=True, text=True).stdout
        assert printed.strip() == url.split("?")[1]
        assert execute(url, "SELECT 1") == [(1,)]


def test_fixture_database_is_migrated(database_url: str) -> None:
    assert "alembic_version" in table_names(database_url)


@pytest.mark.parametrize("turn", ["first", "second"])
def test_tests_do_not_see_each_others_rows(database_url: str, turn: str) -> None:
    assert "left_by_a_test" not in table_names(database_url)
    execute(database_url, "CREATE TABLE left_by_a_test (id INTEGER)")


def test_app_stands_on_the_fixtures_database(app: Flask, database_url: str) -> None:
    with app.app_context():
        assert db.engine.url == make_url(database_url)


def test_client_reaches_the_portal(client: FlaskClient) -> None:
    assert client.get("/healthz").status_code == 200


def test_live_server_answers_from_a_process_of_its_own(live_server: LiveServer) -> None:
    with urlopen(f"{live_server.url}/healthz") as response:
        assert response.status == 200


def test_server_that_cannot_start_says_why(tmp_path: Path) -> None:
    with pytest.raises(NotServing, match="nosuchdb"), serving("nosuchdb://", tmp_path):
        pass


def test_page_is_a_phone_at_the_portal(page: Page) -> None:
    response = page.goto("/healthz")
    assert response is not None
    assert response.ok
    assert page.evaluate("window.innerWidth") == 360
