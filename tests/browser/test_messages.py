"""In Chromium: somebody chooses what comes how and stops a mail by its link; an administrator words the portal."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Page, expect
from sqlalchemy import select

from portal.accounts import sessions
from portal.db import db, transact
from portal.notifications.models import SentMessage
from portal.notifications.posting import Draft, post
from portal.notifications.providers import MAIL
from portal.notifications.unsubscribing import token_of
from portal.testing import factories as make
from portal.testing.fixtures import portal_on
from portal.testing.live import LiveServer
from portal.web.sessions import COOKIE

TOMORROW = datetime(2040, 1, 1, tzinfo=UTC)


@contextmanager
def database(server: LiveServer, folder: Path) -> Iterator[None]:
    with portal_on(server.database_url, folder) as app, app.app_context():
        yield


def sign_in(page: Page, server: LiveServer, person: int) -> None:
    account = make.make_account(person, email="li@example.org", phone="+8613900000001", language="en")
    token = transact(lambda: sessions.open_session(account_id=account, device="test", address="127.0.0.1"))
    page.context.add_cookies([{"name": COOKIE, "value": token, "url": server.url}])


def test_a_resident_chooses_and_a_mail_s_link_stops_and_undoes(
    page: Page, live_server: LiveServer, tmp_path: Path
) -> None:
    with database(live_server, tmp_path):
        place = make.make_place("hongda")
        person = make.make_person(place_id=place.id)
        sign_in(page, live_server, person)
        draft = Draft(
            person_id=person, place_id=place.id, kind="own", medium=MAIL, address="li@example.org", goes_at=TOMORROW
        )
        transact(lambda: post([draft]))
        link = f"/unsubscribe/{token_of(db.session.scalars(select(SentMessage.ref)).one())}"
    page.goto("/me")
    page.get_by_role("link", name="What comes by mail and SMS").click()
    followed = page.get_by_role("group", name="What I follow")
    followed.get_by_role("radio", name="At once").check()
    followed.get_by_role("checkbox", name="SMS at once").check()
    page.get_by_label("Until").fill("08:30")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("status")).to_contain_text("Saved")
    expect(followed.get_by_role("radio", name="At once")).to_be_checked()
    expect(page.get_by_label("Until")).to_have_value("08:30")
    page.context.clear_cookies()
    page.goto(f"{link}?lang=en")
    expect(page.get_by_text("My proposals")).to_be_visible()
    page.get_by_role("button", name="Stop this mail").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("No more mail of this kind comes")
    page.get_by_role("button", name="Let it come again").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("It comes again")
    assert urlsplit(page.url).path == link


def test_an_administrator_words_the_portal_and_goes_back(page: Page, live_server: LiveServer, tmp_path: Path) -> None:
    with database(live_server, tmp_path):
        place = make.make_place("hongda")
        admin = make.make_person(place_id=place.id)
        make.make_role("locality_admin", ["translations.edit"])
        make.give_role(admin, "locality_admin", place)
        sign_in(page, live_server, admin)
    page.goto("/admin/")
    page.get_by_role("link", name="Words").click()
    page.locator("#pick-language").select_option("en")
    page.get_by_label("Search in the words").fill("proposal is submitted")
    page.get_by_role("button", name="Filter").click()
    page.get_by_role("link", name="The proposal is submitted.").click()
    page.get_by_label("Text").fill("We have it! %(oops)s")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("alert")).to_contain_text("%(oops)s")
    expect(page.get_by_label("Text")).to_have_value("We have it! %(oops)s")
    page.get_by_label("Text").fill("We have it!")
    page.get_by_role("button", name="Preview").click()
    expect(page.locator("#preview")).to_contain_text("not saved yet")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("status")).to_contain_text("used at once")
    page.get_by_role("button", name="Back to the standard text").click()
    expect(page.get_by_label("Text")).to_have_value("The proposal is submitted.")
    expect(page.get_by_role("heading", name="Changes")).to_be_visible()
