"""For tests in Chromium: a portal that holds the demonstration, and its people, each in a browser of their own."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from os import environ
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page

from portal.demo.build import PASSWORD
from portal.testing.databases import Template
from portal.testing.fixtures import PHONE
from portal.testing.live import LiveServer
from tests.demonstration import DEMO

collect_ignore = [] if "PORTAL_SOAK" in environ else ["test_everywhere.py"]
"""`make soak` looks everywhere; it takes hours."""

Visit = Callable[..., Page]


@pytest.fixture(scope="session")
def database_template() -> Template:
    """Return the demonstration, built once for a run."""
    return DEMO


@contextmanager
def heard(context: BrowserContext) -> Iterator[list[str]]:
    """Collect what pages of a context complain about: broken scripts, errors on the console, refused content."""
    complaints: list[str] = []

    def hear(message: ConsoleMessage) -> None:
        if message.type == "error" and "status of 4" not in message.text:  # an answer to bad input is no fault
            complaints.append(f"{message.location['url']}: {message.text}")

    context.on("console", hear)
    context.on("weberror", lambda error: complaints.append(str(error.error)))
    yield complaints


def sign_in(page: Page, login: str) -> None:
    """Sign one of the demo's people in, as they would do it."""
    page.goto("/sign-in")
    page.locator("[name=name]").fill(login)
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("main form .btn.main").click()
    page.wait_for_url(lambda url: "/sign-in" not in url)


@pytest.fixture
def visit(browser: Browser, live_server: LiveServer) -> Iterator[Visit]:
    """Return a way to open a Chinese phone: `visit("hongda-secretary")` signed in, `visit()` not.

    Further options are Playwright's, such as `java_script_enabled=False`. Fails a test whose pages complained.
    """
    contexts: list[BrowserContext] = []
    complaints: list[list[str]] = []

    def open_phone(login: str = "", **options: object) -> Page:
        context = browser.new_context(base_url=live_server.url, locale="zh-CN", viewport=PHONE, **options)  # type: ignore[arg-type]
        contexts.append(context)
        with heard(context) as said:
            complaints.append(said)
        page = context.new_page()
        if login:
            sign_in(page, login)
        return page

    yield open_phone
    for context in contexts:
        context.close()
    assert [line for said in complaints for line in said] == []


@pytest.fixture
def advance(live_server: LiveServer, tmp_path: Path) -> Callable[[int], None]:
    """Return a way to wind the demo's clock forward by some days, as `portal clock advance` does."""

    def wind(days: int) -> None:
        settings = {
            "PORTAL_DATABASE_URL": live_server.database_url,
            "PORTAL_DATA_DIR": str(tmp_path / "data"),
            "PORTAL_SECRET_KEY": "only for tests",
        }
        command = [sys.executable, "-c", "from portal.cli import main; main()", "clock", "advance", "--days", str(days)]
        subprocess.run(command, env=environ | settings, check=True, capture_output=True, timeout=120)

    return wind
