"""What comes out of the printer: sheets with a code that leads here, large type, a roll of 80 mm; no script needed."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import segno
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from portal.accounts import sessions
from portal.db import db, transact
from portal.persons.models import Person
from portal.public_notices.services import last_day, put_up
from portal.testing import factories as make
from portal.testing.fixtures import portal_on
from portal.testing.live import LiveServer
from portal.web.sessions import COOKIE
from tests.functional import matters

POINT = 4 / 3
"""Pixels in a point."""
TOO_SMALL = """least => {
  const walker = document.createTreeWalker(document.querySelector("main"), NodeFilter.SHOW_TEXT);
  const found = [];
  while (walker.nextNode()) {
    const parent = walker.currentNode.parentElement;
    if (!walker.currentNode.data.trim() || !parent.checkVisibility() || parent.closest(".aloud")) continue;
    if (parseFloat(getComputedStyle(parent).fontSize) < least) found.push(walker.currentNode.data.trim());
  }
  return found;
}"""
COLOURS = """() => [...new Set([...document.querySelectorAll("main, main *:not(svg *)")]
  .filter(one => one.checkVisibility())
  .flatMap(one => [getComputedStyle(one).color, getComputedStyle(one).backgroundColor]))]"""


@pytest.fixture
def papers(live_server: LiveServer, page: Page, tmp_path: Path) -> Iterator[dict[str, str]]:
    """Make a proposal and a notice, sign a worker in, and return the addresses of what can be printed."""
    with portal_on(live_server.database_url, tmp_path / "data") as app, app.app_context():
        world = matters.world()
        number = matters.submit(world.place, world.neighbour, title="A lamp at the gate", body="It is dark.\n" * 90)
        ends = last_day(world.place, days=7, counting="working")
        by = matters.actor(world.worker)
        notice = transact(
            lambda: put_up(place=world.place, title="Parking", text="42 bays.", ends_on=ends, actor=by).id
        )
        account_id = make.make_account(world.worker)
        token = transact(lambda: sessions.open_session(account_id=account_id, device="desk", address="127.0.0.1"))
        person = db.session.get_one(Person, world.neighbour)
        transact(lambda: setattr(db.session.get_one(Person, world.neighbour), "place_id", world.place.id))
        page.context.add_cookies([{"name": COOKIE, "value": token, "url": live_server.url}])
        proposal = f"/j/hongda/proposals/{number}"
        yield {
            "proposal": f"{proposal}/sheet",
            "notice": f"/j/hongda/public-notices/{notice}/sheet",
            "case file": f"{proposal}/dossier",
            "receipt": f"/j/hongda/counter/{number}/receipt/{person.ref}",
        }


def pages_of(pdf: bytes) -> int:
    return len(re.findall(rb"/Type\s*/Page\b", pdf))


def test_a_sheet_s_code_leads_to_the_public_page(page: Page, papers: dict[str, str], live_server: LiveServer) -> None:
    for name, leads_to in (
        ("proposal", papers["proposal"].removesuffix("/sheet")),
        ("notice", papers["notice"].removesuffix("/sheet")),
        ("receipt", papers["proposal"].removesuffix("/sheet")),
    ):
        page.goto(f"{papers[name]}?lang=en")
        address = live_server.url + leads_to
        code = page.locator(".qr")
        expect(code).to_be_visible()
        wanted = segno.make(address, error="m", micro=False).svg_inline(border=4, light="white", omitsize=True)
        shapes = re.findall(r' d="([^"]+)"', wanted)
        assert code.locator("path").evaluate_all("paths => paths.map(path => path.getAttribute('d'))") == shapes
        expect(page.locator("main")).to_contain_text(address)
        assert page.evaluate("document.querySelector('.qr').getBoundingClientRect().width") >= 110
        assert not page.locator("[style]").count()
        assert page.request.get(address).status == 200


def test_large_print_has_no_small_letter_and_needs_no_colour(page: Page, papers: dict[str, str]) -> None:
    for media in ("screen", "print"):
        page.emulate_media(media=media)  # type: ignore[arg-type]  # one of the two words it takes
        for name, path in papers.items():
            page.goto(f"{path}?lang=en&print=large")
            assert page.evaluate(TOO_SMALL, 18 * POINT) == [], (media, name)
            for colour in page.evaluate(COLOURS):
                shades = set(re.findall(r"\d+", colour)[:3])
                assert len(shades) == 1, (media, name, colour)


def test_large_print_can_be_read_without_scripts(
    browser: Browser, page: Page, live_server: LiveServer, papers: dict[str, str]
) -> None:
    context = browser.new_context(base_url=live_server.url, java_script_enabled=False)
    context.add_cookies(page.context.cookies())  # type: ignore[arg-type]  # what cookies() returns, add_cookies() takes
    plain = context.new_page()
    for path in papers.values():
        plain.goto(f"{path}?lang=en")
        plain.get_by_role("link", name="Large print").click()
        expect(plain.locator("html.large h1")).to_be_visible()
        expect(plain.get_by_text("Print this page from the browser's menu.")).to_be_visible()
    context.close()


def test_pages_are_numbered_and_fit_their_paper(page: Page, papers: dict[str, str]) -> None:
    page.goto(papers["proposal"])
    standard = pages_of(page.pdf(format="A4"))
    page.goto(f"{papers['proposal']}?print=large")
    large = page.pdf(format="A4")
    assert pages_of(large) > standard >= 2
    rules = page.evaluate(
        "[...document.styleSheets].flatMap(sheet => [...sheet.cssRules]).filter(rule => rule instanceof CSSPageRule)"
        ".map(rule => rule.cssText).join()"
    )
    assert "counter(page)" in rules
    page.goto(papers["receipt"])
    page.set_viewport_size({"width": 280, "height": 800})  # what 74 mm are between the margins of a roll
    page.emulate_media(media="print")
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    expect(page.locator(".paper-bar")).to_be_hidden()
    assert page.pdf(width="80mm", height="297mm")[:4] == b"%PDF"


def test_paper_is_free_of_barriers(page: Page, papers: dict[str, str]) -> None:
    for path in papers.values():
        for kind in ("", "?print=large"):
            page.goto(path + kind)
            assert Axe().run(page).response["violations"] == [], path + kind
