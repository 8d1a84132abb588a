"""The inbox, the day's work, and what machines ask."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from portal import clock
from portal.db import db, transact
from portal.duties.services import open_task
from portal.events import Actor
from portal.jurisdictions.tree import Place
from portal.notifications.models import Notification
from portal.proposals import events
from portal.publishing import publish
from portal.testing import factories as make
from portal.worker.loop import drain
from tests.functional.community import Counting, World, about, make_world


@pytest.fixture
def world(app: Flask, client: FlaskClient) -> World:
    return make_world(app, client)


def tell(world: World, times: int = 1) -> None:
    proposal = make.make_proposal(world.place, world.resident, title="Snow on the paths")
    values = about(world.place, proposal, world.resident, Actor(world.admin))
    for _time in range(times):
        transact(lambda: publish(events.ProposalWithdrawn(**values)))
    drain()


def test_a_message_is_read_by_opening_it(app: Flask, client: FlaskClient, world: World) -> None:
    with app.app_context():
        tell(world)
        make.sign_in(client, world.resident)
    page = client.get("/inbox").text
    assert "Snow on the paths" in page
    assert "1 unread message" in page
    answer = client.post("/inbox/1/open")
    assert answer.headers["Location"].startswith("/j/hongda/proposals/")
    assert "1 unread message" not in client.get("/inbox").text
    assert "Snow on the paths" not in client.get("/inbox?show=unread").text


def test_reading_all_leaves_what_came_meanwhile(app: Flask, client: FlaskClient, world: World) -> None:
    with app.app_context():
        tell(world, times=3)
        make.sign_in(client, world.resident)
    client.post("/inbox/read", data={"newest": "2"})
    with app.app_context():
        assert db.session.scalars(select(Notification.id).where(Notification.read_at.is_(None))).all() == [3]
    assert client.post("/inbox/read", data={"newest": "nonsense"}).status_code == 302


def test_somebody_else_s_message_is_not_there(app: Flask, client: FlaskClient, world: World) -> None:
    with app.app_context():
        tell(world)
        make.sign_in(client, world.admin)
    assert client.post("/inbox/1/open").status_code == 404
    assert client.post("/inbox/1/read").status_code == 404
    assert client.post("/inbox/99999999999999999999/read").status_code == 404
    with app.app_context():
        assert db.session.scalars(select(Notification.read_at)).all() == [None]


@pytest.mark.parametrize("messages", [1, 25])
def test_the_inbox_costs_twelve_queries_however_full(
    app: Flask, client: FlaskClient, world: World, count_queries: Counting, messages: int
) -> None:
    with app.app_context():
        tell(world, times=messages)
        make.sign_in(client, world.resident)
    client.get("/inbox")
    with count_queries() as counted:
        page = client.get("/inbox").text
    assert counted.count <= 12, counted
    assert ("Next page" in page) == (messages > 20)


def give_task(place: Place, serial: int, days: int | None, title: str = "", **whose: Any) -> None:
    due = clock.today(place.zone) + timedelta(days=days) if days is not None else None
    transact(
        lambda: open_task(
            subject_kind="stage",
            subject_id=serial,
            title=title or f"Matter {serial}",
            labels={"en": "Decide on filing"},
            link=f"/j/hongda/proposals/{serial}",
            seat_id=place.id,
            due=due,
            **(whose or {"role": "locality_admin"}),
        )
    )


def test_the_day_s_work_is_sorted_by_urgency_one_click_from_the_act(
    app: Flask, client: FlaskClient, world: World
) -> None:
    with app.app_context():
        give_task(world.place, 1, None, "No hurry")
        give_task(world.place, 2, 40, "Next month")
        give_task(world.place, 3, 0, "Today's")
        give_task(world.place, 4, -20, "Long due")
        give_task(world.place, 5, 0, "Not mine", role="secretary")
        make.sign_in(client, world.admin)
    page = client.get("/today").text
    order = [
        "Today, 管理员",
        "Overdue",
        "Long due",
        "Due soon",
        "Today&#39;s",
        "Waiting for me",
        "Next month",
        "No hurry",
    ]
    assert [page.index(words) for words in order] == sorted(page.index(words) for words in order)
    assert 'href="/j/hongda/proposals/4"' in page
    assert "Not mine" not in page
    assert "4 matters wait for you" in page


def test_places_below_are_counted_not_listed(app: Flask, client: FlaskClient, world: World) -> None:
    with app.app_context():
        building = make.make_place("hongda-3", parent=world.place)
        give_task(building, 1, -20, "Below")
        give_task(building, 2, None, "Below too", role="grid_worker")
        make.sign_in(client, world.admin)
    page = client.get("/today").text
    assert "Nothing waits for you" in page
    assert "Below" not in page.replace("In places below", "")
    assert "2 wait" in page
    assert "1 overdue" in page


def test_the_day_s_work_is_kept_to_one_place_when_asked(app: Flask, client: FlaskClient, world: World) -> None:
    with app.app_context():
        make.give_role(world.admin, "locality_admin", world.street)
        give_task(world.place, 1, None, "Of the community")
        give_task(world.street, 2, None, "Of the street")
        make.sign_in(client, world.admin)
    assert "Of the street" in client.get("/today").text
    kept = client.get("/today?at=hongda").text
    assert "Of the community" in kept
    assert "Of the street" not in kept


def test_a_resident_sees_only_what_waits_for_them(app: Flask, client: FlaskClient, world: World) -> None:
    with app.app_context():
        give_task(world.place, 1, None, "Please rate", person_id=world.resident)
        give_task(world.place, 2, None, "For the office")
        make.sign_in(client, world.resident)
    page = client.get("/today").text
    assert "Please rate" in page
    assert "For the office" not in page


@pytest.mark.parametrize("tasks", [1, 60])
def test_the_day_s_work_costs_the_same_however_much_waits(
    app: Flask, client: FlaskClient, world: World, count_queries: Counting, tasks: int
) -> None:
    with app.app_context():
        for serial in range(tasks):
            give_task(world.place, serial, serial % 7 if serial % 5 else None)
        make.sign_in(client, world.admin)
    client.get("/today")
    with count_queries() as counted:
        page = client.get("/today").text
    assert counted.count <= 8, counted
    assert ("Next page" in page) == (tasks > 50)


def test_paging_through_the_day_s_work_misses_nothing(app: Flask, client: FlaskClient, world: World) -> None:
    with app.app_context():
        for serial in range(60):
            give_task(world.place, serial, serial % 7 if serial % 5 else None, f"Matter no. {serial:02}.")
        make.sign_in(client, world.admin)
    first = client.get("/today").text
    following = first.split('rel="next" href="')[1].split('"')[0].replace("&amp;", "&")
    second = client.get(following).text
    seen = [f"Matter no. {serial:02}." for serial in range(60)]
    assert all((words in first) != (words in second) for words in seen)
    for cursor in ("nonsense", "2026-01-01~x", "~", "2026-01-01~99999999999"):
        assert client.get(f"/today?after={cursor}").status_code == 404


def test_machines_learn_what_waits(app: Flask, client: FlaskClient, world: World) -> None:
    with app.app_context():
        give_task(world.place, 1, -1)
    assert client.get("/healthz").json == {"status": "ok"}
    assert client.get("/readyz").json == {"status": "ready"}
    metrics = client.get("/metrics").text
    assert "linli_tasks_open 1\n" in metrics
    assert "linli_outbox_waiting 0\n" in metrics


def test_a_database_without_its_migrations_is_not_ready(app: Flask, client: FlaskClient) -> None:
    with app.app_context(), db.engine.begin() as connection:
        connection.exec_driver_sql("DELETE FROM alembic_version")
    assert client.get("/readyz").status_code == 503
