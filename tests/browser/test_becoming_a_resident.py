"""From stranger to resident on a phone: sign up, say where one lives, be confirmed by a grid worker."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Page, expect

from portal.accounts.passwords import hash_password
from portal.testing import factories as make
from portal.testing.fixtures import portal_on
from portal.testing.live import LiveServer

PASSWORD = "seven green boats"


@pytest.fixture
def world(live_server: LiveServer, tmp_path: Path) -> Iterator[Flask]:
    with portal_on(live_server.database_url, tmp_path) as app, app.app_context():
        hongda = make.make_place("hongda")
        make.make_place("hongda-b1", parent=hongda, takes_proposals=False, level="building")
        worker = make.make_person("王网格")
        make.make_account(worker, "worker", password_hash=hash_password(PASSWORD))
        make.give_role(worker, "grid_worker", hongda)
        yield app


def sign_in(page: Page, name: str) -> None:
    page.goto("/sign-in?lang=en")
    page.get_by_label("Login name, phone number or e-mail").fill(name)
    page.get_by_label("Password", exact=False).first.fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Sign in").click()


def accessible(page: Page) -> None:
    assert Axe().run(page).response["violations"] == []


@pytest.mark.usefixtures("world")
def test_a_stranger_becomes_a_resident(page: Page) -> None:
    page.goto("/sign-up?lang=en")
    accessible(page)
    page.locator("#name").fill("李桂英")
    page.locator("#phone").fill("19000001234")
    page.locator("#password").fill("password")
    page.get_by_role("button", name="Make an account").click()
    expect(page.locator("#password-error")).to_be_visible()
    expect(page.locator("#phone")).to_have_value("19000001234")
    page.locator("#password").fill(PASSWORD)
    page.get_by_role("button", name="Make an account").click()
    expect(page.get_by_role("heading", name="李桂英")).to_be_visible()
    accessible(page)
    page.goto("/me/home")
    page.get_by_role("link", name="Hongda", exact=True).click()
    page.get_by_role("link", name="Hongda-B1", exact=True).click()
    page.get_by_label("Door").fill("1单元101")
    page.get_by_role("button", name="I live here").click()
    expect(page.get_by_text("Waits to be confirmed")).to_be_visible()
    accessible(page)
    page.context.clear_cookies()

    sign_in(page, "worker")
    page.goto("/today")
    page.get_by_role("link", name="李桂英").first.click()
    accessible(page)
    page.get_by_role("button", name="Confirm", exact=True).click()
    expect(page.get_by_text("李桂英 is confirmed")).to_be_visible()
    page.context.clear_cookies()

    sign_in(page, "19000001234")
    page.goto("/me")
    expect(page.get_by_text("Verified")).to_be_visible()
    expect(page.get_by_text("1单元101")).to_be_visible()


@pytest.mark.usefixtures("world")
def test_a_worker_prints_a_slip_and_the_neighbour_opens_the_account(page: Page) -> None:
    sign_in(page, "worker")
    page.goto("/j/hongda/persons/new")
    page.locator("#name").fill("张大爷")
    page.locator("#building").select_option(label="Hongda-B1")
    page.locator("#door").fill("2-201")
    page.get_by_role("button", name="Enter", exact=True).click()
    page.get_by_role("button", name="Print a code").click()
    code = page.locator(".slip-code").inner_text()
    expect(page.locator(".qr svg path").first).to_be_visible()
    accessible(page)
    page.context.clear_cookies()

    page.goto(f"/claim?code={code}&lang=en")
    page.locator("#password").fill(PASSWORD)
    page.get_by_role("button", name="Open my account").click()
    expect(page.get_by_role("heading", name="张大爷")).to_be_visible()
