"""The door and the front pages, and the announcements on them."""

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from portal import clock
from portal.content.models import Announcement
from portal.db import db
from portal.events import EventRecord
from portal.testing import factories as make
from tests.functional.community import Counting, World, make_world, sign_in


@pytest.fixture
def world(app: Flask, client: FlaskClient) -> World:
    return make_world(app, client)


def test_a_resident_finds_a_place_by_its_name_and_by_walking_down(client: FlaskClient, world: World) -> None:
    assert 'href="/j/hongda/"' in client.get("/?q=宏大").text
    assert 'href="/j/hongda/"' not in client.get("/").text
    assert 'href="/?in=wushu"' in client.get("/").text
    assert 'href="/j/hongda/"' in client.get("/?in=wushu").text


@pytest.mark.parametrize("query", ["?q=\t", "?q=" + "x" * 3000, "?in=nowhere", "?in=..", "?q=' OR 1=1 --"])
def test_the_door_answers_whatever_is_asked(client: FlaskClient, world: World, query: str) -> None:
    assert client.get(f"/{query}").status_code == 200


def test_the_door_remembers_the_place_seen_last(client: FlaskClient, world: World) -> None:
    client.get("/j/hongda/")
    assert "Your place" in client.get("/").text


def test_the_door_knows_a_resident_s_home(app: Flask, client: FlaskClient, world: World) -> None:
    with app.app_context():
        building = make.make_place("hongda-3", parent=world.place, takes_proposals=False)
        person = make.make_person(place_id=building.id)
        make.sign_in(client, person)
    page = client.get("/").text
    assert "Your place" in page
    assert 'href="/j/hongda/"' in page


def test_the_front_page_says_who_we_are_and_how_to_reach_us(client: FlaskClient, world: World) -> None:
    page = client.get("/j/hongda/").text
    for words in ("Neighbours at one table", "3,211 households", "024 7668 0000", "18 Wushu Road", "Mon to Sun"):
        assert words in page
    assert ("Open now" in page) != ("Closed now" in page)


def test_a_building_shows_the_office_above_it_and_the_way_there(app: Flask, client: FlaskClient, world: World) -> None:
    with app.app_context():
        make.make_place("hongda-3", parent=world.place, takes_proposals=False)
    page = client.get("/j/hongda-3/").text
    for words in ("The office of", "024 7668 0000", 'class="btn" href="/j/hongda/"'):
        assert words in page


def test_figures_are_counted_from_the_records_here_and_below(app: Flask, client: FlaskClient, world: World) -> None:
    with app.app_context():
        today = clock.now()
        building = make.make_place("hongda-3", parent=world.place)
        for home, values in (
            (world.place, {"state": "closed", "ended_at": today, "rating": 5, "filed_at": today}),
            (building, {"state": "closed", "ended_at": today, "rating": 2, "filed_at": today}),
            (building, {"filed_at": today}),
            (world.place, {"filed_at": today - timedelta(days=800), "state": "closed"}),
            (world.place, {"state": "declined", "ended_at": today}),
        ):
            make.make_proposal(home, world.resident, **values)
    page = " ".join(client.get("/j/hongda/").text.split())
    for figure in ("<b>3</b> <span>proposals accepted", "<b>2</b> <span>resolved", "<b>50%</b> <span>satisfied (2"):
        assert figure in page
    assert "<b>0 days</b>" in page


def test_what_is_new_needs_support_and_what_is_accepted_is_dealt_with(
    app: Flask, client: FlaskClient, world: World
) -> None:
    with app.app_context():
        make.make_proposal(world.place, world.resident, title="A bench by the gate")
        make.make_proposal(world.place, world.resident, title="Snow on the paths", filed_at=clock.now())
        make.make_proposal(world.place, world.resident, title="Long settled", state="closed", filed_at=clock.now())
    page = client.get("/j/hongda/").text
    assert page.index("Needs support") < page.index("A bench by the gate") < page.index("Being dealt with")
    assert page.index("Being dealt with") < page.index("Snow on the paths")
    assert "Long settled" not in page


@pytest.mark.parametrize("rows", [0, 12])
def test_the_front_page_costs_eight_queries_however_much_there_is(
    app: Flask, client: FlaskClient, world: World, count_queries: Counting, rows: int
) -> None:
    with app.app_context():
        for serial in range(rows):
            make.make_place(f"hongda-{serial}", parent=world.place)
            make.make_proposal(world.place, world.resident)
            make.make_proposal(world.place, world.resident, filed_at=clock.now())
            make.make_proposal(
                world.place, world.resident, filed_at=clock.now(), ended_at=clock.now(), state="closed", rating=5
            )
    client.get("/j/hongda/")
    with count_queries() as counted:
        assert client.get("/j/hongda/").status_code == 200
    assert counted.count <= 8, counted


def test_an_announcement_is_published_shown_changed_and_taken_down(
    app: Flask, client: FlaskClient, world: World
) -> None:
    sign_in(app, client, world.admin)
    words = {
        "title": "供暖试压",
        "body": "请留意",
        "pinned": "y",
        "en-title": "Heating test",
        "en-body": "Mind the pipes",
    }
    answer = client.post("/j/hongda/announcements/new", data={"once": "a", **words}, follow_redirects=True)
    assert "Heating test" in answer.text
    assert "Mind the pipes" in answer.text
    assert "Heating test" in client.get("/j/hongda/").text
    client.post("/j/hongda/announcements/1/edit", data={**words, "en-title": "Heating starts"})
    assert "Heating starts" in client.get("/j/hongda/announcements/").text
    client.post("/j/hongda/announcements/1/take-down")
    assert "Heating starts" not in client.get("/j/hongda/").text
    assert client.get("/j/hongda/announcements/1").status_code == 404
    with app.app_context():
        kept = db.session.scalars(select(EventRecord.name).where(EventRecord.subject_kind == "announcement")).all()
        assert kept == ["announcement.published", "announcement.changed", "announcement.taken_down"]


def test_an_announcement_sent_twice_is_published_once(app: Flask, client: FlaskClient, world: World) -> None:
    sign_in(app, client, world.admin)
    for _time in range(2):
        client.post("/j/hongda/announcements/new", data={"once": "a", "title": "供暖", "body": "请留意"})
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(Announcement)) == 1


def test_an_announcement_without_words_comes_back_with_what_was_typed(
    app: Flask, client: FlaskClient, world: World
) -> None:
    sign_in(app, client, world.admin)
    answer = client.post("/j/hongda/announcements/new", data={"title": "", "body": "Mind the pipes", "until": "never"})
    assert answer.status_code == 422
    assert "Mind the pipes" in answer.text
    assert answer.text.count('aria-invalid="true"') == 2


def test_an_announcement_from_above_is_shown_below_but_changed_only_there(
    app: Flask, client: FlaskClient, world: World
) -> None:
    with app.app_context():
        make.give_role(world.admin, "locality_admin", world.street)
        make.sign_in(client, world.admin)
    client.post("/j/wushu/announcements/new", data={"title": "值班安排", "body": "元旦"})
    assert "值班安排" in client.get("/j/hongda/").text
    assert client.get("/j/hongda/announcements/1").status_code == 200
    assert client.get("/j/hongda/announcements/1/edit").status_code == 404
    assert client.post("/j/hongda/announcements/1/take-down").status_code == 404


def test_an_announcement_stands_until_its_last_day(app: Flask, client: FlaskClient, world: World) -> None:
    sign_in(app, client, world.admin)
    last = clock.today("Asia/Shanghai")
    client.post("/j/hongda/announcements/new", data={"title": "停水", "body": "今天", "until": last.isoformat()})
    assert "停水" in client.get("/j/hongda/").text
    with clock.telling(clock.now() + timedelta(days=1)):
        assert "停水" not in client.get("/j/hongda/").text
