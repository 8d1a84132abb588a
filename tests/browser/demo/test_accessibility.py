"""In Chromium: every page of the portal, as whoever it is made for, fits a phone and is free of barriers.

`PAGES` names each page of the URL map with an address in the demonstration; a page that is missing there fails.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize
from sqlalchemy import ColumnElement, select

from portal import clock
from portal.accounts import sessions
from portal.accounts.models import Account
from portal.commitments.models import Commitment
from portal.content.services import AnnouncementWords, publish_announcement
from portal.db import db, transact
from portal.events import CLOCK, Actor
from portal.jurisdictions.tree import TREE
from portal.notifications.models import SentMessage
from portal.notifications.posting import Draft, post
from portal.notifications.providers import MAIL
from portal.notifications.unsubscribing import token_of
from portal.organisations.models import Organisation
from portal.persons.models import HomeClaim, HouseholdMember, Person
from portal.persons.services.homes import claim_home
from portal.plugin.stage import Finish
from portal.proposals import engine
from portal.proposals.guides import GUIDES, Guide, put_guide
from portal.proposals.merging import merge
from portal.proposals.models import Category, Comment, Proposal, StageRun
from portal.proposals.services import Words, save_draft
from portal.public_notices.models import PublicNotice
from portal.testing import factories as make
from portal.testing.databases import Databases, Template
from portal.testing.fixtures import PHONE, portal_on
from portal.testing.live import LiveServer, serving
from portal.testing.routes import routes
from portal.web.pages_context import ELDER_COOKIE
from portal.web.sessions import COOKIE
from portal.wording.catalogue import key_of
from tests.browser.demo.conftest import heard

pytestmark = pytest.mark.timeout(1200)

DESK: ViewportSize = {"width": 1200, "height": 900}
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]}
ELDER_TARGET = 60
VISITOR, RESIDENT, SECRETARY, LIAISON = "", "hongda-resident", "hongda-secretary", "hongda-unit"
GRID_WORKER, ADMIN = "hongda-gridworker", "hongda-admin"
OF_RESIDENTS = (VISITOR, RESIDENT)
NOT_PAGES = {
    "accounts.from_provider",
    "accounts.sign_out_at_provider",
    "accounts.to_provider",
    "api.openapi",
    "api_jurisdictions.index",
    "api_jurisdictions.show",
    "api_proposals.events",
    "api_proposals.index",
    "api_proposals.show",
    "commitments.file",
    "machines.healthz",
    "machines.metrics",
    "machines.readyz",
    "personal_data.export",
    "proposals.dossier_package",
    "proposals.draft_file",
    "proposals.file",
    "proposals.plan",
    "procedures.picture",
}
"""What programs and pictures are fetched from."""
WITHOUT_EXAMPLE = {"accounts.sign_up_by_provider", "accounts.signed_out"}
"""Pages nobody can open here: the demo has no OpenID provider."""
ON_THE_WAY_IN = {
    "accounts.enter_code",
    "accounts.remove_factor",
    "accounts.replace_factor",
    "accounts.second_step",
}
"""Pages that open only in the middle of something: `tests/browser/test_ways_in.py` looks at them."""
J = "/j/hongda"
P = f"{J}/proposals"
RATED = "日间照料中心增加周末午餐"
WORDED = key_of("Make a proposal")
PAGES: Mapping[str, tuple[str, Sequence[str]]] = {
    "accounts.claim": (VISITOR, ["/claim"]),
    "accounts.confirm": (RESIDENT, ["/me/contacts/phone/confirm"]),
    "accounts.contacts": (RESIDENT, ["/me/contacts"]),
    "accounts.devices": (RESIDENT, ["/me/devices"]),
    "accounts.forgotten": (VISITOR, ["/recover"]),
    "accounts.identity": (RESIDENT, ["/me/identity"]),
    "accounts.language": (RESIDENT, ["/me/language"]),
    "accounts.me": (RESIDENT, ["/me"]),
    "accounts.names": (RESIDENT, ["/me/name"]),
    "accounts.new_password": (VISITOR, ["/recover/code"]),
    "accounts.not_me": (RESIDENT, ["/me/not-me"]),
    "accounts.password": (RESIDENT, ["/me/password"]),
    "accounts.second_factor": (RESIDENT, ["/me/second-factor"]),
    "accounts.set_up_factor": (RESIDENT, ["/me/second-factor/set-up"]),
    "accounts.sign_in": (VISITOR, ["/sign-in"]),
    "accounts.sign_in_code": (VISITOR, ["/sign-in/code"]),
    "accounts.sign_up": (VISITOR, ["/sign-up"]),
    "accounts.sure": (RESIDENT, ["/me/sure"]),
    "accounts.sure_code": (RESIDENT, ["/me/sure/code"]),
    "accounts.tokens": (RESIDENT, ["/me/tokens"]),
    "admin.index": (ADMIN, ["/admin/"]),
    "admin.record": ("auditor", [f"{J}/record"]),
    "api.index": (VISITOR, ["/api/"]),
    "commitments.act": (
        SECRETARY,
        [f"{J}/commitments/{{promised}}/follow_up", f"{J}/commitments/{{promised}}/more_time"],
    ),
    "commitments.index": (VISITOR, [f"{J}/commitments/", f"{J}/commitments/?state=late"]),
    "commitments.show": (VISITOR, [f"{J}/commitments/{{promised}}", f"{J}/commitments/{{accepted}}"]),
    "counter.act": (GRID_WORKER, [f"{J}/counter/{{rated}}/act/rate"]),
    "counter.desk": (GRID_WORKER, [f"{J}/counter/", f"{J}/counter/?q=停车", "/j/hongda-1-03/counter/"]),
    "counter.matter": (GRID_WORKER, [f"{J}/counter/{{handling}}"]),
    "counter.receipt": (GRID_WORKER, [f"{J}/counter/{{rated}}/receipt/{{proposer}}"]),
    "content.edit": (SECRETARY, [f"{J}/announcements/{{announcement}}/edit"]),
    "content.index": (VISITOR, [f"{J}/announcements/"]),
    "content.new": (SECRETARY, [f"{J}/announcements/new"]),
    "content.show": (VISITOR, [f"{J}/announcements/{{announcement}}"]),
    "duties.today": (SECRETARY, ["/today"]),
    "jurisdictions.calendar": (ADMIN, [f"{J}/settings/calendar"]),
    "jurisdictions.children": (ADMIN, [f"{J}/settings/places"]),
    "jurisdictions.edit": (ADMIN, [f"{J}/settings/place"]),
    "jurisdictions.front": (VISITOR, [f"{J}/", "/j/wushujie/", "/j/hongda-1-03/"]),
    "jurisdictions.levels": (ADMIN, [f"{J}/settings/levels"]),
    "jurisdictions.move": (ADMIN, [f"{J}/settings/move"]),
    "notifications.choices": (RESIDENT, ["/me/messages"]),
    "notifications.inbox": (RESIDENT, ["/inbox", "/inbox?show=unread"]),
    "notifications.sent": (ADMIN, [f"{J}/messages/", f"{J}/messages/?state=failed"]),
    "notifications.unsubscribe": (VISITOR, ["/unsubscribe/{stop}"]),
    "organisations.edit": (SECRETARY, [f"{J}/organisations/{{organisation}}/edit"]),
    "organisations.enter": (SECRETARY, [f"{J}/organisations/new"]),
    "organisations.index": (VISITOR, [f"{J}/organisations/"]),
    "organisations.show": (VISITOR, [f"{J}/organisations/{{organisation}}"]),
    "personal_data.erase_me": (RESIDENT, ["/me/data/erase"]),
    "personal_data.erase_somebody": (ADMIN, [f"{J}/persons/hongda-r002/erase"]),
    "personal_data.own": (RESIDENT, ["/me/data"]),
    "persons.claim": (RESIDENT, ["/me/home/hongda-1-03"]),
    "persons.claims": (SECRETARY, [f"{J}/homes/"]),
    "persons.decide": (SECRETARY, [f"{J}/homes/{{claim}}"]),
    "persons.enter": (GRID_WORKER, [f"{J}/persons/new"]),
    "persons.household": (SECRETARY, [f"{J}/households/{{household}}"]),
    "persons.index": (SECRETARY, [f"{J}/persons/"]),
    "persons.join": (SECRETARY, [f"{J}/households/{{household}}/members/new"]),
    "persons.leave": (SECRETARY, [f"{J}/households/{{household}}/members/{{member}}/end"]),
    "persons.my_home": (RESIDENT, ["/me/home"]),
    "persons.show": (SECRETARY, [f"{J}/persons/{RESIDENT}"]),
    "persons.slip": (GRID_WORKER, [f"{J}/persons/hongda-r001/slip"]),
    "procedures.index": (ADMIN, [f"{J}/procedure/"]),
    "procedures.new": (ADMIN, [f"{J}/procedure/new"]),
    "procedures.show": (ADMIN, [f"{J}/procedure/1"]),
    "proposals.act": (
        SECRETARY,
        [
            f"{P}/{{intake}}/act/receive",
            f"{P}/{{filing}}/act/file",
            f"{P}/{{filing}}/act/decline",
            f"{P}/{{triage}}/act/keep",
            f"{P}/{{triage}}/act/escalate",
            f"{P}/{{table}}/act/promise",
            f"{P}/{{table}}/act/put_off",
            f"{P}/{{handling}}/act/done",
            f"{P}/{{handling}}/act/not_ours",
        ],
    ),
    "proposals.board": (SECRETARY, [f"{P}/board", f"{P}/board?stage=handling", f"{P}/board?state=late&whose=mine"]),
    "proposals.categories": (ADMIN, [f"{P}/categories"]),
    "proposals.category": (ADMIN, [f"{P}/categories/{{category}}"]),
    "proposals.delete_draft": (RESIDENT, [f"{P}/drafts/{{draft}}/delete"]),
    "proposals.detail": (
        RESIDENT,
        [f"{P}/{{own}}", f"{P}/{{table}}", f"{P}/{{handling}}", f"{P}/{{closed}}", f"{P}/{{merged}}"],
    ),
    "proposals.dossier": (
        VISITOR,
        [f"{P}/{{closed}}/dossier", f"{P}/{{handling}}/dossier", f"{P}/{{closed}}/dossier?print=large"],
    ),
    "proposals.draft": (RESIDENT, [f"{P}/drafts/{{draft}}"]),
    "proposals.for_somebody": (GRID_WORKER, [f"{P}/{{handling}}/for-somebody"]),
    "proposals.guide": (ADMIN, [f"{P}/guides/{{guide}}"]),
    "proposals.guided": (
        RESIDENT,
        [f"{P}/new/guided", f"{P}/new/guided?kind={{guide}}", f"{P}/new/guided?kind=0&draft={{draft}}"],
    ),
    "proposals.guides": (ADMIN, [f"{P}/guides"]),
    "proposals.hide_comment": (SECRETARY, [f"{P}/{{commented}}/comments/{{comment}}/hide"]),
    "proposals.index": (VISITOR, [f"{P}/", f"{P}/?q=停车", f"{P}/?q=没有这样的词", "/j/wushujie/proposals/"]),
    "proposals.merge": (SECRETARY, [f"{P}/{{intake}}/merge?q=停车", f"{P}/{{intake}}/merge?q=没有这样的词"]),
    "proposals.mine": (RESIDENT, ["/me/proposals", "/me/proposals?show=backed", "/me/proposals?show=drafts"]),
    "proposals.new": (RESIDENT, [f"{P}/new", "/j/wushujie/proposals/new"]),
    "proposals.new_guide": (ADMIN, [f"{P}/guides/new"]),
    "proposals.new_category": (ADMIN, [f"{P}/categories/new"]),
    "proposals.private": (SECRETARY, [f"{P}/{{handling}}/private"]),
    "proposals.sheet": (VISITOR, [f"{P}/{{handling}}/sheet", f"{P}/{{closed}}/sheet?print=large"]),
    "proposals.review": (RESIDENT, [f"{P}/drafts/{{draft}}/review"]),
    "proposals.several": (SECRETARY, [f"{P}/several"]),
    "proposals.undo_merge": (SECRETARY, [f"{P}/{{merged}}/undo-merge"]),
    "proposals.withdraw": (RESIDENT, [f"{P}/{{own}}/withdraw"]),
    "public_notices.index": (VISITOR, [f"{J}/public-notices/"]),
    "public_notices.new": (SECRETARY, [f"{J}/public-notices/new"]),
    "public_notices.object_for": (SECRETARY, [f"{J}/public-notices/{{notice}}/object-for"]),
    "public_notices.sheet": (
        VISITOR,
        [f"{J}/public-notices/{{notice}}/sheet", f"{J}/public-notices/{{ended_notice}}/sheet?print=large"],
    ),
    "public_notices.show": (RESIDENT, [f"{J}/public-notices/{{notice}}", f"{J}/public-notices/{{ended_notice}}"]),
    "roles.give": (ADMIN, [f"{J}/roles/give"]),
    "roles.history": (ADMIN, [f"{J}/roles/history"]),
    "roles.index": (ADMIN, [f"{J}/roles/"]),
    "roles.new_template": ("admin", ["/admin/roles/new"]),
    "roles.template": ("admin", ["/admin/roles/grid_worker"]),
    "roles.templates": ("admin", ["/admin/roles/"]),
    "round_table.index": (VISITOR, [f"{J}/round-table/"]),
    "switchboard.index": (ADMIN, [f"{J}/plugins/"]),
    "switchboard.settings": (ADMIN, [f"{J}/plugins/notifications/settings"]),
    "web.home": (VISITOR, ["/", "/?q=宏大", "/?in=hongda"]),
    "wording.edit": (ADMIN, [f"{J}/wording/zh_Hans/{WORDED}"]),
    "wording.index": (ADMIN, [f"{J}/wording/", f"{J}/wording/?show=own"]),
}
STAFF_TOO = [(SECRETARY, f"{P}/{{table}}"), (LIAISON, f"{P}/{{handling}}"), (LIAISON, "/today"), (ADMIN, "/today")]
ON_A_DESK = (
    "counter.desk",
    "counter.receipt",
    "duties.today",
    "jurisdictions.calendar",
    "jurisdictions.front",
    "persons.index",
    "proposals.act",
    "proposals.board",
    "proposals.detail",
    "proposals.dossier",
    "proposals.index",
    "proposals.sheet",
    "public_notices.show",
    "roles.index",
)


@dataclass(frozen=True)
class World:
    """The demonstration with what else pages need: a session for each login, and what stands in addresses."""

    sessions: Mapping[str, str]
    named: Mapping[str, object]


@pytest.fixture(scope="module")
def live_server(
    databases: Databases, database_template: Template, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[LiveServer]:
    """Return one portal for all the looking: nothing is changed by it."""
    folder = tmp_path_factory.mktemp("portal")
    with databases.copy_of(database_template, "sqlite") as url, serving(url, folder) as server:
        yield server


@pytest.fixture(scope="module")
def portal(live_server: LiveServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    with portal_on(live_server.database_url, tmp_path_factory.mktemp("beside")) as app, app.app_context():
        yield app


def furnish() -> World:
    """Add to the demonstration what some pages need to be opened at all. Needs an application context."""
    home = TREE().by_slug["hongda"]
    people = {row.login: row for row in db.session.scalars(select(Account))}
    resident, secretary = (Actor(people[login].person_id) for login in (RESIDENT, SECRETARY))
    words = Words(title="门前的灯不亮", body="晚上看不清台阶。", category="property_upkeep", subtype="repairs")
    told = AnnouncementWords(
        titles={"zh_Hans": "供暖试压"}, bodies={"zh_Hans": "请家里留人。"}, pinned=False, until=None
    )
    draft = transact(lambda: save_draft(home=home, actor=resident, words=words))
    announcement = transact(lambda: publish_announcement(place_id=home.id, words=told, actor=secretary))
    lamp = Guide(0, {"zh_Hans": "灯坏了"}, hints={"what": {"zh_Hans": "哪盏灯？从哪天起？"}})
    transact(lambda: put_guide(place=home, guide=lamp))
    merged = make.make_proposal(home, people[RESIDENT].person_id, number="HD-2026-9001", title="公交站没地方坐")
    bench = db.session.scalars(select(Proposal.id).where(Proposal.title == "社区门口公交站加一条长椅")).one()
    transact(lambda: merge(source_id=merged, target_id=bench, actor=secretary, reason="同一条长椅"))
    newcomer = make.make_person("新来的", verified_at=None)
    building = TREE().by_slug["hongda-1-03"]
    transact(
        lambda: claim_home(person_id=newcomer, place=building, door="1单元101", as_head=False, actor=Actor(newcomer))
    )
    transact(_let_be_rated)
    letter = Draft(
        person_id=resident.person_id,
        place_id=home.id,
        kind="own",
        medium=MAIL,
        address="hongda-resident@linli.example",
        goes_at=clock.now() + timedelta(days=1),
    )
    transact(lambda: post([letter]))
    transact(lambda: _reachable(people[RESIDENT].id))
    numbers = {row.title: row.number for row in db.session.execute(select(Proposal.title, Proposal.number))}
    comment = db.session.scalars(
        select(Comment).join(Proposal).where(Proposal.state == "open", Proposal.home_id == home.id).limit(1)
    ).one()
    member = db.session.scalars(
        select(HouseholdMember).join(Person).where(Person.ref == RESIDENT, HouseholdMember.until.is_(None))
    ).one()
    named = {
        "stop": token_of(db.session.scalars(select(SentMessage.ref).order_by(SentMessage.id.desc())).first()),
        "own": numbers["社区门口公交站加一条长椅"],
        "intake": numbers["社区门口公交站加一条长椅"],
        "filing": numbers["每季度一次楼道堆物清理日"],
        "triage": numbers["二区停车线重新划定"],
        "table": numbers["五区门禁坏了三天没人修"],
        "handling": numbers["楼前积雪分段清扫要落到人"],
        "merged": db.session.get_one(Proposal, merged).number,
        "guide": GUIDES()[home.id][0].id,
        "closed": numbers["社区空地划线停车，留出救护车通道"],
        "rated": numbers[RATED],
        "proposer": db.session.scalars(
            select(Person.ref).join(Proposal, Proposal.proposer_id == Person.id).where(Proposal.title == RATED)
        ).one(),
        "commented": db.session.get_one(Proposal, comment.proposal_id).number,
        "comment": comment.id,
        "draft": draft,
        "announcement": announcement,
        "claim": db.session.scalars(select(HomeClaim.id)).one(),
        "household": member.household_id,
        "member": member.id,
        "notice": _first_of(PublicNotice, PublicNotice.state == "open", PublicNotice.place_id == home.id),
        "ended_notice": _first_of(PublicNotice, PublicNotice.state == "ended", PublicNotice.place_id == home.id),
        "accepted": _first_of(Commitment, Commitment.state == "accepted", Commitment.home_id == home.id),
        "promised": _first_of(
            Commitment, Commitment.state == "promised", Commitment.home_id == home.id, Commitment.run_id.is_(None)
        ),
        "organisation": db.session.scalars(
            select(Organisation.id).where(Organisation.kind == "unit", Organisation.place_id == home.id)
        ).first(),
        "category": db.session.scalars(
            select(Category.id).where(Category.parent_id.is_(None), Category.place_id == home.id)
        ).first(),
    }
    logins = {role for role, _paths in PAGES.values()} | {role for role, _path in STAFF_TOO}
    opened = {login: _open_session(people[login].id) for login in logins - {VISITOR}}
    return World(opened, named)


def _first_of(model: type[Commitment] | type[PublicNotice], *where: ColumnElement[bool]) -> int:
    return db.session.scalars(select(model.id).where(*where).order_by(model.id).limit(1)).one()


def _let_be_rated() -> None:
    """Take a matter that is handled to its rating."""
    for outcome in ("done", "accepted"):
        run = db.session.scalars(
            select(StageRun).join(Proposal).where(Proposal.title == RATED, StageRun.left_at.is_(None))
        ).one()
        engine.finish(run.id, Finish(outcome=outcome), CLOCK)


def _reachable(account_id: int) -> None:
    account = db.session.get_one(Account, account_id)
    account.phone, account.email, account.email_confirmed_at = "+8619000001234", "li@example.org", account.created_at


@pytest.fixture(scope="module")
def world(portal: Flask) -> World:
    return furnish()


def _open_session(account_id: int) -> str:
    return transact(lambda: sessions.open_session(account_id=account_id, device="Chromium", address="127.0.0.1"))


class Looking:
    """Looks at pages, each role in a context of its own, and keeps what is wrong with them."""

    def __init__(
        self, browser: Browser, server: LiveServer, world: World, viewport: ViewportSize, elder: str, locale: str
    ) -> None:
        self.browser, self.server, self.world, self.viewport, self.elder = browser, server, world, viewport, elder
        self.locale = locale
        self.found: dict[str, list[str]] = {}
        self._pages: dict[str, tuple[Page, list[str]]] = {}

    def look_at(self, role: str, path: str, *, may_be_closed: bool = False) -> None:
        """Open an address as a role, and note everything that is wrong.

        Somebody for whom a page isn't made may find it closed (`may_be_closed`).
        """
        page, complaints = self.page_of(role)
        complaints.clear()
        address = path.format(**self.world.named)
        answer = page.goto(address)
        status = answer.status if answer else 0
        fine = status == 200 or (may_be_closed and status in (403, 404, 409))
        wrong = [] if fine else [f"answers {status}"]
        if page.locator("h1").count() != 1:
            wrong.append(f"{page.locator('h1').count()} h1")
        if not page.title().partition("·")[0].strip():
            wrong.append("no title")
        violations = Axe().run(page, options=RULES).response["violations"]
        wrong += [f"{rule['id']}: {rule['nodes'][0]['html'][:120]}" for rule in violations]
        if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
            wrong.append("wider than the screen")
        if self.elder == "on":
            wrong += [f"small target: {target}" for target in page.evaluate(SMALL_TARGETS, ELDER_TARGET)]
        if wrong + complaints:
            self.found[f"{role or 'visitor'} {address}"] = wrong + complaints

    def page_of(self, role: str) -> tuple[Page, list[str]]:
        """Return a role's tab, and what its pages complained about."""
        if role not in self._pages:
            context = self.browser.new_context(base_url=self.server.url, locale=self.locale, viewport=self.viewport)
            cookies = {ELDER_COOKIE: self.elder} | ({COOKIE: self.world.sessions[role]} if role else {})
            context.add_cookies(
                [{"name": name, "value": value, "url": self.server.url} for name, value in cookies.items()]
            )
            with heard(context) as complaints:
                self._pages[role] = (context.new_page(), complaints)
        return self._pages[role]

    def contexts(self) -> list[BrowserContext]:
        """Return what was opened."""
        return [page.context for page, _complaints in self._pages.values()]


SMALL_TARGETS = """least => [...document.querySelectorAll("button, .btn, .tabs a")]
  .filter(target => target.checkVisibility() && !target.classList.contains("aloud"))
  .map(target => [target, target.getBoundingClientRect()])
  .filter(([, box]) => box.height > 1 && (box.height < least - .5 || box.width < least - .5))
  .map(([target, box]) => `${target.outerHTML.slice(0, 80)} ${Math.round(box.width)}x${Math.round(box.height)}`)"""


@contextmanager
def looking(
    browser: Browser,
    server: LiveServer,
    world: World,
    *,
    viewport: ViewportSize = PHONE,
    elder: str = "off",
    locale: str = "zh-CN",
) -> Iterator[Looking]:
    eyes = Looking(browser, server, world, viewport, elder, locale)
    yield eyes
    for context in eyes.contexts():
        context.close()
    assert eyes.found == {}


def test_every_page_is_in_the_table(portal: Flask) -> None:
    there = {route.endpoint for route in routes(portal) if route.method == "GET"}
    assert there - NOT_PAGES - WITHOUT_EXAMPLE - ON_THE_WAY_IN == set(PAGES)


def test_every_page_fits_a_phone_and_is_free_of_barriers(
    browser: Browser, live_server: LiveServer, world: World
) -> None:
    with looking(browser, live_server, world) as eyes:
        worker, _complaints = eyes.page_of(GRID_WORKER)
        worker.goto(f"{J}/persons/hongda-r001")
        worker.locator("form[action$='/claim-code'] button").click()  # a slip is shown once it is made
        worker.goto(f"{J}/counter/?q=周淑珍")
        worker.locator("form[action$='/counter/call'] button").first.click()  # somebody stands at the counter
        for role, paths in PAGES.values():
            for path in paths:
                eyes.look_at(role, path)
        for role, path in STAFF_TOO:
            eyes.look_at(role, path)


def test_residents_pages_keep_it_in_the_easy_view(browser: Browser, live_server: LiveServer, world: World) -> None:
    with looking(browser, live_server, world, elder="on") as eyes:
        for role, paths in PAGES.values():
            if role in OF_RESIDENTS:
                eyes.look_at(role, paths[0])


def test_pages_keep_it_on_a_desk(browser: Browser, live_server: LiveServer, world: World) -> None:
    with looking(browser, live_server, world, viewport=DESK) as eyes:
        for endpoint in ON_A_DESK:
            role, paths = PAGES[endpoint]
            eyes.look_at(role, paths[0])
