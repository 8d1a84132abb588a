"""At the counter with the keyboard alone: each act in under a minute, by the keystroke-level model."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select, update

from portal.accounts import sessions
from portal.db import db, transact
from portal.persons.models import Person
from portal.proposals.models import Comment, Proposal, StageRun, Support
from portal.testing import factories as make
from portal.testing.fixtures import portal_on
from portal.testing.live import LiveServer
from portal.web.sessions import COOKIE
from tests.functional import matters

A_KEY = 0.28
"""Seconds of an average typist for a key."""
A_PAGE = 2.0
"""Seconds to see what a new page says."""
RATING = {
    "key": "short",
    "name": {"en": "Short procedure"},
    "stages": [
        {"key": "rate", "kind": "rating", "name": {"en": "Rating"}, "actor": "proposer"},
        {"key": "file", "kind": "archive", "name": {"en": "Filing away"}, "actor": "worker"},
    ],
}


@dataclass
class Worker:
    """A worker at the keyboard: presses keys, never touches the mouse, and is counted."""

    page: Page
    presses: int = 0
    typed: int = 0
    pages: int = 0
    reached: list[str] = field(default_factory=list)

    def press(self, key: str, times: int = 1) -> None:
        for _time in range(times):
            self.page.keyboard.press(key)
            self.presses += 1

    def type(self, text: str) -> None:
        self.page.keyboard.type(text)
        self.typed += len(text)

    def tab_to(self, selector: str) -> None:
        """Press Tab until an element has the focus; none where the page has put it there."""
        for _press in range(25):
            if self.page.evaluate("selector => document.activeElement.matches(selector)", selector):
                self.reached.append(selector)
                return
            self.press("Tab")
        raise AssertionError(f"{selector} is not reached within 25 presses; {self.reached}")

    def enter(self) -> None:
        """Press Enter, and wait for the page it leads to."""
        with self.page.expect_navigation():
            self.press("Enter")
        self.pages += 1

    def go(self, path: str) -> None:
        self.page.goto(path)
        self.presses = self.typed = self.pages = 0

    @property
    def seconds(self) -> float:
        return (self.presses + self.typed) * A_KEY + self.pages * A_PAGE


@pytest.fixture
def world(live_server: LiveServer, page: Page, tmp_path: Path) -> Iterator[matters.World]:
    """Make the community on the served portal, with a worker signed in at a desk."""
    with portal_on(live_server.database_url, tmp_path / "data") as app, app.app_context():
        made = matters.world()
        make.make_role("worker", (*matters.WORKER, "persons.read", "persons.enter"))
        lives = update(Person).where(Person.id.in_([made.resident, made.neighbour]))
        transact(lambda: db.session.execute(lives.values(place_id=made.place.id)))
        account_id = make.make_account(made.worker)
        token = transact(lambda: sessions.open_session(account_id=account_id, device="desk", address="127.0.0.1"))
        page.context.add_cookies([{"name": COOKIE, "value": token, "url": live_server.url}])
        page.set_viewport_size({"width": 1200, "height": 900})
        yield made


@pytest.fixture
def worker(page: Page, world: matters.World) -> Worker:
    return Worker(page)


def called(worker: Worker, name: str) -> None:
    """Let somebody come to the counter: their name, Enter, Enter."""
    worker.go("/j/hongda/counter/?lang=en")
    worker.type(name)
    worker.enter()
    worker.enter()
    expect(worker.page.locator("#at-counter")).to_contain_text(name)


def choose_reception(worker: Worker) -> None:
    worker.tab_to("#channel")
    worker.type("At the r")
    expect(worker.page.locator("#channel")).to_have_value("reception")


def test_a_proposal_takes_less_than_a_minute(worker: Worker, world: matters.World) -> None:
    called(worker, "桂英")
    worker.tab_to("#title")
    worker.type("Water by the gate")
    worker.tab_to("#body")
    worker.type("After rain nobody gets through. Please drain it.")
    worker.tab_to("#about")
    worker.type("Pub")
    choose_reception(worker)
    worker.tab_to("main .form .btn.main")
    worker.enter()
    expect(worker.page.get_by_role("heading", level=1)).to_have_text("Receipt")
    assert worker.seconds <= 60, worker
    assert worker.presses <= 20, worker
    row = db.session.scalars(select(Proposal)).one()
    assert (row.proposer_id, row.entered_by_id, row.channel) == (world.resident, world.worker, "reception")
    assert row.category == "safety"


def test_a_newcomer_takes_three_fields(worker: Worker, world: matters.World) -> None:
    worker.go("/j/hongda/counter/?lang=en")
    worker.tab_to("#name")
    worker.type("张大爷")
    worker.tab_to("#door")
    worker.type("2-201")
    worker.enter()
    expect(worker.page.locator("#at-counter")).to_contain_text("张大爷")
    assert worker.seconds <= 20, worker
    person = db.session.scalars(select(Person).where(Person.name == "张大爷")).one()
    assert person.verified_by_id == world.worker


def test_support_and_a_comment_take_less_than_a_minute_and_the_channel_is_kept(
    worker: Worker, world: matters.World
) -> None:
    first, second = (matters.submit(world.place, world.neighbour, title=title) for title in ("A lamp", "A bench"))
    called(worker, "桂英")
    worker.type("1")
    worker.enter()
    worker.enter()
    expect(worker.page.get_by_role("heading", level=1)).to_have_text("A lamp")
    worker.press("Space")
    choose_reception(worker)
    worker.tab_to("main .form .btn.main")
    worker.enter()
    assert worker.seconds <= 30, worker
    worker.go("/j/hongda/counter/")
    worker.type("bench")
    worker.enter()
    worker.enter()
    worker.tab_to("#body")
    worker.type("My mother rests there too.")
    worker.tab_to("main .form .btn.main")
    worker.enter()
    expect(worker.page.locator("main")).to_contain_text("My mother rests there too.")
    assert worker.seconds <= 30, worker
    support = db.session.scalars(select(Support)).one()
    assert (support.proposal_id, support.channel) == (matters.proposal_id(first), "reception")
    comment = db.session.scalars(select(Comment)).one()
    assert (comment.proposal_id, comment.channel) == (matters.proposal_id(second), "reception")
    assert comment.entered_by_id == world.worker


def test_a_rating_takes_less_than_a_minute(worker: Worker, world: matters.World) -> None:
    elsewhere = make.make_place("kenli", code="KL", parent=world.street)
    matters.publish_procedure(elsewhere, RATING)
    make.give_role(world.worker, "worker", elsewhere)
    make.give_role(world.resident, "resident", elsewhere)
    moves = update(Person).where(Person.id == world.resident).values(place_id=elsewhere.id)
    transact(lambda: db.session.execute(moves))
    number = matters.submit(elsewhere, world.resident, title="A lamp")
    worker.go("/j/kenli/counter/?lang=en")
    worker.type("桂英")
    worker.enter()
    worker.enter()
    worker.tab_to("a[href$='/act/rate']")
    worker.enter()
    worker.tab_to("[name=rating]")
    worker.press("Space")
    choose_reception(worker)
    worker.tab_to("main .form .btn.main")
    worker.enter()
    expect(worker.page.locator("main")).to_contain_text("Rating")
    expect(worker.page.locator("main")).to_contain_text("entered by staff")
    assert worker.seconds <= 30, worker
    assert db.session.scalars(select(Proposal.rating).where(Proposal.number == number)).one() == 5
    run = db.session.scalars(select(StageRun).where(StageRun.key == "rate")).one()
    assert (run.by_id, run.for_id, run.channel) == (world.worker, world.resident, "reception")


def test_without_scripts_the_same_screen_does_it(
    browser: Browser, live_server: LiveServer, page: Page, world: matters.World
) -> None:
    context = browser.new_context(base_url=live_server.url, java_script_enabled=False)
    context.add_cookies(page.context.cookies())  # type: ignore[arg-type]  # what cookies() returns, add_cookies() takes
    plain = context.new_page()
    plain.goto("/j/hongda/counter/?lang=en")
    plain.locator("#q").fill("桂英")
    plain.locator("#q").press("Enter")
    plain.get_by_role("button", name="It is them").click()
    plain.locator("#title").fill("Water by the gate")
    plain.locator("#body").fill("Please drain it.")
    plain.locator("#about").select_option("safety/")
    plain.locator("#channel").select_option("phone")
    plain.locator("main .form .btn.main").click()
    expect(plain.get_by_role("heading", level=1)).to_have_text("Receipt")
    plain.get_by_role("link", name="Large print").click()
    expect(plain.locator("html.paper.large h1")).to_be_visible()
    context.close()


def test_the_slip_s_code_hands_over_what_was_entered(worker: Worker, world: matters.World) -> None:
    page = worker.page
    called(worker, "桂英")
    page.locator("#title").fill("Water by the gate")
    page.locator("#body").fill("Please drain it.")
    page.locator("#about").select_option("safety/")
    page.locator("#channel").select_option("phone")
    page.locator("main .form .btn.main").click()
    page.get_by_role("link", name="Go on with").click()
    page.get_by_role("button", name="Print a code for their account").click()
    code = page.locator(".slip-code").inner_text()
    page.context.clear_cookies()
    page.goto(f"/claim?code={code}&lang=en")
    page.locator("#password").fill("seven green boats")
    page.get_by_role("button", name="Open my account").click()
    page.goto("/me/proposals")
    expect(page.get_by_role("link", name="Water by the gate")).to_be_visible()


def test_a_second_tab_never_enters_for_the_person_before(worker: Worker, world: matters.World) -> None:
    called(worker, "桂英")
    other = worker.page.context.new_page()
    other.goto("/j/hongda/counter/")
    other.get_by_role("button", name="Next person").click()
    other.locator("#q").fill("建国")
    other.keyboard.press("Enter")
    other.get_by_role("button", name="It is them").click()
    page = worker.page
    page.locator("#title").fill("Water by the gate")
    page.locator("#body").fill("Please drain it.")
    page.locator("#about").select_option("safety/")
    page.locator("#channel").select_option("phone")
    page.locator("main .form .btn.main").click()
    expect(page.get_by_role("alert")).to_contain_text("This was written for 李桂英")
    expect(page.locator("#at-counter")).to_contain_text("李桂英")
    expect(page.locator("#body")).to_have_value("Please drain it.")
    assert db.session.scalars(select(Proposal.id)).all() == []
    page.locator("main .form .btn.main").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Receipt")
    assert db.session.scalars(select(Proposal.proposer_id)).all() == [world.resident]
