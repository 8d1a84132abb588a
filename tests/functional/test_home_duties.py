"""Homes to confirm stand on the day's page of everybody who may confirm them, and of nobody else."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from portal.jurisdictions.tree import TREE, Place
from portal.roles.defaults import DEFAULTS
from portal.testing import factories as make


@pytest.fixture
def community(app: Flask) -> Place:
    """Return a community below a street that takes proposals too, with two compounds."""
    with app.app_context():
        street = make.make_place("street")
        hongda = make.make_place("hongda", parent=street)
        for slug in ("east", "west"):
            make.make_place(slug, parent=hongda, level="compound", takes_proposals=False)
        return hongda


def visit(app: Flask, role: str, place: str) -> FlaskClient:
    """Return the browser of somebody who holds a role at a place."""
    client = app.test_client()
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
    with app.app_context():
        person_id = make.make_person()
        if role:
            make.give_role(person_id, role, TREE().by_slug[place])
        make.sign_in(client, person_id)
    return client


def claim(app: Flask, building: str) -> None:
    client = app.test_client()
    with app.app_context():
        make.sign_in(client, make.make_person("李桂英", verified_at=None))
    assert client.post(f"/me/home/{building}", data={"door": "101"}).status_code == 302


def test_everybody_who_may_confirm_finds_the_home_one_click_from_the_act(app: Flask, community: Place) -> None:
    nearest = visit(app, "grid_worker", "east")
    claim(app, "east")
    deciders = [nearest, visit(app, "secretary", "hongda"), visit(app, "locality_admin", "hongda")]
    for decider in deciders:
        page = decider.get("/today").text
        assert "李桂英" in page
        link = page.split('<h3><a href="')[1].split('"')[0]
        assert "Confirm" in decider.get(link).text
    assert deciders[1].post(f"{link}/confirm").status_code == 302
    for decider in deciders:
        assert "李桂英 · " not in decider.get("/today").text


@pytest.mark.parametrize(
    ("role", "place"),
    [
        ("grid_worker", "west"),  # another compound
        ("building_head", "east"),  # may not confirm
        ("secretary", "street"),  # a locality of its own above
        ("unit_liaison", "hongda"),
        ("resident", "hongda"),
    ],
)
def test_nobody_else_finds_it_there(app: Flask, community: Place, role: str, place: str) -> None:
    visit(app, "grid_worker", "east")
    claim(app, "east")
    assert "李桂英" not in visit(app, role, place).get("/today").text


def test_the_locality_above_counts_it_among_those_below(app: Flask, community: Place) -> None:
    claim(app, "east")
    above = visit(app, "secretary", "street").get("/today").text
    assert "1 waits" in above
    own = visit(app, "secretary", "hongda").get("/today").text
    assert "In places below" not in own


def test_a_role_without_the_permission_any_more_no_longer_sees_it(app: Flask, community: Place) -> None:
    secretary = visit(app, "secretary", "hongda")
    claim(app, "west")
    assert "李桂英" in secretary.get("/today?at=hongda").text
    with app.app_context():
        make.make_role("secretary", [key for key in DEFAULTS["secretary"].permissions if key != "persons.confirm"])
    assert "李桂英" not in secretary.get("/today").text
