"""What a worker writes, enters or takes back for somebody (rule 6): whom it is for, and how it reached the worker."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from portal import clock
from portal.db import db, transact
from portal.persons.models import Household, HouseholdMember
from portal.proposals.models import Comment, Proposal, StageRun, Support
from portal.testing import factories as make
from tests.functional import matters

NEW = "/j/hongda/proposals/new"


@pytest.fixture
def world(app: Flask) -> matters.World:
    with app.app_context():
        return matters.world()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """Return a browser that asks for English, whose words stand in the code."""
    client = app.test_client()
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
    return client


def test_a_worker_writes_for_somebody_of_the_register(app: Flask, client: FlaskClient, world: matters.World) -> None:
    with app.app_context():
        elder = make.make_person("佟秀兰", place_id=world.place.id, phone="+8619000001234")
        make.make_person("佟外人", place_id=world.street.id)
        make.sign_in(client, world.worker)
    said = {"title": "Snow", "body": "On the steps.", "about": "safety/", "channel": "phone", "once": "t"}
    found = client.post(NEW, data={**said, "person_words": "佟", "act": "find"}).text
    assert "佟秀兰" in found
    assert "佟外人" not in found
    assert "1234" in client.post(NEW, data={**said, "person_words": "190 0000 1234", "act": "find"}).text
    assert client.post(NEW, data={**said, "proposer_id": world.resident}).status_code == 422
    assert client.post(NEW, data={**said, "once": "u", "person_words": "佟", "act": "review"}).status_code == 422
    chosen = {**said, "person_words": "佟", "proposer_id": elder, "act": "review"}
    review = client.post(NEW, data=chosen).headers["Location"]
    assert "佟秀兰" in client.get(review).text
    page = client.post(review).headers["Location"]
    assert "佟**" in app.test_client().get(page).text
    with app.app_context():
        row = db.session.scalars(select(Proposal).where(Proposal.number.is_not(None))).one()
        assert (row.proposer_id, row.entered_by_id, row.channel) == (elder, world.worker, "phone")


def test_a_resident_cannot_write_for_somebody(app: Flask, client: FlaskClient, world: matters.World) -> None:
    with app.app_context():
        make.sign_in(client, world.resident)
    client.post(NEW, data={"title": "Snow", "proposer_id": world.neighbour, "channel": "phone", "once": "t"})
    with app.app_context():
        row = db.session.scalars(select(Proposal)).one()
        assert (row.proposer_id, row.channel) == (world.resident, "web")


def test_a_worker_enters_what_somebody_said(app: Flask, client: FlaskClient, world: matters.World) -> None:
    with app.app_context():
        number = matters.submit(world.place, world.resident)
        elder = make.make_person("佟秀兰", place_id=world.place.id)
        make.sign_in(client, world.neighbour)
    page = f"/j/hongda/proposals/{number}/for-somebody"
    assert client.get(page).status_code == 403
    with app.app_context():
        make.sign_in(client, world.worker)
    assert "佟秀兰" in client.post(page, data={"person_words": "佟", "act": "find"}).text
    said = {"person_words": "佟", "person_id": elder, "channel": "home_visit", "once": "t"}
    assert client.post(page, data=said).status_code == 422
    assert client.post(page, data={**said, "person_id": world.neighbour, "supports": "y"}).status_code == 422
    for _ in range(2):
        client.post(page, data={**said, "supports": "y", "body": "早该扫了"})
    with app.app_context():
        kept = db.session.scalars(select(Support)).one()
        assert (kept.person_id, kept.entered_by_id, kept.channel) == (elder, world.worker, "home_visit")
        assert db.session.scalars(select(Comment.person_id)).one() == elder


def test_namesakes_are_told_apart_by_what_the_worker_may_read(
    app: Flask, client: FlaskClient, world: matters.World
) -> None:
    with app.app_context():
        compound = make.make_place("east", parent=world.place, takes_proposals=False, names={"zh_Hans": "东院"})
        building = make.make_place("east-3", parent=compound, takes_proposals=False, names={"zh_Hans": "3号楼"})
        first = make.make_person("佟秀兰", place_id=building.id, phone="+8619000001234", birth_year=1950)
        second = make.make_person("佟秀兰", place_id=building.id)
        transact(lambda: _moves_in(building.id, "2-301", second))
        make.make_role("head", ("proposals.act_for",))
        head, reader = make.make_person(), make.make_person()
        make.give_role(head, "head", world.place)
        make.make_role("reader", ("proposals.act_for", "persons.read"))
        make.give_role(reader, "reader", world.place)
        number = matters.submit(world.place, world.resident)
    asked = {"person_words": "佟秀兰", "act": "find", "once": "t"}
    for address in (NEW, f"/j/hongda/proposals/{number}/for-somebody"):
        with app.app_context():
            make.sign_in(client, reader)
        page = client.post(address, data=asked).text
        assert "佟秀兰 · 东院 · 3号楼 · born 1950 · phone ending in 1234" in page
        assert "佟秀兰 · 东院 · 3号楼 · 2-301" in page
        with app.app_context():
            make.sign_in(client, head)
        page = client.post(address, data={**asked, "once": "u"}).text
        assert "佟秀兰 · 东院 · 3号楼 · phone ending in 1234" in page
        assert "佟秀兰 · 东院 · 3号楼 · register no. " in page
        assert "2-301" not in page
        assert "1950" not in page
    assert first != second


def _moves_in(place_id: int, door: str, person_id: int) -> None:
    row = Household(place_id=place_id, door=door, created_at=clock.now())
    db.session.add(row)
    db.session.flush()
    db.session.add(HouseholdMember(household_id=row.id, person_id=person_id, since=clock.now()))


def test_who_writes_for_somebody_says_how_it_came(app: Flask, client: FlaskClient, world: matters.World) -> None:
    with app.app_context():
        elder = make.make_person("佟秀兰", place_id=world.place.id)
        make.sign_in(client, world.worker)
    page = client.get(NEW).text
    channel = page.split('name="channel"')[1].split("</select>")[0]
    assert 'value="web"' not in channel
    assert 'selected value=""' in channel
    said = {"title": "Snow", "body": "On the steps.", "about": "safety/", "once": "t", "act": "review"}
    for_elder = {**said, "person_words": "佟", "proposer_id": elder}
    review = client.post(NEW, data=for_elder).headers["Location"]
    refused = client.post(review)
    assert refused.status_code == 422
    assert 'id="channel-error"' in refused.text
    assert client.post(NEW, data={**for_elder, "channel": "web"}).status_code == 422
    review = client.post(NEW, data={**for_elder, "channel": "suggestion_box"}).headers["Location"]
    assert client.post(review).status_code == 302
    own = client.post(NEW, data={**said, "once": "u"}).headers["Location"]
    assert client.get(own).status_code == 200
    with app.app_context():
        channels = select(Proposal.proposer_id, Proposal.channel).order_by(Proposal.id)
        assert list(db.session.execute(channels)) == [(elder, "suggestion_box"), (world.worker, "web")]


def test_who_takes_back_or_supports_for_somebody_says_how_they_were_told(
    app: Flask, client: FlaskClient, world: matters.World
) -> None:
    with app.app_context():
        number = matters.submit(world.place, world.resident)
        make.make_person("佟秀兰", place_id=world.place.id)
        make.sign_in(client, world.worker)
    page = f"/j/hongda/proposals/{number}"
    found = client.post(f"{page}/for-somebody", data={"person_words": "佟", "act": "find"}).text
    assert 'value="" selected' in found.split('name="channel"')[1].split("</select>")[0]
    refused = client.post(f"{page}/withdraw", data={"reason": "She changed her mind."})
    assert refused.status_code == 422
    assert 'id="channel-error"' in refused.text
    assert "She changed her mind." in refused.text
    assert client.post(f"{page}/withdraw", data={"channel": "phone"}).status_code == 302
    with app.app_context():
        run = db.session.scalars(select(StageRun)).one()
        assert (run.by_id, run.for_id, run.channel) == (world.worker, world.resident, "phone")
