"""Homes, the register and households: claimed, confirmed, entered on paper, handed over by a code."""

import re
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from portal import clock
from portal.accounts.models import Account
from portal.db import db, transact
from portal.duties.models import Task
from portal.events import EventRecord
from portal.jurisdictions.tree import Place
from portal.persons.models import HomeClaim, Household, HouseholdMember, Person
from portal.persons.services.homes import AlreadyDecided, claim_home, confirm_home
from portal.persons.services.register import issue_claim_code
from portal.plugin.registry import plugins
from portal.roles.defaults import DEFAULTS
from portal.roles.standing import standing_of
from portal.testing import factories as make
from portal.testing.counting import counting

SECRET = "only for tests"
PASSWORD = "seven green boats"


@dataclass
class World:
    """A street with two communities; one has a building, a grid worker and a secretary."""

    street: Place
    hongda: Place
    building: Place
    foreign: Place
    worker: int
    secretary: int
    foreign_worker: int


@pytest.fixture
def world(app: Flask) -> World:
    with app.app_context():
        street = make.make_place("street", takes_proposals=False)
        hongda = make.make_place("hongda", parent=street)
        building = make.make_place("hongda-b1", parent=hongda, takes_proposals=False)
        foreign = make.make_place("foreign", parent=street)
        worker, secretary, foreign_worker = (make.make_person(name) for name in ("王网格", "赵书记", "外网格"))
        make.give_role(worker, "grid_worker", hongda)
        make.give_role(secretary, "secretary", hongda)
        make.give_role(foreign_worker, "grid_worker", foreign)
        return World(street, hongda, building, foreign, worker, secretary, foreign_worker)


def signed_in(app: Flask, person_id: int) -> FlaskClient:
    client = app.test_client()
    with app.app_context():
        make.sign_in(client, person_id)
    return client


def new_resident(app: Flask, name: str = "李桂英") -> tuple[FlaskClient, int]:
    with app.app_context():
        person_id = make.make_person(name, verified_at=None)
    return signed_in(app, person_id), person_id


def at_once(app: Flask, works: list[Callable[[], object]]) -> list[object]:
    """Run several pieces of work in threads of their own, and return what each returned or raised."""
    results: list[object] = []
    start = threading.Barrier(len(works))

    def run(work: Callable[[], object]) -> None:
        with app.app_context():
            start.wait()
            try:
                results.append(work())
            except Exception as error:  # noqa: BLE001
                results.append(type(error))

    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def test_a_resident_walks_down_claims_and_is_confirmed_with_all_that_follows(app: Flask, world: World) -> None:
    resident, person_id = new_resident(app)
    assert "/me/home/street" in resident.get("/me/home").text
    assert "/me/home/hongda-b1" in resident.get("/me/home/hongda").text
    assert resident.post("/me/home/hongda-b1", data={"door": " 1单元 101室 ", "as_head": "y"}).status_code == 302
    with app.app_context():
        assert not standing_of(person_id).may("proposals.submit", world.hongda.id)
        claim_id = db.session.scalar(select(HomeClaim.id))
        task = db.session.scalars(select(Task)).one()
        assert (task.permission, task.seat_id, task.done_at) == ("persons.confirm", world.hongda.id, None)
    worker = signed_in(app, world.worker)
    assert worker.get(task.link).status_code == 200
    assert "李桂英" in worker.get("/j/hongda/homes/").text
    assert worker.post(f"/j/hongda/homes/{claim_id}/confirm").status_code == 302
    assert resident.get("/me").status_code == 200  # not signed out
    with app.app_context():
        person = db.session.get_one(Person, person_id)
        assert (person.place_id, person.verified_by_id) == (world.building.id, world.worker)
        member = db.session.scalars(select(HouseholdMember)).one()
        assert (member.person_id, member.head) == (person_id, True)
        assert db.session.get_one(Household, member.household_id).door == "1单元101"
        assert standing_of(person_id).may("proposals.submit", world.hongda.id)
        assert db.session.scalars(select(Task.done_at)).one() is not None
        names = list(db.session.scalars(select(EventRecord.name).order_by(EventRecord.id)))
        assert names == ["home.claimed", "household.joined", "home.confirmed"]


def test_a_search_leads_to_the_place_and_not_to_all_that_is_in_it(app: Flask, world: World) -> None:
    with app.app_context():
        for number in range(40):
            make.make_place(f"gate-{number}", parent=world.building, level="unit", takes_proposals=False)
    resident, _person = new_resident(app)
    page = resident.get("/me/home?q=Hongda").text
    assert "/me/home/hongda" in page
    assert "/me/home/gate-" not in page
    many = resident.get("/me/home?q=Gate").text
    assert many.count("/me/home/gate-") == 30
    assert "30" in many.split("</main>")[0].rsplit('<p class="quiet">', 1)[1]


def test_a_declined_home_tells_the_reason_and_can_be_claimed_again(app: Flask, world: World) -> None:
    resident, person_id = new_resident(app)
    resident.post("/me/home/hongda-b1", data={"door": "101"})
    with app.app_context():
        claim_id = db.session.scalar(select(HomeClaim.id))
    worker = signed_in(app, world.worker)
    empty = worker.post(f"/j/hongda/homes/{claim_id}/decline", data={"reason": "  "})
    assert empty.status_code == 422
    assert 'id="reason-error"' in empty.text
    worker.post(f"/j/hongda/homes/{claim_id}/decline", data={"reason": "请带房产证来一趟"})
    assert "请带房产证来一趟" in resident.get("/me").text
    with app.app_context():
        record = db.session.scalars(select(EventRecord).where(EventRecord.name == "home.declined")).one()
        assert record.parties == {"residents": [person_id]}
        assert plugins().describe([record])[record.id].text == "请带房产证来一趟"
        assert not standing_of(person_id).roles
    assert resident.post("/me/home/hongda-b1", data={"door": "102"}).status_code == 302


def test_a_new_claim_replaces_the_waiting_one_and_the_same_twice_stays_one(app: Flask, world: World) -> None:
    resident, _ = new_resident(app)
    for door in ("101", "101", "102"):
        resident.post("/me/home/hongda-b1", data={"door": door})
    with app.app_context():
        rows = db.session.execute(select(HomeClaim.door, HomeClaim.state).order_by(HomeClaim.id)).all()
        assert [tuple(row) for row in rows] == [("101", "withdrawn"), ("102", "waiting")]
        assert db.session.scalar(select(func.count()).where(Task.done_at.is_(None))) == 1
    resident.post("/me/home/withdraw")
    with app.app_context():
        assert db.session.scalar(select(func.count()).where(Task.done_at.is_(None))) == 0


@pytest.mark.parametrize("door", ["", "   ", "<b>", "101\0\u202e", "1" * 10_000, "-"])
def test_bad_doors_are_refused_beside_the_field(app: Flask, world: World, door: str) -> None:
    resident, _ = new_resident(app)
    answer = resident.post("/me/home/hongda-b1", data={"door": door})
    assert answer.status_code == 422
    assert 'id="door-error"' in answer.text


def test_homes_elsewhere_are_404_and_other_roles_are_refused(app: Flask, world: World) -> None:
    resident, person_id = new_resident(app)
    resident.post("/me/home/hongda-b1", data={"door": "101"})
    with app.app_context():
        claim_id = db.session.scalar(select(HomeClaim.id))
        ref = db.session.get_one(Person, person_id).ref
    foreign = signed_in(app, world.foreign_worker)
    assert foreign.get(f"/j/hongda/homes/{claim_id}").status_code == 403
    assert foreign.get(f"/j/foreign/homes/{claim_id}").status_code == 404
    assert foreign.post(f"/j/foreign/homes/{claim_id}/confirm").status_code == 404
    assert foreign.get(f"/j/foreign/persons/{ref}").status_code == 404
    assert foreign.post(f"/j/foreign/persons/{ref}/claim-code").status_code == 404
    assert resident.get("/j/hongda/homes/").status_code == 403
    assert resident.get("/j/hongda/persons/").status_code == 403
    assert resident.get("/me/home/nowhere").status_code == 404
    assert resident.post("/me/home/street", data={"door": "1"}).status_code == 404  # nobody takes residents there
    assert signed_in(app, world.worker).get("/j/hongda/homes/99999").status_code == 404
    with app.app_context():
        assert db.session.scalar(select(HomeClaim.state)) == "waiting"


def test_nobody_confirms_their_own_home(app: Flask, world: World) -> None:
    worker = signed_in(app, world.worker)
    worker.post("/me/home/hongda-b1", data={"door": "101"})
    with app.app_context():
        claim_id = db.session.scalar(select(HomeClaim.id))
    assert worker.post(f"/j/hongda/homes/{claim_id}/confirm").status_code == 403
    assert signed_in(app, world.secretary).post(f"/j/hongda/homes/{claim_id}/confirm").status_code == 302


def test_two_workers_confirming_at_once_have_one_effect(app: Flask, world: World) -> None:
    _, person_id = new_resident(app)
    with app.app_context():
        actor = standing_of(person_id).actor()
        claim_id = transact(
            lambda: claim_home(person_id=person_id, place=world.building, door="101", as_head=False, actor=actor)
        )
        workers = [standing_of(worker).actor() for worker in (world.worker, world.secretary)]
    works = [
        lambda worker=worker: transact(lambda: confirm_home(claim_id=claim_id, actor=worker)) for worker in workers
    ]
    assert sorted(map(str, at_once(app, works))) == sorted([str(AlreadyDecided), "None"])
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(HouseholdMember)) == 1
        assert db.session.scalar(select(func.count()).where(EventRecord.name == "home.confirmed")) == 1


def enter(worker: FlaskClient, world: World, **values: str) -> str:
    form = {"name": "张大爷", "phone": "", "building": str(world.building.id), "door": "2单元201"} | values
    address = worker.post("/j/hongda/persons/new", data=form).headers["Location"]
    assert worker.get(address).status_code == 200
    return address


def test_a_worker_enters_somebody_who_later_claims_the_entry_with_its_history(app: Flask, world: World) -> None:
    worker = signed_in(app, world.worker)
    address = enter(worker, world)
    with app.app_context():
        person = db.session.scalars(select(Person).where(Person.name == "张大爷")).one()
        person_id = person.id
        assert person.verified_by_id == person.entered_by_id == world.worker
        assert standing_of(person_id).may("proposals.submit", world.hongda.id)
        make.make_proposal(world.hongda, person_id, title="扶手")
    slip = worker.post(address + "/claim-code").headers["Location"]
    page = worker.get(slip)
    assert page.headers["Cache-Control"] == "no-store"
    with worker.session_transaction() as kept:
        code = kept["slip"]["code"]
    assert code in page.text
    assert '<span class="qr" role="img"' in page.text
    assert signed_in(app, world.secretary).get(slip).status_code == 404  # only whoever made it sees it
    neighbour = app.test_client()
    answer = neighbour.post("/claim", data={"code": code.lower().replace("-", " "), "password": PASSWORD})
    assert answer.headers["Location"] == "/me"
    assert "张大爷" in neighbour.get("/me").text
    assert "扶手" in neighbour.get("/me/proposals").text
    with app.app_context():
        assert db.session.scalars(select(Account.person_id).where(Account.person_id == person_id)).one() == person_id
        names = list(db.session.scalars(select(EventRecord.name).where(EventRecord.subject_kind == "person")))
        assert names == ["person.entered", "person.claimed"]
    again = app.test_client().post("/claim", data={"code": code, "password": PASSWORD})
    assert again.status_code == 422
    assert 'id="code-error"' in again.text
    assert worker.post(address + "/claim-code").status_code == 409


def test_a_claim_code_used_twice_at_once_opens_one_account_and_ends_after_a_month(app: Flask, world: World) -> None:
    with app.app_context():
        person_id = make.make_person("张大爷", place_id=world.building.id)
        code = transact(lambda: issue_claim_code(person_id=person_id, secret=SECRET))

    def claim() -> int:
        return app.test_client().post("/claim", data={"code": code, "password": PASSWORD}).status_code

    with clock.telling(clock.now() + timedelta(days=31)):
        assert claim() == 422
    assert sorted(map(str, at_once(app, [claim, claim, claim]))) == ["302", "422", "422"]
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(Account)) == 1


def test_wrong_codes_are_limited(app: Flask) -> None:
    client = app.test_client()
    form = {"code": "0000-0000-0000", "password": PASSWORD}
    codes = [client.post("/claim", data=form).status_code for _ in range(21)]
    assert codes == [422] * 20 + [429]


def test_a_likely_double_is_shown_before_it_is_entered(app: Flask, world: World) -> None:
    worker = signed_in(app, world.worker)
    form = {"name": "张大爷", "phone": "19000001234", "building": str(world.building.id), "door": "201"}
    assert worker.post("/j/hongda/persons/new", data=form).status_code == 302
    warned = worker.post("/j/hongda/persons/new", data=form | {"door": "999"})
    assert warned.status_code == 422
    seen = re.search(r'name="seen" type="hidden" value="(\w+)"', warned.text)
    assert seen is not None
    assert worker.post("/j/hongda/persons/new", data=form | {"door": "999", "seen": "x"}).status_code == 422
    assert worker.post("/j/hongda/persons/new", data=form | {"door": "999", "seen": seen[1]}).status_code == 302


def test_a_worker_enters_only_at_home(app: Flask, world: World) -> None:
    worker = signed_in(app, world.worker)
    form = {"name": "张大爷", "building": str(world.foreign.id), "door": "1"}
    assert worker.post("/j/hongda/persons/new", data=form).status_code == 422
    assert worker.post("/j/foreign/persons/new", data=form).status_code == 403


@pytest.mark.parametrize("asked", ["桂英", "1234", "1单元101", "１单元１０１"])
def test_the_register_finds_by_name_last_digits_and_door(app: Flask, world: World, asked: str) -> None:
    resident, person_id = new_resident(app)
    with app.app_context():
        transact(lambda: setattr(db.session.get_one(Person, person_id), "phone", "+8619000001234"))
    resident.post("/me/home/hongda-b1", data={"door": "1单元101"})
    with app.app_context():
        claim_id = db.session.scalar(select(HomeClaim.id))
    worker = signed_in(app, world.worker)
    worker.post(f"/j/hongda/homes/{claim_id}/confirm")
    enter(worker, world)
    text = worker.get(f"/j/hongda/persons/?q={asked}").text
    assert "李桂英" in text
    assert "张大爷" not in text


@pytest.mark.parametrize("asked", ["%", "_", "\0", "'; DROP TABLE person", "x" * 10_000, "\u202e"])
def test_hostile_searches_find_nobody(app: Flask, world: World, asked: str) -> None:
    worker = signed_in(app, world.worker)
    enter(worker, world)
    answer = worker.get("/j/hongda/persons/", query_string={"q": asked})
    assert answer.status_code == (404 if "\0" in asked else 200)
    if len(asked) < 100:  # a longer one is no search at all
        assert "张大爷" not in answer.text
    assert worker.get("/j/hongda/persons/?after=abc").status_code == 404
    assert worker.get("/j/hongda/persons/?after=99999999999999999999~1").status_code == 404


def test_the_register_asks_as_often_for_many_as_for_one_and_pages_by_key(app: Flask, world: World) -> None:
    worker = signed_in(app, world.worker)
    enter(worker, world)
    counts = []
    for number in (0, 30):
        with app.app_context():
            for _ in range(number):
                make.make_person(place_id=world.building.id)
        with app.app_context(), counting(db.engine) as counted:
            page = worker.get("/j/hongda/persons/")
        counts.append(counted.count)
    assert counts[0] == counts[1] <= 12
    assert "?after=" in page.text
    for url in ("/me", "/me/home", "/j/hongda/homes/", "/j/hongda/households/1", "/me/devices"):
        with app.app_context(), counting(db.engine) as counted:
            assert worker.get(url).status_code == 200
        assert counted.count <= 12, f"{url}\n{counted}"


def test_blocking_ends_sessions_and_needs_more_rights_than_the_blocked(app: Flask, world: World) -> None:
    with app.app_context():
        resident = make.make_person("李桂英", place_id=world.building.id)
        refs = {
            name: db.session.get_one(Person, person_id).ref
            for name, person_id in (("resident", resident), ("worker", world.worker), ("secretary", world.secretary))
        }
    theirs = signed_in(app, resident)
    signed_in(app, world.secretary)
    worker, secretary = signed_in(app, world.worker), signed_in(app, world.secretary)
    assert worker.post(f"/j/hongda/persons/{refs['resident']}/block", data={"reason": "x"}).status_code == 403
    assert secretary.post(f"/j/hongda/persons/{refs['resident']}/block", data={"reason": ""}).status_code == 422
    assert secretary.post(f"/j/hongda/persons/{refs['resident']}/block", data={"reason": "辱骂"}).status_code == 302
    assert theirs.get("/me").status_code == 302
    assert secretary.post(f"/j/hongda/persons/{refs['resident']}/unblock").status_code == 302
    # a code for the secretary's account would make the grid worker a secretary
    assert worker.post(f"/j/hongda/persons/{refs['secretary']}/password-code").status_code == 403
    assert secretary.post(f"/j/hongda/persons/{refs['worker']}/password-code").status_code == 302
    assert secretary.post(f"/j/hongda/persons/{refs['secretary']}/block", data={"reason": "x"}).status_code == 403


def test_a_printed_password_code_opens_the_account(app: Flask, world: World) -> None:
    with app.app_context():
        resident = make.make_person("李桂英", place_id=world.building.id)
        make.make_account(resident, "guiying")
        ref = db.session.get_one(Person, resident).ref
    worker = signed_in(app, world.worker)
    assert "/recover/code" in worker.post(f"/j/hongda/persons/{ref}/password-code", follow_redirects=True).text
    with worker.session_transaction() as kept:
        code = kept["slip"]["code"]
    client = app.test_client()
    assert client.post("/recover/code", data={"code": code, "password": PASSWORD}).status_code == 302
    assert client.post("/sign-out").status_code == 302
    assert client.post("/sign-in", data={"name": "guiying", "password": PASSWORD}).status_code == 302


def test_members_move_in_and_out_with_dates_and_the_head_changes(app: Flask, world: World) -> None:
    worker = signed_in(app, world.worker)
    enter(worker, world)
    enter(worker, world, name="张奶奶", door="9")
    with app.app_context():
        household_id, other_id = db.session.scalars(select(Household.id).order_by(Household.id)).all()
        member_id = db.session.scalar(select(HouseholdMember.id).where(HouseholdMember.household_id == household_id))
        ref = db.session.scalar(select(Person.ref).where(Person.name == "张奶奶"))
    base = f"/j/hongda/households/{household_id}"
    assert ref in worker.get(f"{base}/members/new?q=张奶奶").text
    today = clock.today("Asia/Shanghai")
    later = {"person": ref, "since": (today + timedelta(days=2)).isoformat()}
    refused = worker.post(f"{base}/members/new", data=later)
    assert refused.status_code == 422
    assert later["since"] in refused.text
    assert worker.post(f"{base}/members/new", data={"person": ref, "since": ""}).status_code == 302
    with app.app_context():
        rows = {
            (row.household_id, row.head): row.until is None
            for row in db.session.scalars(select(HouseholdMember).order_by(HouseholdMember.id))
        }
        assert rows == {(household_id, True): True, (other_id, False): False, (household_id, False): True}
        joined = db.session.scalar(select(func.max(HouseholdMember.id)))
    assert worker.post(f"{base}/members/{joined}/head").status_code == 302
    assert worker.post(f"{base}/members/{member_id}/end", data={"until": "1990-01-01"}).status_code == 422
    assert worker.post(f"{base}/members/{member_id}/end", data={}).status_code == 302
    assert worker.post(f"{base}/members/{member_id}/end", data={}).status_code == 404
    assert worker.post(f"{base}/members/99999/head").status_code == 404
    assert signed_in(app, world.foreign_worker).get(f"/j/foreign/households/{household_id}").status_code == 404
    with app.app_context():
        now = db.session.scalars(select(HouseholdMember).where(HouseholdMember.until.is_(None))).one()
        assert (now.id, now.head) == (joined, True)


def test_moving_to_another_locality_ends_taking_part_in_the_first(app: Flask, world: World) -> None:
    resident, person_id = new_resident(app)
    for slug, worker_id in (("hongda-b1", world.worker), ("foreign", world.foreign_worker)):
        resident.post(f"/me/home/{slug}", data={"door": "101"})
        with app.app_context():
            claim_id = db.session.scalar(select(func.max(HomeClaim.id)))
        place = "hongda" if slug == "hongda-b1" else "foreign"
        signed_in(app, worker_id).post(f"/j/{place}/homes/{claim_id}/confirm")
    with app.app_context():
        standing = standing_of(person_id)
        assert standing.may("proposals.submit", world.foreign.id)
        assert not standing.may("proposals.submit", world.hongda.id)


def test_default_roles_are_installed_with_names_in_three_languages() -> None:
    assert all(set(default.names) == {"zh_Hans", "zh_Hant", "en"} for default in DEFAULTS.values())
