"""Fixtures for tests of the portal and of plugins; a `conftest.py` loads them with `pytest_plugins`.

A test that asks for `database_url`, `app` or `client` runs twice, on SQLite and on PostgreSQL, each time on
a fresh copy of a migrated database. One that asks for `page` drives Chromium against a portal in a process of
its own.
"""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Browser, ConsoleMessage, Page, ViewportSize, sync_playwright
from sqlalchemy import create_engine

from portal.app import create_app
from portal.db import db, engine_options, prepare_engine
from portal.installing import install
from portal.notifications import providers
from portal.settings import Settings
from portal.testing.counting import Counted, counting
from portal.testing.databases import DIALECTS, Databases, Template, new_folder
from portal.testing.live import LiveServer, serving
from portal.web import limits

PHONE: ViewportSize = {"width": 360, "height": 740}
CHROMIUM = os.environ.get("PORTAL_CHROMIUM", "/usr/bin/chromium")
NO_CHROMIUM = f"Chromium is missing at {CHROMIUM} (PORTAL_CHROMIUM names another place)"
CHROMIUM_ARGS = (
    "--no-sandbox",  # root can't have one, and the only pages it sees are ours
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)

_FOLDER = pytest.StashKey[Path]()


@contextmanager
def portal_on(database_url: str, data_dir: Path, **settings: str) -> Iterator[Flask]:
    """Give the portal on a database, with further settings by name (`DISABLED_PLUGINS="points"`), and let go of its
    connections afterwards.
    """
    given = {"DATABASE_URL": database_url, "DATA_DIR": str(data_dir), "SECRET_KEY": "only for tests"}
    app = create_app(given | settings)
    try:
        yield app
    finally:
        with app.app_context():
            db.session.remove()
            db.engine.dispose()


def _migrate(url: str) -> None:
    with TemporaryDirectory() as folder, portal_on(url, Path(folder)) as app, app.app_context():
        install()


MIGRATED = Template("migrated", _migrate)
"""A portal with every installed plugin's tables and nothing in them."""


def pytest_configure(config: pytest.Config) -> None:
    """Make the folder for this run's databases, or use the one the first process of the run made."""
    config.addinivalue_line("markers", "browser: needs Chromium; set by itself on tests that use a page")
    given = getattr(config, "workerinput", {}).get("databases")
    config.stash[_FOLDER] = Path(given) if given else new_folder()


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """Tell a worker of pytest-xdist where this run's databases are."""
    node.workerinput["databases"] = str(node.config.stash[_FOLDER])


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop PostgreSQL and remove the databases, also after Ctrl-C."""
    if not hasattr(config, "workerinput"):
        Databases(config.stash[_FOLDER]).remove()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests that use a browser, and skip them where there is none."""
    for item in items:
        if "browser" in getattr(item, "fixturenames", ()):
            item.add_marker("browser")
            item.add_marker(pytest.mark.skipif(not shutil.which(CHROMIUM), reason=NO_CHROMIUM))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say loudly that the browser tests did not run."""
    skipped = [report for report in terminalreporter.stats.get("skipped", ()) if NO_CHROMIUM in str(report.longrepr)]
    if skipped:
        line = f"{len(skipped)} BROWSER TESTS DID NOT RUN: {NO_CHROMIUM}."
        terminalreporter.write_line(line, red=True, bold=True)


@pytest.fixture(scope="session")
def databases(pytestconfig: pytest.Config) -> Iterator[Databases]:
    """Return the databases of this run."""
    with closing(Databases(pytestconfig.stash[_FOLDER])) as databases:
        yield databases


@pytest.fixture(scope="session")
def database_template() -> Template:
    """Return what each test's database is a copy of; override it to start from more than an empty portal."""
    return MIGRATED


@pytest.fixture(params=DIALECTS)
def database_url(request: pytest.FixtureRequest, databases: Databases, database_template: Template) -> Iterator[str]:
    """Return the address of a fresh migrated database, once on SQLite and once on PostgreSQL."""
    with databases.copy_of(database_template, request.param) as url:
        yield url


@pytest.fixture(scope="session")
def made_once(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """Return this worker's one portal: making it, and compiling its templates, takes longer than most tests."""
    folder = tmp_path_factory.mktemp("portal")
    with portal_on(f"sqlite:///{folder / 'never-opened.db'}", folder) as app:
        app.config.update(TESTING=True, WTF_CSRF_ENABLED=False)
        yield app


@pytest.fixture
def app(made_once: Flask, database_url: str, tmp_path: Path) -> Iterator[Flask]:
    """Return the portal with every installed plugin on a fresh database. Forms need no CSRF token.

    What a test changes in its `config` or `extensions` is undone afterwards.
    """
    config, extensions = dict(made_once.config), dict(made_once.extensions)
    settings: Settings = made_once.extensions["portal.settings"]
    settings = replace(settings, database_url=database_url, data_dir=tmp_path)
    made_once.extensions["portal.settings"] = settings
    for with_memory in (limits, providers):
        with_memory.init_app(made_once)
    engine = create_engine(database_url, **engine_options(database_url))
    prepare_engine(engine)
    with made_once.app_context():
        db.engines[None] = engine  # type: ignore[index]  # a dict, which its type hides
    yield made_once
    with made_once.app_context():
        db.session.remove()
    engine.dispose()
    made_once.config.clear()
    made_once.config.update(config)
    made_once.extensions.clear()
    made_once.extensions.update(extensions)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """Return a browser without pictures: it sends requests and keeps cookies."""
    return app.test_client()


@pytest.fixture
def count_queries(app: Flask) -> Callable[[], AbstractContextManager[Counted]]:
    """Return a way to count queries: `with count_queries() as counted: client.get(…)`, then `counted.count`.

    Compare with a message, `assert counted.count <= 8, counted`, and a failing test lists the statements.
    """
    with app.app_context():
        engine = db.engine
    return lambda: counting(engine)


@pytest.fixture
def live_server(databases: Databases, database_template: Template, tmp_path: Path) -> Iterator[LiveServer]:
    """Return a portal served by a process of its own, on SQLite; PostgreSQL is for `client` to try."""
    with databases.copy_of(database_template, "sqlite") as url, serving(url, tmp_path) as server:
        yield server


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Return Chromium, started once for each worker."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=CHROMIUM_ARGS)
        yield chromium
        chromium.close()


@pytest.fixture
def page(browser: Browser, live_server: LiveServer) -> Iterator[Page]:
    """Return a phone's empty tab, `page.goto("/today")` away from the portal.

    Fails a test whose pages broke a script or the content security policy.
    """
    complaints: list[str] = []

    def hear(message: ConsoleMessage) -> None:
        if "Content Security Policy" in message.text:
            complaints.append(message.text)

    context = browser.new_context(base_url=live_server.url, viewport=PHONE)
    page = context.new_page()
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", hear)
    yield page
    context.close()
    assert not complaints
