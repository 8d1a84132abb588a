"""Roles: given, shown and ended in the browser; nobody gives more than they hold."""

import threading
from dataclasses import dataclass
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from portal import clock, config
from portal.db import db, transact
from portal.events import CLOCK
from portal.jurisdictions.tree import Place
from portal.persons.models import Person
from portal.plugin.registry import plugins
from portal.roles.defaults import install_defaults
from portal.roles.models import RoleAssignment, RoleTemplate
from portal.roles.services import AlreadyHeld, give_role
from portal.roles.standing import TEMPLATES, standing_of
from portal.testing import factories as make
from portal.testing.counting import counting


@dataclass
class World:
    """A street with a community, its administrator, and somebody to give roles to."""

    street: Place
    hongda: Place
    admin: int
    person: int
    ref: str


@pytest.fixture
def world(app: Flask) -> World:
    with app.app_context():
        street = make.make_place("street", takes_proposals=False)
        hongda = make.make_place("hongda", parent=street)
        admin = make.make_person("管理员")
        make.give_role(admin, "locality_admin", hongda)
        person = make.make_person("赵六", place_id=hongda.id)
        return World(street, hongda, admin, person, db.session.get_one(Person, person).ref)


def signed_in(app: Flask, person_id: int) -> FlaskClient:
    client = app.test_client()
    with app.app_context():
        make.sign_in(client, person_id)
    return client


def give(client: FlaskClient, world: World, role: str = "grid_worker", **values: str) -> int:
    form = {"person": world.ref, "role": role, "organisation": "0", "starts": "", "ends": ""} | values
    return client.post("/j/hongda/roles/give", data=form).status_code


def test_a_role_is_found_given_shown_and_ended_and_each_signs_its_holder_out(app: Flask, world: World) -> None:
    admin, holder = signed_in(app, world.admin), signed_in(app, world.person)
    assert world.ref in admin.get("/j/hongda/roles/give?q=赵六").text
    until = clock.today("Asia/Shanghai") + timedelta(days=30)
    assert give(admin, world, ends=until.isoformat()) == 302
    assert holder.get("/me").status_code == 302
    page = admin.get("/j/hongda/roles/?lang=en").text
    assert "赵六" in page
    assert "Grid worker" in page
    assert "管理员" in page  # who gave it
    holder = signed_in(app, world.person)
    with app.app_context():
        assert standing_of(world.person).may("persons.confirm", world.hongda.id)
        with clock.telling(clock.now() + timedelta(days=32)):
            assert not standing_of(world.person).roles  # the term is over
        held = db.session.scalar(select(func.max(RoleAssignment.id)))
    assert admin.post(f"/j/hongda/roles/{held}/end").status_code == 302
    assert holder.get("/me").status_code == 302
    assert "赵六" in admin.get("/j/hongda/roles/history").text
    assert admin.post(f"/j/hongda/roles/{held}/end").status_code == 404


def test_nobody_gives_more_than_they_hold(app: Flask, world: World) -> None:
    admin = signed_in(app, world.admin)
    page = admin.get(f"/j/hongda/roles/give?person={world.ref}").text
    assert 'value="secretary"' in page
    assert 'value="system_admin"' not in page
    assert give(admin, world, "system_admin") == 422
    with app.app_context():
        assert db.session.scalar(select(func.count()).where(RoleAssignment.person_id == world.person)) == 0


def test_roles_above_and_elsewhere_are_not_ended_from_here(app: Flask, world: World) -> None:
    admin = signed_in(app, world.admin)
    with app.app_context():
        make.give_role(world.person, "secretary", world.street)
        above = db.session.scalar(select(func.max(RoleAssignment.id)))
        make.give_role(world.person, "system_admin", world.hongda)
        stronger = db.session.scalar(select(func.max(RoleAssignment.id)))
    assert "赵六" in admin.get("/j/hongda/roles/").text
    assert admin.post(f"/j/hongda/roles/{above}/end").status_code == 404
    assert admin.post(f"/j/hongda/roles/{stronger}/end").status_code == 403
    assert admin.get("/j/street/roles/").status_code == 403
    assert signed_in(app, world.person).post(f"/j/hongda/roles/{above}/end").status_code == 404


def test_a_liaison_needs_an_organisation_that_serves_the_place(app: Flask, world: World) -> None:
    admin = signed_in(app, world.admin)
    with app.app_context():
        own = make.make_organisation(world.hongda)
        elsewhere = make.make_organisation(make.make_place("other", parent=world.street))
    assert give(admin, world, "unit_liaison") == 422
    assert give(admin, world, "unit_liaison", organisation=str(elsewhere)) == 422
    assert give(admin, world, "grid_worker", organisation=str(own)) == 422
    assert give(admin, world, "unit_liaison", organisation=str(own)) == 302
    with app.app_context():
        standing = standing_of(world.person)
        assert standing.may("commitments.answer", world.hongda.id, own)
        assert not standing.may("commitments.answer", world.hongda.id)


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"role": "nonsense"}, "role"),
        ({"ends": "2020-01-01"}, "ends"),
        ({"starts": "2031-01-01", "ends": "2030-12-31"}, "ends"),
        ({"starts": "tomorrow"}, "starts"),
        ({"organisation": "99999"}, "organisation"),
        ({"organisation": "x"}, "organisation"),
    ],
)
def test_bad_terms_and_roles_are_refused_beside_the_field(
    app: Flask, world: World, values: dict[str, str], field: str
) -> None:
    form = {"person": world.ref, "role": "grid_worker", "organisation": "0"} | values
    answer = signed_in(app, world.admin).post("/j/hongda/roles/give", data=form)
    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.text
    assert "赵六" in answer.text


def test_the_same_role_given_twice_at_once_is_given_once(app: Flask, world: World) -> None:
    results: list[object] = []
    start = threading.Barrier(2)

    def work() -> None:
        with app.app_context():
            start.wait()
            try:
                transact(
                    lambda: give_role(
                        person_id=world.person,
                        role="grid_worker",
                        place=world.hongda,
                        starts=clock.today("Asia/Shanghai"),
                        ends=None,
                        organisation_id=None,
                        actor=CLOCK,
                    )
                )
                results.append("given")
            except AlreadyHeld:
                results.append("held")

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(map(str, results)) == ["given", "held"]


def test_people_of_elsewhere_are_found_by_their_whole_login_name_only(app: Flask, world: World) -> None:
    with app.app_context():
        foreign = make.make_person("外单位", place_id=make.make_place("other", parent=world.street).id)
        make.make_account(foreign, "heating-liaison")
        ref = db.session.get_one(Person, foreign).ref
        nobody = db.session.get_one(Person, make.make_person("无账号")).ref
    admin = signed_in(app, world.admin)
    assert ref not in admin.get("/j/hongda/roles/give?q=外单位").text
    assert ref in admin.get("/j/hongda/roles/give?q=heating-liaison").text
    assert admin.get(f"/j/hongda/roles/give?person={nobody}").status_code == 200
    assert give(admin, World(world.street, world.hongda, world.admin, 0, nobody)) == 404


def test_templates_are_installed_once_and_edits_stay(app: Flask) -> None:
    with app.app_context():
        transact(lambda: setattr(db.session.get_one(RoleTemplate, "grid_worker"), "permissions", ["x.y"]))
        transact(install_defaults)
        config.refresh()
        assert db.session.get_one(RoleTemplate, "grid_worker").permissions == ["x.y"]
        assert TEMPLATES()["system_admin"].permissions == frozenset(plugins().permissions)
        assert {"roles.give", "persons.read"} <= TEMPLATES()["locality_admin"].permissions


def test_the_page_of_roles_asks_as_often_for_many_as_for_one(app: Flask, world: World) -> None:
    admin = signed_in(app, world.admin)
    admin.get("/j/hongda/roles/")  # configuration is read once
    counts = []
    for number in (1, 20):
        with app.app_context():
            for _ in range(number):
                make.give_role(make.make_person(), "grid_worker", world.hongda)
        with app.app_context(), counting(db.engine) as counted:
            assert admin.get("/j/hongda/roles/").status_code == 200
        counts.append(counted.count)
    assert counts[0] == counts[1] <= 12


def test_nobody_gives_a_role_to_themselves(app: Flask, world: World) -> None:
    with app.app_context():
        own = db.session.get_one(Person, world.admin).ref
    assert give(signed_in(app, world.admin), world, "secretary", person=own) == 422
    with app.app_context():
        held = db.session.scalars(select(RoleAssignment.role).where(RoleAssignment.person_id == world.admin)).all()
    assert held == ["locality_admin"]


def test_who_administers_a_locality_can_say_who_did_what(app: Flask, world: World) -> None:
    admin = signed_in(app, world.admin)
    assert "/j/hongda/record" in admin.get("/admin/").text
    assert admin.get("/j/hongda/record").status_code == 200
    assert admin.get("/j/street/record").status_code == 403
