"""Switching plugins and setting them, place by place, in the browser."""

import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from portal import clock
from portal.db import db, transact
from portal.events import CLOCK, EventRecord
from portal.jurisdictions.tree import Place
from portal.plugin import registry
from portal.plugin.models import PlaceSetting, PluginSwitch
from portal.plugin.registry import plugins
from portal.proposals.models import Proposal, StageRun
from portal.switchboard import services
from portal.testing import factories as make
from portal.testing.counting import Counted, counting
from portal.testing.fixtures import portal_on
from tests.functional.lamps import Bulb, Lamp


@dataclass(frozen=True)
class World:
    """A street with two communities, and an administrator of the street."""

    app: Flask
    lamp: Lamp
    street: Place
    east: Place
    west: Place
    admin: int


@pytest.fixture
def world(database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    """Return the portal with two plugins of the tests' own, all off."""
    lamp = Lamp()
    monkeypatch.setattr(registry, "found_plugins", lambda: [Bulb(), lamp])
    with portal_on(database_url, tmp_path) as app:
        app.config.update(TESTING=True, WTF_CSRF_ENABLED=False)
        with app.app_context():
            street = make.make_place("street", takes_proposals=False)
            make.make_role("locality_admin", ["plugins.switch", "settings.edit"])
            admin = make.make_person("Admin")
            make.give_role(admin, "locality_admin", street)
            east, west = make.make_place("east", parent=street), make.make_place("west", parent=street)
        yield World(app, lamp, street, east, west, admin)


@pytest.fixture
def browser_of_admin(world: World) -> FlaskClient:
    """Return the administrator's browser."""
    client = world.app.test_client()
    with world.app.app_context():
        make.sign_in(client, world.admin)
    return client


def switch(client: FlaskClient, place: str, plugin: str, row: str) -> str:
    """Press a switch and return the page that follows."""
    return client.post(f"/j/{place}/plugins/{plugin}?lang=en", data={"row": row}, follow_redirects=True).text


def test_nearest_row_decides(world: World, browser_of_admin: FlaskClient) -> None:
    visitor = world.app.test_client()
    assert visitor.get("/j/east/lamp/").status_code == 404
    assert "Decided here." in switch(browser_of_admin, "street", "lamp", "on")
    assert visitor.get("/j/east/lamp/").status_code == 200
    switch(browser_of_admin, "east", "lamp", "off")
    assert [visitor.get(f"/j/{slug}/lamp/").status_code for slug in ("street", "east", "west")] == [200, 404, 200]
    assert "As decided in Street." in switch(browser_of_admin, "east", "lamp", "above")
    assert visitor.get("/j/east/lamp/").status_code == 200


def test_the_page_says_which_way_a_switch_went(browser_of_admin: FlaskClient) -> None:
    assert "is on in" in switch(browser_of_admin, "street", "lamp", "on")
    assert "is off in" in switch(browser_of_admin, "street", "lamp", "off")
    assert "is as the places above decided." in switch(browser_of_admin, "street", "lamp", "above")


def test_switching_is_recorded_and_told(world: World, browser_of_admin: FlaskClient) -> None:
    for row in ("on", "on", "above"):
        switch(browser_of_admin, "east", "lamp", row)
    with world.app.app_context():
        records = db.session.scalars(select(EventRecord).order_by(EventRecord.id)).all()
        assert [(record.name, record.facts) for record in records] == [
            ("plugin.switched", {"plugin": "lamp", "row": "on"}),
            ("plugin.switched", {"plugin": "lamp", "row": "above"}),
        ]
        assert {(record.home_id, record.actor_id) for record in records} == {(world.east.id, world.admin)}
    assert world.lamp.heard == ["plugin.switched"]  # when it was switched off it no longer listened


def test_plugin_needs_what_it_requires(world: World, browser_of_admin: FlaskClient) -> None:
    assert "It needs Lamp, which is off here." in switch(browser_of_admin, "east", "bulb", "on")
    with world.app.app_context():
        assert plugins().enabled_at(world.east.id) == set()
    switch(browser_of_admin, "street", "lamp", "on")
    switch(browser_of_admin, "east", "bulb", "on")
    assert "Bulb needs it and is on." in switch(browser_of_admin, "street", "lamp", "off")
    with world.app.app_context():
        assert plugins().enabled_at(world.east.id) == {"lamp", "bulb"}


def test_plugin_with_an_open_stage_below_stays_on(world: World, browser_of_admin: FlaskClient) -> None:
    with world.app.app_context():
        make.switch("lamp", world.street)
        transact(lambda: _proposal_at_a_stage(world.east, world.admin))
    page = switch(browser_of_admin, "street", "lamp", "off")
    assert "Lamp can&#39;t be switched now." in page
    assert "1 proposal is at one of its stages." in page
    switch(browser_of_admin, "west", "lamp", "off")
    with world.app.app_context():
        assert plugins().enabled_at(world.east.id) == {"lamp"}
        assert plugins().enabled_at(world.west.id) == set()


def _proposal_at_a_stage(place: Place, person_id: int) -> None:
    moment = clock.now()
    proposal = Proposal(
        home_id=place.id,
        seat_id=place.id,
        proposer_id=person_id,
        entered_by_id=person_id,
        state="open",
        created_at=moment,
        changed_at=moment,
    )
    db.session.add(proposal)
    db.session.flush()
    run = {"key": "glow", "kind": "lamp.glow", "labels": {"en": "Glow"}, "role": "nobody", "seat_id": place.id}
    db.session.add(StageRun(proposal_id=proposal.id, seq=1, entered_at=moment, **run))


def test_plugins_own_reasons_are_shown(world: World, browser_of_admin: FlaskClient) -> None:
    switch(browser_of_admin, "east", "lamp", "on")
    world.lamp.stays_on_because.append("The lamp is still warm.")
    page = switch(browser_of_admin, "east", "lamp", "above")
    assert "The lamp is still warm." in page
    assert "It can't be switched off here now:" in page
    with world.app.app_context():
        assert plugins().enabled_at(world.east.id) == {"lamp"}


def test_only_its_administrators_switch(world: World) -> None:
    client = world.app.test_client()
    assert client.post("/j/east/plugins/lamp", data={"row": "on"}).status_code == 401
    with world.app.app_context():
        elsewhere = make.make_place("elsewhere")
        neighbour = make.make_person("Neighbour")
        make.give_role(neighbour, "locality_admin", elsewhere)
        make.sign_in(client, neighbour)
    assert client.post("/j/elsewhere/plugins/lamp", data={"row": "on"}).status_code == 302
    assert client.post("/j/east/plugins/lamp", data={"row": "on"}).status_code == 403
    assert client.get("/j/east/plugins/").status_code == 403
    assert client.get("/j/east/plugins/lamp/settings").status_code == 403


@pytest.mark.parametrize("data", [{}, {"row": "sideways"}, {"row": "on" * 5000}])
def test_hostile_switch_answers_400(browser_of_admin: FlaskClient, data: dict[str, str]) -> None:
    assert browser_of_admin.post("/j/east/plugins/lamp", data=data).status_code == 400


def test_unknown_plugin_answers_404(browser_of_admin: FlaskClient) -> None:
    assert browser_of_admin.post("/j/east/plugins/kettle", data={"row": "on"}).status_code == 404
    assert browser_of_admin.get("/j/east/plugins/kettle/settings").status_code == 404
    assert browser_of_admin.get("/j/east/plugins/bulb/settings").status_code == 404  # it has none


def save(client: FlaskClient, place: str, **values: str) -> tuple[int, str]:
    """Save settings and return the answer's code and page."""
    data = {"brightness": "40", "motto": "", **values}
    answer = client.post(f"/j/{place}/plugins/lamp/settings?lang=en", data=data)
    page = client.get(answer.headers["Location"]) if answer.status_code == 302 else answer
    return answer.status_code, page.text


def value(world: World, place: Place, name: str = "brightness") -> object:
    """Return a setting as it counts at a place."""
    with world.app.app_context():
        return plugins().setting("lamp", name, place.id)


def test_settings_are_inherited_and_reset(world: World, browser_of_admin: FlaskClient) -> None:
    assert "Nobody has set this; it is the usual value." in save(browser_of_admin, "street")[1]
    assert value(world, world.east) == 40
    save(browser_of_admin, "street", brightness="70", blinks="y")
    assert (value(world, world.east), value(world, world.east, "blinks")) == (70, True)
    _, page = save(browser_of_admin, "east", brightness="90", blinks="y")
    assert "Set here." in page
    assert "As set in Street." in page
    assert (value(world, world.east), value(world, world.west)) == (90, 70)
    reset = browser_of_admin.post("/j/east/plugins/lamp/settings", data={"as_above": "brightness"})
    assert reset.status_code == 302
    assert value(world, world.east) == 70


def test_a_place_keeps_only_what_it_decides_itself(world: World, browser_of_admin: FlaskClient) -> None:
    save(browser_of_admin, "street", brightness="70")
    save(browser_of_admin, "east", brightness="70", motto="Shine")
    save(browser_of_admin, "street", brightness="10")
    assert (value(world, world.east), value(world, world.east, "motto")) == (10, "Shine")


def test_invalid_settings_come_back_with_the_error_beside_the_field(
    world: World, browser_of_admin: FlaskClient
) -> None:
    code, page = save(browser_of_admin, "east", brightness="9000", motto="far too long for any lamp")
    assert code == 422
    assert 'id="brightness-error"' in page
    assert 'value="9000"' in page
    assert "far too long for any lamp" in page
    assert value(world, world.east) == 40


def test_changed_settings_are_recorded(world: World, browser_of_admin: FlaskClient) -> None:
    save(browser_of_admin, "east", motto="Shine")
    browser_of_admin.post("/j/east/plugins/lamp/settings", data={"as_above": "motto"})
    browser_of_admin.post("/j/east/plugins/lamp/settings", data={"as_above": "nonsense"})
    with world.app.app_context():
        facts = db.session.scalars(select(EventRecord.facts).order_by(EventRecord.id)).all()
        assert facts == [{"owner": "lamp", "setting": "motto", "set_here": here} for here in (True, False)]
        assert db.session.scalars(select(PlaceSetting)).all() == []


def test_simultaneous_switches_leave_one_consistent_row(world: World) -> None:
    with world.app.app_context():
        make.switch("lamp", world.street)
    refused: list[str] = []

    def press(key: str, row: bool | None) -> None:
        with world.app.app_context():
            try:
                transact(lambda: services.switch_plugin(place_id=world.east.id, key=key, row=row, actor=CLOCK))
            except services.CannotSwitch as error:
                refused.append(str(error))

    moves = [("bulb", True), ("lamp", False)] * 6
    threads = [threading.Thread(target=press, args=move) for move in moves]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert refused
    with world.app.app_context():
        rows = {
            row.plugin: row.on for row in db.session.scalars(select(PluginSwitch).filter_by(place_id=world.east.id))
        }
        assert rows in ({"bulb": True}, {"lamp": False}), "never a bulb that is on over a lamp that is off"


def test_page_asks_few_queries_whatever_is_below(
    world: World, browser_of_admin: FlaskClient, counting_of: Callable[[], AbstractContextManager[Counted]]
) -> None:
    browser_of_admin.get("/j/street/plugins/")
    with counting_of() as few:
        browser_of_admin.get("/j/street/plugins/")
    with world.app.app_context():
        for number in range(8):
            make.switch("lamp", make.make_place(f"more{number}", parent=world.street))
            transact(lambda: _proposal_at_a_stage(world.east, world.admin))
    browser_of_admin.get("/j/street/plugins/")
    with counting_of() as many:
        browser_of_admin.get("/j/street/plugins/")
    assert many.count == few.count <= 12, many


@pytest.fixture
def counting_of(world: World) -> Callable[[], AbstractContextManager[Counted]]:
    """Return a way to count the queries of this world's portal."""
    with world.app.app_context():
        engine = db.engine
    return lambda: counting(engine)
