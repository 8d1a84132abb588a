"""What roles allow is data: changed in the browser by whoever holds it all, and counting from the next request."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from portal.db import db
from portal.events import EventRecord
from portal.jurisdictions.tree import Place
from portal.roles.models import RoleTemplate
from portal.roles.standing import TEMPLATES, standing_of
from portal.testing import factories as make
from portal.testing.counting import counting

NAMES = {"names-zh_Hans": "楼长", "names-zh_Hant": "樓長", "names-en": "House keeper"}


@pytest.fixture
def place(app: Flask) -> Place:
    with app.app_context():
        return make.make_place("hongda")


def holding(app: Flask, role: str, place: Place) -> FlaskClient:
    client = app.test_client()
    with app.app_context():
        person = make.make_person()
        make.give_role(person, role, place)
        make.sign_in(client, person)
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
    return client


def test_a_permission_that_is_added_counts_at_once(app: Flask, place: Place) -> None:
    admin, worker = holding(app, "system_admin", place), holding(app, "grid_worker", place)
    assert worker.get("/j/hongda/announcements/new").status_code == 403
    with app.app_context():
        before = sorted(TEMPLATES()["grid_worker"].permissions)
    form = {**NAMES, "permissions": [*before, "content.write"]}
    assert admin.post("/admin/roles/grid_worker", data=form).status_code == 302
    assert worker.get("/j/hongda/announcements/new").status_code == 200
    assert "House keeper" in admin.get("/admin/roles/").text
    assert admin.post("/admin/roles/grid_worker", data={**NAMES, "permissions": before}).status_code == 302
    assert worker.get("/j/hongda/announcements/new").status_code == 403
    with app.app_context():
        shaped = select(func.count()).where(EventRecord.name == "role.shaped")
        assert db.session.scalar(shaped) == 2


def test_a_new_role_can_be_given(app: Flask, place: Place) -> None:
    admin = holding(app, "system_admin", place)
    form = {**NAMES, "key": "house_keeper", "permissions": ["content.write"]}
    assert admin.post("/admin/roles/new", data=form).status_code == 302
    with app.app_context():
        person = make.make_person()
        make.give_role(person, "house_keeper", place)
        assert standing_of(person).may("content.write", place.id)


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"key": "grid_worker"}, "There is a role of this key."),
        ({"key": "Grid Worker"}, "Small letters, digits and _ only."),
        ({"names-zh_Hans": ""}, "This field is required."),
        ({"permissions": ["no.such"]}, "permissions-error"),
    ],
)
def test_a_mistake_stands_beside_its_field_and_nothing_is_lost(
    app: Flask, place: Place, changed: dict[str, object], words: str
) -> None:
    admin = holding(app, "system_admin", place)
    form = {**NAMES, "key": "house_keeper", "permissions": ["content.write"], **changed}
    answer = admin.post("/admin/roles/new", data=form)
    assert answer.status_code == 422
    assert words in answer.text
    assert "House keeper" in answer.text
    with app.app_context():
        assert db.session.get(RoleTemplate, "house_keeper") is None


@pytest.mark.parametrize("key", ["system_admin", "nobody"])
def test_the_role_that_allows_everything_stays_as_it_is(app: Flask, place: Place, key: str) -> None:
    admin = holding(app, "system_admin", place)
    assert admin.get(f"/admin/roles/{key}").status_code == 404
    assert admin.post(f"/admin/roles/{key}", data={**NAMES, "permissions": []}).status_code == 404


def test_whoever_shapes_roles_moves_only_what_they_hold_in_every_tree(app: Flask, place: Place) -> None:
    with app.app_context():
        make.make_place("elsewhere")
        before = TEMPLATES()["grid_worker"].permissions
    admin = holding(app, "system_admin", place)  # of one of two trees
    form = {**NAMES, "permissions": [*before, "content.write"]}
    assert admin.post("/admin/roles/grid_worker", data=form).status_code == 422
    assert admin.post("/admin/roles/grid_worker", data={**NAMES, "permissions": []}).status_code == 302
    with app.app_context():
        assert TEMPLATES()["grid_worker"].permissions == before


def test_the_pages_ask_little_of_the_database(app: Flask, place: Place) -> None:
    admin = holding(app, "system_admin", place)
    for path in ("/admin/roles/", "/admin/roles/new", "/admin/roles/grid_worker"):
        with app.app_context(), counting(db.engine) as asked:
            assert admin.get(path).status_code == 200
        assert asked.count <= 12, asked
