"""The counter: one person at a time, acts in their name marked as entered by staff, and never for the one before."""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select, update
from werkzeug.test import TestResponse

from portal import clock
from portal.counter import presence
from portal.db import db, transact
from portal.persons.models import Household, HouseholdMember, Person
from portal.proposals.models import Comment, Proposal, Support
from portal.testing import factories as make
from portal.testing.counting import Counted
from tests.functional import matters

Counting = Callable[[], AbstractContextManager[Counted]]
DESK = "/j/hongda/counter/"
ENGLISH = {"Accept-Language": "en"}
REGISTER = ("persons.read", "persons.enter")


@pytest.fixture
def world(app: Flask) -> matters.World:
    with app.app_context():
        made = matters.world()
        make.make_role("worker", (*matters.WORKER, *REGISTER))
        phones = {made.resident: "+8619000001234", made.neighbour: "+8619000005678", made.worker: ""}
        for person_id, phone in phones.items():
            lives = update(Person).where(Person.id == person_id).values(phone=phone, place_id=made.place.id)
            transact(lambda lives=lives: db.session.execute(lives))
        return made


@pytest.fixture
def worker(app: Flask, client: FlaskClient, world: matters.World) -> FlaskClient:
    with app.app_context():
        make.sign_in(client, world.worker)
    return client


def ref_of(app: Flask, person_id: int) -> str:
    with app.app_context():
        return db.session.get_one(Person, person_id).ref


def call(worker: FlaskClient, ref: str) -> TestResponse:
    return worker.post(DESK + "call", data={"person": ref})


def words(person: str, **more: str) -> dict[str, str]:
    said = {"title": "门口积水", "body": "下雨走不过去。", "about": "safety/", "channel": "reception", "once": "one"}
    return {"person": person, **said, **more}


def _let_live_there(world: matters.World) -> None:
    home = Household(place_id=world.place.id, door="1单元101", created_at=clock.now())
    db.session.add(home)
    db.session.flush()
    db.session.add(HouseholdMember(household_id=home.id, person_id=world.resident, since=clock.now()))


def count(app: Flask, table: type) -> int:
    with app.app_context():
        return db.session.scalar(select(func.count()).select_from(table)) or 0


def test_people_are_found_by_name_door_and_last_digits(app: Flask, worker: FlaskClient, world: matters.World) -> None:
    with app.app_context():
        transact(lambda: _let_live_there(world))
    for asked in ("桂英", "1单元101", "1234"):
        page = worker.get(DESK, query_string={"q": asked}).text
        assert "李桂英" in page, asked
        assert "王建国" not in page, asked
    own = ref_of(app, world.worker)
    assert own not in worker.get(DESK, query_string={"q": "赵"}).text  # nobody serves themselves
    assert call(worker, own).status_code == 404
    assert call(worker, "nobody").status_code == 404


def test_who_may_not_read_the_register_finds_no_doors_or_digits(
    app: Flask, worker: FlaskClient, world: matters.World
) -> None:
    with app.app_context():
        make.make_role("worker", matters.WORKER)
    assert "李桂英" not in worker.get(DESK, query_string={"q": "1234"}).text
    page = worker.get(DESK, query_string={"q": "桂英"}).text
    assert "李桂英" in page
    assert "newcomer" not in page
    assert worker.post(DESK + "newcomer", data={"name": "张大爷"}).status_code == 403


def test_a_newcomer_takes_three_answers_and_stands_at_the_counter(
    app: Flask, worker: FlaskClient, world: matters.World
) -> None:
    answers = {"name": "张大爷", "building": str(world.place.id), "door": "2-201"}
    page = worker.post(DESK + "newcomer", data=answers, follow_redirects=True)
    assert "张大爷" in re.search(r'id="at-counter">([^<]*)', page.text)[1]  # type: ignore[index]
    worker.post(DESK + "dismiss")
    again = worker.post(DESK + "newcomer", data=answers)
    assert again.status_code == 422  # asked whether it is the one who is there
    assert "2-201" in again.text
    assert worker.post(DESK + "newcomer", data={**answers, "name": ""}).status_code == 422
    assert worker.post(DESK + "newcomer", data={**answers, "building": "999"}).status_code == 422


def test_a_proposal_is_handed_in_for_the_person_and_marked(
    app: Flask, worker: FlaskClient, world: matters.World
) -> None:
    ref = ref_of(app, world.resident)
    call(worker, ref)
    handed_in = worker.post(DESK + "propose", data=words(ref))
    assert worker.post(DESK + "propose", data=words(ref)).location == handed_in.location  # sent twice, done once
    with app.app_context():
        row = db.session.scalars(select(Proposal)).one()
        assert (row.proposer_id, row.entered_by_id, row.channel) == (world.resident, world.worker, "reception")
        assert row.state == "open"
        number = row.number
    receipt = worker.get(handed_in.location, headers=ENGLISH).text
    assert f"<b>{number}</b>" in receipt
    assert "李**" in receipt
    assert "At the reception" in receipt
    assert f"http://127.0.0.1:8000/j/hongda/proposals/{number}" in receipt
    article = receipt[receipt.index("<main") :]
    assert "李桂英" not in re.sub(r'<p class="note no-print".*?</p>', "", article)
    assert "19000001234" not in article
    assert '<option selected value="reception"' in worker.get(DESK).text  # the channel is kept


def test_support_and_comment_count_the_same_and_are_marked(
    app: Flask, worker: FlaskClient, world: matters.World
) -> None:
    with app.app_context():
        number = matters.submit(world.place, world.neighbour)
    ref = ref_of(app, world.resident)
    call(worker, ref)
    assert number in worker.get(DESK, query_string={"q": "1"}).text
    assert number in worker.get(DESK, query_string={"q": "steps"}).text
    said = {"person": ref, "supports": "y", "body": "我家也滑倒过。", "channel": "phone", "once": "two"}
    receipt = worker.post(DESK + number, data=said, follow_redirects=True, headers=ENGLISH)
    assert "我家也滑倒过。" in receipt.text
    with app.app_context():
        assert db.session.scalars(select(Support)).one().entered_by_id == world.worker
        comment = db.session.scalars(select(Comment)).one()
        assert (comment.person_id, comment.entered_by_id, comment.channel) == (world.resident, world.worker, "phone")
        assert db.session.scalars(select(Proposal.support_count)).one() == 1
    page = worker.get(f"/j/hongda/proposals/{number}", headers=ENGLISH).text
    assert "By phone, entered by staff" in page
    again = worker.get(DESK + number, headers=ENGLISH).text
    assert "They support this already." in again
    assert 'name="supports"' not in again
    empty = {"person": ref, "body": "", "channel": "phone"}
    assert "Enter what was said." in worker.post(DESK + number, data=empty, headers=ENGLISH).text
    assert worker.post(DESK + "HD-2020-0099", data=said).status_code == 404


def test_what_was_written_for_somebody_else_is_asked_again(
    app: Flask, worker: FlaskClient, world: matters.World
) -> None:
    first, second = ref_of(app, world.resident), ref_of(app, world.neighbour)
    call(worker, first)
    call(worker, second)  # in another tab
    refused = worker.post(DESK + "propose", data=words(first), headers=ENGLISH)
    assert refused.status_code == 409
    assert "This was written for 李桂英" in refused.text
    assert "下雨走不过去。" in refused.text
    assert count(app, Proposal) == 0
    assert worker.post(DESK + "propose", data=words(second)).status_code == 409  # now she is at the counter again
    worker.post(DESK + "propose", data=words(second))
    with app.app_context():
        assert db.session.scalars(select(Proposal.proposer_id)).all() == [world.neighbour]
    worker.post(DESK + "dismiss")
    number = worker.get("/j/hongda/proposals/").text.split("/j/hongda/proposals/HD-")[1][:9]
    left = {"person": first, "supports": "y", "channel": "phone"}
    assert worker.post(f"{DESK}HD-{number}", data=left).status_code == 409
    assert worker.post(f"{DESK}HD-{number}", data={**left, "person": "nobody"}).status_code == 404
    assert count(app, Support) == 0


def test_who_was_entered_nothing_for_a_while_has_gone(
    app: Flask, worker: FlaskClient, world: matters.World, monkeypatch: pytest.MonkeyPatch
) -> None:
    ref = ref_of(app, world.resident)
    call(worker, ref)
    assert "at-counter" in worker.get(DESK).text
    monkeypatch.setattr(presence, "STAYS", timedelta(seconds=-1))
    assert "at-counter" not in worker.get(DESK).text
    assert worker.get(DESK + "HD-2020-0001").location == DESK
    monkeypatch.undo()
    assert "at-counter" in worker.get(DESK).text
    with app.app_context():
        make.sign_in(worker, world.worker)  # another session in the same browser
    assert "at-counter" not in worker.get(DESK).text


def test_receipts_are_for_those_who_act_for_residents_and_of_those_who_said_something(
    app: Flask, worker: FlaskClient, world: matters.World
) -> None:
    with app.app_context():
        number = matters.submit(world.place, world.neighbour)
        visitor, resident = app.test_client(), app.test_client()
        make.sign_in(resident, world.resident)
    mine, other = ref_of(app, world.neighbour), ref_of(app, world.resident)
    address = f"{DESK}{number}/receipt/"
    assert worker.get(address + mine).status_code == 200
    assert worker.get(address + other).status_code == 404
    assert worker.get(address + "nobody").status_code == 404
    assert worker.get(f"{DESK}HD-2020-0099/receipt/{mine}").status_code == 404
    assert resident.get(address + mine).status_code == 403
    assert visitor.get(address + mine).status_code == 302
    assert resident.post(DESK + "propose", data=words(other)).status_code == 403


def test_hostile_input_is_answered_and_changes_nothing(app: Flask, worker: FlaskClient, world: matters.World) -> None:
    ref = ref_of(app, world.resident)
    call(worker, ref)
    for bad in (
        {"title": ""},
        {"body": ""},
        {"about": "none/"},
        {"channel": "web"},
        {"channel": ""},
        {"title": "长" * 200},
    ):
        answer = worker.post(DESK + "propose", data=words(ref, **bad))
        assert answer.status_code == 422, bad
        assert "aria-invalid" in answer.text
    for odd in ("%", "_", "'", "\x00", "9" * 400, "-" * 50):
        assert worker.get(DESK, query_string={"q": odd}).status_code in (200, 404)
    assert count(app, Proposal) == 0


def test_a_place_without_proposals_says_where_the_counter_is(
    app: Flask, worker: FlaskClient, world: matters.World
) -> None:
    with app.app_context():
        make.give_role(world.worker, "worker", world.street)
    assert f'href="{DESK}"' in worker.get("/j/wushu/counter/").text


def test_the_counter_asks_the_same_for_three_as_for_thirty(
    app: Flask, worker: FlaskClient, world: matters.World, count_queries: Counting
) -> None:
    ref = ref_of(app, world.resident)
    asked: dict[str, list[int]] = {}
    for rows in (3, 30):
        with app.app_context():
            for n in range(rows):
                make.make_person(f"人{rows} {n}", place_id=world.place.id)
                number = matters.submit(world.place, world.resident, title=f"楼道 {rows} {n}")
        worker.post(DESK + "dismiss")
        pages = {"found": f"{DESK}?q=人", "desk": f"{DESK}?q=楼道", "matter": f"{DESK}{number}"}
        pages["receipt"] = f"{DESK}{number}/receipt/{ref}"
        for name, address in pages.items():
            if name == "desk":
                call(worker, ref)
            worker.get(address)  # the first look after a change also loads the configuration
            with count_queries() as counted:
                assert worker.get(address).status_code == 200
            assert counted.count <= 12, (name, str(counted))
            asked.setdefault(name, []).append(counted.count)
    assert all(few == many for few, many in asked.values()), asked
