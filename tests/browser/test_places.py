"""In Chromium: a resident finds their place, an administrator looks after it, the day's work and the inbox are read."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from portal import clock
from portal.accounts import sessions
from portal.db import transact
from portal.duties.services import open_task
from portal.events import CLOCK
from portal.proposals import events
from portal.publishing import publish
from portal.testing import factories as make
from portal.testing.fixtures import portal_on
from portal.testing.live import LiveServer
from portal.web.sessions import COOKIE

ADMIN = ("places.edit", "calendar.edit", "content.write", "record.read", "persons.read")
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
PAGES = (
    "/",
    "/?q=Hongda",
    "/?in=hongda",
    "/j/hongda/",
    "/j/hongda/announcements/",
    "/j/hongda/announcements/new",
    "/j/hongda/settings/place",
    "/j/hongda/settings/places",
    "/j/hongda/settings/levels",
    "/j/hongda/settings/calendar",
    "/j/hongda/settings/move",
    "/j/hongda/record",
    "/admin/",
    "/today",
    "/inbox",
)


@contextmanager
def database(server: LiveServer, folder: Path) -> Iterator[None]:
    with portal_on(server.database_url, folder) as app, app.app_context():
        yield


@pytest.fixture
def anna(live_server: LiveServer, tmp_path: Path) -> str:
    """Make a street, its community, a building, and Anna who administers them with work to do; return her session."""
    with database(live_server, tmp_path):
        street = make.make_place("wushu", level="street", takes_proposals=False, names={"en": "Wushu Street"})
        place = make.make_place("hongda", parent=street, names={"zh_Hans": "宏大社区", "en": "Hongda"}, phone="024 1")
        make.make_place("hongda-3", parent=place, level="building", takes_proposals=False, names={"en": "Building 3"})
        make.make_role("locality_admin", ADMIN)
        anna = make.make_person("Anna Admin")
        make.give_role(anna, "locality_admin", place)
        account = make.make_account(anna)
        proposal = make.make_proposal(place, anna, title="A bench by the gate")
        task = {"subject_kind": "stage", "subject_id": 1, "title": "A bench by the gate", "role": "locality_admin"}
        due = clock.today(place.zone) - timedelta(days=10)
        link = f"/j/hongda/proposals/{proposal}"
        transact(lambda: open_task(labels={"en": "Decide"}, link=link, seat_id=place.id, due=due, **task))
        about = {"home_id": place.id, "subject_id": proposal, "proposers": [anna], "category": None, "subtype": None}
        transact(lambda: publish(events.ProposalWithdrawn(actor=CLOCK, **about)))
        return transact(lambda: sessions.open_session(account_id=account, device="Chromium", address="127.0.0.1"))


@pytest.fixture
def visitor(page: Page, anna: str, live_server: LiveServer) -> Page:
    """Return a tab that speaks English and isn't signed in."""
    page.context.add_cookies([{"name": "linli_language", "value": "en", "url": live_server.url}])
    return page


@pytest.fixture
def signed_in(visitor: Page, anna: str, live_server: LiveServer) -> Page:
    """Return Anna's tab."""
    visitor.context.add_cookies([{"name": COOKIE, "value": anna, "url": live_server.url}])
    return visitor


def test_a_resident_finds_their_place_and_is_led_back_to_it(visitor: Page) -> None:
    visitor.goto("/")
    visitor.get_by_label("Your community, street or building").fill("宏大社区")
    visitor.get_by_role("button", name="Search").click()
    visitor.get_by_role("link", name="Hongda", exact=True).first.click()
    expect(visitor.get_by_role("heading", level=1)).to_have_text("Hongda")
    visitor.goto("/")
    visitor.get_by_role("link", name="Go there").click()
    expect(visitor).to_have_url("/j/hongda/")


def test_a_resident_walks_down_the_tree(visitor: Page) -> None:
    visitor.goto("/")
    visitor.get_by_role("link", name=re.compile("Places inside.*Wushu Street")).click()
    visitor.get_by_role("link", name=re.compile("Places inside.*Hongda")).click()
    visitor.get_by_role("link", name="Building 3").click()
    expect(visitor).to_have_url("/j/hongda-3/")


def test_an_announcement_is_written_and_stands_on_the_front_page(signed_in: Page) -> None:
    signed_in.goto("/j/hongda/announcements/")
    signed_in.get_by_role("link", name="Write an announcement").click()
    signed_in.get_by_role("button", name="Publish").click()
    expect(signed_in.get_by_role("alert")).to_contain_text("Title (Simplified Chinese)")
    signed_in.get_by_label("Title (Simplified Chinese)").fill("供暖试压")
    signed_in.get_by_label("Text (Simplified Chinese)").fill("请留意")
    signed_in.get_by_role("button", name="Publish").click()
    signed_in.goto("/j/hongda/")
    expect(signed_in.get_by_role("link", name="供暖试压")).to_be_visible()


def test_an_administrator_changes_the_place_s_hours(signed_in: Page) -> None:
    signed_in.goto("/j/hongda/")
    signed_in.get_by_role("link", name="Settings of the place").click()
    first = signed_in.get_by_role("group", name="Opening hours").first
    first.get_by_text("Monday").click()
    first.get_by_label("Opens").fill("08:30")
    first.get_by_label("Closes").fill("12:00")
    signed_in.get_by_role("button", name="Save").click()
    expect(signed_in.get_by_role("status")).to_contain_text("The place is changed.")
    signed_in.goto("/j/hongda/")
    expect(signed_in.get_by_text("Mon 8:30")).to_be_visible()


def test_the_day_s_work_is_one_click_from_the_act(signed_in: Page) -> None:
    signed_in.goto("/today")
    expect(signed_in.get_by_role("heading", name="Overdue")).to_be_visible()
    act = signed_in.get_by_role("link", name=re.compile("Deal with it.*A bench"))
    expect(act).to_have_attribute("href", "/j/hongda/proposals/1")


def test_a_message_arrives_by_itself_and_is_read(signed_in: Page) -> None:
    expect_message = signed_in.get_by_role("button", name="withdrawn")
    for _look in range(20):
        signed_in.goto("/inbox")
        if expect_message.count():
            break
        signed_in.wait_for_timeout(250)
    expect(signed_in.get_by_text("A bench by the gate")).to_be_visible()
    signed_in.get_by_role("button", name="Mark all as read").click()
    expect(expect_message).to_have_count(0)
    signed_in.get_by_role("link", name="Unread", exact=True).click()
    expect(signed_in.get_by_text("All read")).to_be_visible()


@pytest.mark.parametrize("elder", ["off", "on"])
def test_every_page_fits_a_phone_and_is_free_of_barriers(signed_in: Page, live_server: LiveServer, elder: str) -> None:
    signed_in.context.add_cookies([{"name": "linli_easy_view", "value": elder, "url": live_server.url}])
    found = {}
    for path in PAGES:
        signed_in.goto(path)
        barriers = [rule["id"] for rule in Axe().run(signed_in, options=RULES).response["violations"]]
        if signed_in.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
            barriers.append("wider than the phone")
        if barriers:
            found[path] = barriers
    assert found == {}
