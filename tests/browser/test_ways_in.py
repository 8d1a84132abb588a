"""In Chromium, on a phone: signing in with a code, and with a second factor; each page is free of barriers."""

import re

import pyotp
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Page, expect

from portal import clock
from portal.accounts.passwords import hash_password
from portal.testing import factories as make
from portal.testing.fixtures import portal_on
from portal.testing.live import LiveServer

PASSWORD = "chess moon river"
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]}


def no_barriers(page: Page) -> None:
    found = Axe().run(page, options=RULES).response["violations"]
    assert [f"{rule['id']}: {rule['nodes'][0]['html'][:120]}" for rule in found] == []
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def open_account(app: Flask, login: str, name: str) -> None:
    make.make_account(
        make.make_person(name),
        login,
        language="en",
        phone="+8619000001234",
        phone_confirmed_at=clock.now(),
        password_hash=hash_password(PASSWORD),
    )


def sent_code(page: Page, server: LiveServer) -> str:
    """Return the code the worker has sent; it takes a moment."""
    for _look in range(100):
        if found := re.findall(r"code is (\d{6})", server.log.read_text("utf-8")):
            return str(found[-1])
        page.wait_for_timeout(200)
    raise AssertionError(server.log.read_text("utf-8"))


def test_two_who_share_a_phone_sign_in_with_a_code(page: Page, live_server: LiveServer) -> None:
    folder = live_server.log.parent
    with portal_on(live_server.database_url, folder) as app, app.app_context():
        open_account(app, "guiying", "李桂英")
        open_account(app, "weiguo", "张卫国")
    page.goto("/sign-in?lang=en")
    page.get_by_role("link", name="With a code we send").click()
    no_barriers(page)
    page.get_by_label("Phone number or e-mail").fill("190 0000 1234")
    page.get_by_role("button", name="Send me a code").click()
    no_barriers(page)
    page.get_by_label("Code").fill(sent_code(page, live_server))
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Whose account?")
    no_barriers(page)
    page.get_by_role("button", name="张卫国").click()
    page.goto("/me")
    expect(page.get_by_role("heading", level=1)).to_have_text("张卫国")


def test_a_second_factor_from_setting_it_up_to_doing_without(page: Page, live_server: LiveServer) -> None:
    folder = live_server.log.parent
    with portal_on(live_server.database_url, folder) as app, app.app_context():
        open_account(app, "guiying", "李桂英")

    def sign_in() -> None:
        page.goto("/sign-in?lang=en")
        page.get_by_label("Login name").fill("guiying")
        page.get_by_label("Password", exact=False).first.fill(PASSWORD)
        page.locator("main form .btn.main").click()

    sign_in()
    page.goto("/me/second-factor/set-up")
    expect(page.locator(".qr svg")).to_be_visible()
    no_barriers(page)
    secret = page.locator("figcaption code").inner_text().replace(" ", "")
    page.get_by_label("Code that the app shows").fill(pyotp.TOTP(secret).at(clock.outside()))
    page.get_by_role("button", name="Go on").click()
    no_barriers(page)
    spare = page.locator(".spare-codes code").all_inner_texts()
    assert len(spare) == 10
    page.get_by_role("link", name="I have kept them safe").click()
    page.context.clear_cookies(name="linli_session")
    sign_in()
    expect(page.get_by_role("heading", level=1)).to_have_text("Second step")
    no_barriers(page)
    page.get_by_label("Code from the app").fill(spare[0].lower().replace("-", " "))
    page.get_by_role("button", name="Sign in", exact=True).click()
    for path in ("/me/second-factor/replace", "/me/second-factor/remove"):
        page.goto(path)
        no_barriers(page)
    page.get_by_label("Your password").fill(PASSWORD)
    page.get_by_label("Code from the app").fill(spare[1])
    page.get_by_role("button", name="Do without").click()
    expect(page.get_by_text("Not set up")).to_be_visible()
