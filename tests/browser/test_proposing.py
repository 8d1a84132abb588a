"""Writing a proposal on a phone: kept as one types, with a photo, handed in; and that its pages are for everybody."""

from io import BytesIO
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from PIL import Image
from playwright.sync_api import Page, expect

from portal.accounts import sessions
from portal.db import transact
from portal.testing import factories as make
from portal.testing.fixtures import portal_on
from portal.testing.live import LiveServer
from portal.web.sessions import COOKIE
from tests.functional import matters


def _photo() -> dict[str, object]:
    target = BytesIO()
    Image.new("RGB", (640, 480), "teal").save(target, "JPEG")
    return {"name": "snow.jpg", "mimeType": "image/jpeg", "buffer": target.getvalue()}


@pytest.fixture
def world(live_server: LiveServer, page: Page, tmp_path: Path) -> matters.World:
    """Make the community on the served portal and sign its resident in on the phone."""
    with portal_on(live_server.database_url, tmp_path / "data") as app, app.app_context():
        made = matters.world()
        matters.submit(made.place, made.neighbour, title="Quarterly clean-up day of the stairs")
        _sign_in(page, live_server, made.resident)
    return made


def _sign_in(page: Page, server: LiveServer, person_id: int) -> None:
    account_id = make.make_account(person_id)
    token = transact(lambda: sessions.open_session(account_id=account_id, device="phone", address="127.0.0.1"))
    page.context.add_cookies([{"name": COOKIE, "value": token, "url": server.url}])


def _fits(page: Page) -> None:
    """Expect no sideways scrolling and no barrier."""
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    found = Axe().run(page)
    assert not found.response["violations"], found.generate_report()


def test_a_resident_proposes_with_a_photo_on_a_phone(page: Page, world: matters.World) -> None:
    page.goto("/j/hongda/proposals/new?lang=en")
    _fits(page)
    page.get_by_label("What is it about?").fill("Clean-up day of the stairs")
    expect(page.get_by_role("status")).to_contain_text("Saved", timeout=10_000)
    assert "/drafts/" in page.url
    expect(page.get_by_role("link", name="Quarterly clean-up day of the stairs")).to_be_visible()
    page.get_by_label("Photos or papers").set_input_files([_photo()])
    expect(page.get_by_role("img", name="snow.jpg")).to_be_visible(timeout=10_000)
    page.get_by_label("What is to be seen?").fill("The third floor")
    page.get_by_label("What is the matter, and what do you hope for?").fill("Boxes stand in the way.")
    page.get_by_label("What kind of matter is it?").select_option("safety/")
    _fits(page)
    page.reload()
    expect(page.get_by_label("What is it about?")).to_have_value("Clean-up day of the stairs")
    page.get_by_label("What is the matter, and what do you hope for?").fill("Boxes stand in the way, every winter.")
    page.get_by_label("What kind of matter is it?").select_option("safety/")
    page.get_by_role("button", name="Look it over and submit").click()
    expect(page.get_by_text("Boxes stand in the way, every winter.")).to_be_visible()
    _fits(page)
    page.get_by_role("button", name="Submit").click()
    expect(page.get_by_text("Your proposal has been submitted.")).to_be_visible()
    expect(page.get_by_role("heading", level=1, name="Clean-up day of the stairs")).to_be_visible()
    expect(page.locator(".photos img")).to_be_visible()
    _fits(page)


def test_pages_of_staff_fit_a_phone_and_hold_no_barrier(
    page: Page, live_server: LiveServer, world: matters.World, tmp_path: Path
) -> None:
    with portal_on(live_server.database_url, tmp_path / "data") as app, app.app_context():
        _sign_in(page, live_server, world.worker)
    base, number = "/j/hongda/proposals", f"HD-{matters.YEAR}-0001"
    of_one = [f"{base}/{number}{page}" for page in ("", "/dossier", "/private", "/for-somebody", "/withdraw")]
    for elder in ("off", "on"):
        page.context.add_cookies([{"name": "linli_easy_view", "value": elder, "url": live_server.url}])
        for path in (f"{base}/", *of_one, f"{base}/categories", f"{base}/categories/new", "/me/proposals"):
            page.goto(path)
            _fits(page)


def test_it_works_without_a_script(page: Page, live_server: LiveServer, world: matters.World) -> None:
    browser = page.context.browser
    assert browser
    context = browser.new_context(base_url=live_server.url, java_script_enabled=False)
    context.add_cookies(page.context.cookies())  # type: ignore[arg-type]  # the same cookies, as they came
    plain = context.new_page()
    plain.goto("/j/hongda/proposals/new?lang=en")
    plain.fill("[name=title]", "Clean-up day of the stairs")
    plain.set_input_files("[name=photos]", [_photo()])  # type: ignore[list-item]  # playwright's own kind of dict
    plain.get_by_role("button", name="Add the chosen files").click()
    assert plain.get_by_role("img", name="snow.jpg").count() == 1
    plain.fill("[name=body]", "Boxes stand in the way.")
    plain.select_option("[name=about]", "safety/")
    plain.get_by_role("button", name="Look it over and submit").click()
    assert plain.get_by_text("Quarterly clean-up day of the stairs").count() == 1
    plain.get_by_role("button", name="Submit").click()
    assert plain.get_by_text("Your proposal has been submitted.").count() == 1
    context.close()
