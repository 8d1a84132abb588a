"""What administrators change: places and the calendar; who may; the record of acts."""

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from portal import clock
from portal.db import db, transact
from portal.events import Actor
from portal.jurisdictions.models import CalendarDay, Jurisdiction
from portal.jurisdictions.tree import TREE
from portal.plugin.registry import plugins
from portal.proposals import events
from portal.publishing import publish
from portal.testing import factories as make
from tests.functional.community import World, about, make_world, sign_in


@pytest.fixture
def world(app: Flask, client: FlaskClient) -> World:
    return make_world(app, client)


def details(**changed: str) -> dict[str, Any]:
    return {
        "names-zh_Hans": "宏大新区",
        "names-en": "New Hongda",
        "level": "community",
        "code": "HD",
        "takes_proposals": "y",
        "hours-0-days": ["0", "1"],
        "hours-0-start": "08:30",
        "hours-0-end": "12:00",
        **changed,
    }


def test_a_place_s_details_are_changed_and_seen_at_once(app: Flask, client: FlaskClient, world: World) -> None:
    sign_in(app, client, world.admin)
    assert client.get("/j/hongda/settings/place").status_code == 200
    answer = client.post("/j/hongda/settings/place", data=details(households="3,300", phone="1 2"))
    assert answer.status_code == 422, "3,300 is no number for a browser's field"
    answer = client.post("/j/hongda/settings/place", data=details(households="3300", phone="024 1"))
    assert answer.status_code == 302
    page = client.get("/j/hongda/").text
    for words in ("New Hongda", "3,300 households", "024 1", "Mon to Tue"):
        assert words in page


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("names-zh_Hans", ""),
        ("names-zh_Hans", "x" * 61),
        ("code", "H D"),
        ("code", "WUSHU"),
        ("phone", "<script>"),
        ("email", "nobody"),
        ("population", "-1"),
        ("population", "9" * 20),
        ("level", "no such level"),
        ("hours-0-end", ""),
        ("hours-0-end", "08:00"),
        ("hours-0-days", "9"),
    ],
)
def test_a_mistake_about_a_place_is_shown_beside_its_field(
    app: Flask, client: FlaskClient, world: World, field: str, value: str
) -> None:
    sign_in(app, client, world.admin)
    answer = client.post("/j/hongda/settings/place", data=details(**{field: value}))
    assert answer.status_code == 422
    assert 'class="wrongs"' in answer.text
    assert 'class="err"' in answer.text
    assert "New Hongda" in answer.text, "what was typed must come back"
    with app.app_context():
        assert TREE().by_slug["hongda"].names["en"] == "Hongda"


def test_a_place_is_added_raised_closed_and_opened_again(app: Flask, client: FlaskClient, world: World) -> None:
    sign_in(app, client, world.admin)
    for slug in ("hongda-1", "hongda-2"):
        data = {"names-zh_Hans": slug, "slug": slug, "level": "community"}
        assert client.post("/j/hongda/settings/places", data=data).status_code == 302
    assert client.post("/j/hongda/settings/places", data=data).status_code == 422, "the slug is taken"
    client.post("/j/hongda/settings/places/hongda-2/up")
    page = client.get("/j/hongda/settings/places").text
    assert page.index("hongda-2") < page.index("hongda-1")
    client.post("/j/hongda/settings/places/hongda-1/close")
    assert client.get("/j/hongda-1/").status_code == 404
    client.post("/j/hongda/settings/places/hongda-1/reopen")
    assert client.get("/j/hongda-1/").status_code == 200


def test_only_a_place_s_own_children_are_changed_there(app: Flask, client: FlaskClient, world: World) -> None:
    sign_in(app, client, world.admin)
    for slug in ("wushu", "hongda", "nowhere"):
        assert client.post(f"/j/hongda/settings/places/{slug}/close").status_code == 404


def test_moving_asks_for_the_place_above_on_both_sides(app: Flask, client: FlaskClient, world: World) -> None:
    with app.app_context():
        other = make.make_place("other", level="street", takes_proposals=False)
        make.sign_in(client, world.admin)
    asked = {"parent": str(other.id), "reason": "区划调整"}
    assert client.post("/j/hongda/settings/move", data=asked).status_code == 403
    with app.app_context():
        make.give_role(world.admin, "locality_admin", world.street)
    assert client.post("/j/hongda/settings/move", data=asked).status_code == 422, "the other street isn't theirs"
    with app.app_context():
        make.give_role(world.admin, "locality_admin", other)
    assert client.post("/j/hongda/settings/move", data={**asked, "reason": " "}).status_code == 422
    assert client.post("/j/hongda/settings/move", data=asked).status_code == 302
    assert "区划调整" in client.get("/j/hongda/settings/move").text
    with app.app_context():
        assert db.session.get_one(Jurisdiction, world.place.id).parent_id == other.id


def test_a_level_gets_its_name(app: Flask, client: FlaskClient, world: World) -> None:
    sign_in(app, client, world.admin)
    data = {"key": "community", "rank": "3", "names-zh_Hans": "社区", "names-en": "Neighbourhood"}
    assert client.post("/j/hongda/settings/levels", data=data).status_code == 302
    assert "Neighbourhood" in client.get("/j/hongda/").text
    assert client.post("/j/hongda/settings/levels", data={**data, "key": "Gemeinde!"}).status_code == 422


def test_a_day_is_decided_and_taken_back(app: Flask, client: FlaskClient, world: World) -> None:
    sign_in(app, client, world.admin)
    year = clock.today("Asia/Shanghai").year
    data = {"day": f"{year}-11-24", "works": "0", "note": "停电检修"}
    for _time in range(2):
        assert client.post("/j/hongda/settings/calendar", data=data).status_code == 302
    assert "停电检修" in client.get("/j/hongda/settings/calendar").text
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(CalendarDay)) == 1
    assert client.post(f"/j/hongda/settings/calendar/{year}-11-24/leave").status_code == 302
    assert client.post(f"/j/hongda/settings/calendar/{year}-11-24/leave").status_code == 404
    assert "停电检修" not in client.get("/j/hongda/settings/calendar").text


def test_the_calendar_starts_its_weeks_on_monday(app: Flask, client: FlaskClient, world: World) -> None:
    sign_in(app, client, world.admin)
    page = client.get("/j/hongda/settings/calendar?year=2026&lang=zh_Hans").text
    november = page[page.index("十一月") :]
    assert november.index(">一<") < november.index(">日<")
    sunday = november.index('<span class="day rest">1</span>')
    assert november[:sunday].count("<td>") == 7, "1 November 2026 is a Sunday"


@pytest.mark.parametrize("path", ["?year=1850", "?year=9999", "/never/leave", "/2026-02-30/leave", "/2026-11-24/leave"])
def test_a_calendar_that_is_not_there_answers_404(app: Flask, client: FlaskClient, world: World, path: str) -> None:
    sign_in(app, client, world.admin)
    url = f"/j/hongda/settings/calendar{path}"
    assert (client.post(url) if path.endswith("leave") else client.get(url)).status_code == 404


@pytest.mark.parametrize("day", ["", "tomorrow", "2026-13-01", "0000-00-00"])
def test_a_day_that_is_none_is_shown_beside_its_field(app: Flask, client: FlaskClient, world: World, day: str) -> None:
    sign_in(app, client, world.admin)
    answer = client.post("/j/hongda/settings/calendar", data={"day": day, "works": "1", "note": "x"})
    assert answer.status_code == 422


PAGES = (
    "/j/{}/settings/place",
    "/j/{}/settings/places",
    "/j/{}/settings/move",
    "/j/{}/settings/levels",
    "/j/{}/settings/calendar",
    "/j/{}/announcements/new",
    "/j/{}/record",
)


@pytest.mark.parametrize("path", PAGES)
def test_administration_is_open_to_its_role_at_its_place_only(
    app: Flask, client: FlaskClient, world: World, path: str
) -> None:
    assert client.get(path.format("hongda")).status_code == 302, "a visitor signs in first"
    sign_in(app, client, world.resident)
    assert client.get(path.format("hongda")).status_code == 403
    sign_in(app, client, world.admin)
    assert client.get(path.format("hongda")).status_code == 200
    assert client.get(path.format("wushu")).status_code == 403


def test_administration_shows_what_one_may_do_and_hides_itself_from_others(
    app: Flask, client: FlaskClient, world: World
) -> None:
    sign_in(app, client, world.resident)
    assert "Nothing to administer" in client.get("/admin/").text
    assert 'href="/admin/"' not in client.get("/j/hongda/").text
    sign_in(app, client, world.admin)
    page = client.get("/admin/").text
    assert 'href="/j/hongda/settings/place"' in page
    assert 'href="/j/hongda/record"' in page
    assert "roles" not in page
    assert 'href="/admin/"' in client.get("/j/hongda/").text


def test_every_page_of_administration_is_there(app: Flask) -> None:
    with app.app_context():
        rules = {rule.endpoint for rule in app.url_map.iter_rules() if rule.arguments == {"place"}}
        assert {entry.endpoint for entry in plugins().core.admin} <= rules
        assert {entry.permission for entry in plugins().core.admin} <= plugins().permissions.keys()


def test_the_record_tells_what_happened_here_and_not_elsewhere(app: Flask, client: FlaskClient, world: World) -> None:
    with app.app_context():
        elsewhere = make.make_place("elsewhere")
        for home in (world.place, elsewhere):
            proposal = make.make_proposal(home, world.resident, title=f"At {home.slug}")
            values = about(home, proposal, world.resident, Actor(world.resident))
            transact(lambda values=values: publish(events.ProposalWithdrawn(**values)))  # type: ignore[misc]
        make.sign_in(client, world.admin)
    page = client.get("/j/hongda/record").text
    assert "At hongda" in page
    assert "At elsewhere" not in page
    assert "李**" in page, "who may not read the register sees masked names"
    assert "At hongda" not in client.get("/j/hongda/record?name=proposal.filed").text
    assert "At hongda" not in client.get("/j/hongda/record?last=2020-01-01").text
    assert "At hongda" in client.get("/j/hongda/record?first=2020-01-01&name=nonsense&last=never").text
    assert client.get("/j/hongda/record?after=nonsense").status_code == 404
