"""Categories, the negative list and the plan, as a locality keeps them."""

from io import BytesIO

import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image

from portal.proposals.categories import catalogue_of
from portal.testing import factories as make
from tests.functional import matters

PAGE = "/j/hongda/proposals/categories"


@pytest.fixture
def world(app: Flask) -> matters.World:
    with app.app_context():
        return matters.world()


@pytest.fixture
def worker(app: Flask, client: FlaskClient, world: matters.World) -> FlaskClient:
    with app.app_context():
        make.sign_in(client, world.worker)
    return client


def test_only_those_who_may_arrange_them(app: Flask, client: FlaskClient, world: matters.World) -> None:
    with app.app_context():
        make.sign_in(client, world.resident)
    for address in (PAGE, f"{PAGE}/new", f"{PAGE}/1"):
        assert client.get(address).status_code == 403
    assert client.post(f"{PAGE}/plan").status_code == 403


def test_add_change_and_close(app: Flask, worker: FlaskClient, world: matters.World) -> None:
    said = {"name_zh_hans": "环境", "name_en": "Our environment", "position": "3"}
    assert worker.post(f"{PAGE}/new", data=said).headers["Location"] == PAGE
    with app.app_context():
        entry = catalogue_of(world.place.id).categories[-1]
        assert (entry.key, entry.names) == ("our_environment", {"zh_Hans": "环境", "en": "Our environment"})
    worker.post(f"{PAGE}/new?parent={entry.id}", data={"name_zh_hans": "绿化", "key": "green", "position": "1"})
    worker.post(f"{PAGE}/{entry.id}", data={"name_zh_hans": "环境卫生", "position": "0"})
    with app.app_context():
        entry = catalogue_of(world.place.id).categories[0]
        assert [entry.name, entry.subtypes[0].key] == ["环境卫生", "green"]
    assert "our_environment/green" in worker.get("/j/hongda/proposals/new").text
    worker.post(f"{PAGE}/{entry.id}", data={"name_zh_hans": "环境卫生", "position": "0", "closed": "y"})
    assert "our_environment/green" not in worker.get("/j/hongda/proposals/new").text
    assert "环境卫生" in worker.get(PAGE).text


def test_mistakes_come_back_beside_their_fields(worker: FlaskClient) -> None:
    for wrong in ({"position": "1"}, {"name_zh_hans": "x", "position": "many"}, {"name_zh_hans": "x", "key": "Ä b"}):
        answer = worker.post(f"{PAGE}/new", data=wrong)
        assert answer.status_code == 422
    taken = worker.post(f"{PAGE}/new?lang=en", data={"name_zh_hans": "又一个", "key": "safety", "position": "1"})
    assert taken.status_code == 422
    assert "an entry of that key" in taken.text
    assert "又一个" in taken.text


def test_foreign_entries_answer_404(app: Flask, worker: FlaskClient, world: matters.World) -> None:
    with app.app_context():
        other = make.make_place("kenli", code="KL")
        matters.make_categories(other)
        foreign = catalogue_of(other.id).categories[0].id
    assert worker.get(f"{PAGE}/{foreign}").status_code == 404
    assert worker.post(f"{PAGE}/{foreign}", data={"name_zh_hans": "x"}).status_code == 404
    assert worker.get(f"{PAGE}/new?parent={foreign}").status_code == 404
    assert worker.get(f"{PAGE}/99999999999").status_code == 404


def test_a_place_begins_its_own_list_with_a_copy(app: Flask, client: FlaskClient, world: matters.World) -> None:
    with app.app_context():
        below = make.make_place("east", code="EA", parent=world.place)
        make.sign_in(client, world.worker)
    assert "Public safety" in client.get("/j/east/proposals/categories").text
    for _ in range(2):
        assert client.post("/j/east/proposals/categories/own").status_code == 302
    with app.app_context():
        own, above = catalogue_of(below.id), catalogue_of(world.place.id)
        assert (own.place_id, above.place_id) == (below.id, world.place.id)
        assert [entry.key for entry in own.categories] == [entry.key for entry in above.categories]
        assert [entry.key for entry in own.categories[0].subtypes] == ["repair", "greening"]
        assert [entry.key for entry in own.negative] == ["petition"]


def test_a_plan_takes_pins(app: Flask, worker: FlaskClient, world: matters.World) -> None:
    picture = BytesIO()
    Image.new("RGB", (200, 100), "white").save(picture, "PNG")
    picture.seek(0)
    assert "pin_x" not in worker.get("/j/hongda/proposals/new").text
    assert worker.post(f"{PAGE}/plan", data={"plan": (BytesIO(b"%PDF-1.4"), "plan.pdf")}).status_code == 422
    assert worker.post(f"{PAGE}/plan").status_code == 422
    assert worker.post(f"{PAGE}/plan", data={"plan": (picture, "plan.png")}).status_code == 302
    said = {"title": "Snow", "body": "There.", "about": "safety/", "once": "t", "pin_x": "25", "pin_y": "50"}
    lonely = worker.post("/j/hongda/proposals/new?lang=en", data={**said, "pin_y": ""})
    assert "A pin needs both numbers." in lonely.text
    assert worker.post("/j/hongda/proposals/new", data={**said, "pin_x": "101"}).status_code == 422
    draft = worker.post("/j/hongda/proposals/new", data=said).headers["Location"]
    number = worker.post(f"{draft}/review").headers["Location"]
    page = worker.get(number).text
    assert 'cx="50.0" cy="50.0"' in page
    plan = page.split('<image href="')[1].split('"')[0]
    with worker.get(plan) as answer:
        assert answer.mimetype == "image/png"
    assert worker.get(plan.replace("hongda", "wushu")).status_code == 404
