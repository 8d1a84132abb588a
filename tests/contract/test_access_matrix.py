"""Who may open what: every route as every role, at their own place and at a neighbour's, compared with a table.

When a route is new or asks for something else, this fails with the difference. Read it, and if it is meant:

    pytest tests/contract/test_access_matrix.py --update-access-matrix
"""

import difflib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from portal.jurisdictions.tree import Place
from portal.plugin.blueprint import PUBLIC, SIGNED_IN
from portal.plugin.registry import plugins
from portal.roles.defaults import DEFAULTS
from portal.roles.standing import EVERYTHING
from portal.testing import factories as make
from portal.testing.databases import Databases, Template
from portal.testing.fixtures import portal_on
from portal.testing.routes import Route, routes
from portal.web.gate import access_map

TABLE = Path(__file__).with_name("access_matrix.txt")
VISITOR = "visitor"
ROLES = (
    VISITOR,
    "resident",
    "grid_worker",
    "secretary",
    "unit_liaison",
    "locality_admin",
    "auditor",
    "translator",
    "system_admin",
)
HEAD = """\
# Who may open what. Written by `pytest tests/contract/test_access_matrix.py --update-access-matrix`.
# o open, s sign in first, f forbidden, m missing (the object, not the page: here no address names one that is there).
# Two letters: at one's own place, and at a neighbour's. Permission * is everybody.
"""


@dataclass(frozen=True)
class Person:
    """Somebody of one role, with their browser and the token their programs use."""

    person_id: int | None
    browser: FlaskClient
    token: str = ""


@dataclass(frozen=True)
class Street:
    """Two neighbouring communities, and one person of each role in the first."""

    app: Flask
    own: Place
    foreign: Place
    people: dict[str, Person]


@pytest.fixture(scope="module")
def street(
    databases: Databases, database_template: Template, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Street]:
    """Return the street, with every plugin on. One database is enough: the gate asks it nothing that they differ in."""
    folder = tmp_path_factory.mktemp("access")
    with databases.copy_of(database_template, "sqlite") as url, portal_on(url, folder) as app:
        app.config.update(WTF_CSRF_ENABLED=False)  # not TESTING: a broken page is to be found, and the walk go on
        with app.app_context():
            root = make.make_place("street", takes_proposals=False)
            own, foreign = make.make_place("own", parent=root), make.make_place("foreign", parent=root)
            for plugin in plugins().plugins:
                make.switch(plugin.key, root)
            organisation = make.make_organisation(own)
            people = {VISITOR: Person(None, app.test_client())}
            for role in ROLES[1:]:
                person_id = make.make_person(role)
                bound = organisation if DEFAULTS[role].for_organisation else None
                make.give_role(person_id, role, own, organisation_id=bound)
                people[role] = Person(person_id, app.test_client(), make.make_token(person_id))
                make.sign_in(people[role].browser, person_id)
        yield Street(app, own, foreign, people)


def outcome(answer: TestResponse) -> str:
    """Return the class of an answer as the table writes it; `!` is a broken page."""
    if answer.status_code == 401 or (answer.location or "").startswith("/sign-in?next="):
        return "s"
    return {403: "f", 404: "m", 429: "!", 500: "!", 503: "!"}.get(answer.status_code, "o")


def asked(street: Street, route: Route, person: Person) -> str:
    """Ask for a route as a person, at their own place and a neighbour's where it has one."""
    places = (street.own, street.foreign) if route.of_a_place else (street.own,)
    return "".join(outcome(_answer(street, route, person, place)) for place in places)


def _answer(street: Street, route: Route, person: Person, place: Place) -> TestResponse:
    path = route.path(street.app, place.slug)
    if path.startswith("/api/"):
        headers = {"Authorization": f"Bearer {person.token}"} if person.token else {}
        return street.app.test_client().open(path, method=route.method, headers=headers)
    if person.person_id and route.method != "GET":
        with street.app.app_context():
            make.sign_in(person.browser, person.person_id)  # what was asked before may have ended the session
    return person.browser.open(path, method=route.method)


def lines(street: Street) -> Iterator[str]:
    """Yield the table's lines."""
    yield f"{'endpoint':34} {'method':6} {'permission':24} {' '.join(ROLES)}"
    for route in routes(street.app):
        letters = [asked(street, route, street.people[role]).ljust(len(role)) for role in ROLES]
        yield f"{route.endpoint:34} {route.method:6} {route.access.permission:24} {' '.join(letters)}".rstrip()


@pytest.mark.timeout(600)
def test_everybody_may_open_exactly_what_the_table_says(street: Street, pytestconfig: pytest.Config) -> None:
    found = HEAD + "\n".join(lines(street)) + "\n"
    broken = [line for line in found.splitlines() if "!" in line]
    assert not broken, "\n".join(["these pages are broken; the log below says why", *broken])
    if pytestconfig.getoption("--update-access-matrix"):
        TABLE.write_text(found, "utf-8")
    expected = TABLE.read_text("utf-8") if TABLE.exists() else ""
    difference = difflib.unified_diff(expected.splitlines(), found.splitlines(), "table", "portal", lineterm="", n=0)
    assert expected == found, "\n".join(difference)


def test_every_route_says_whom_it_is_for(street: Street) -> None:
    with street.app.app_context():
        known = {PUBLIC, SIGNED_IN, *plugins().permissions}
    undeclared = (
        {rule.endpoint for rule in street.app.url_map.iter_rules()} - access_map(street.app).keys() - {"static"}
    )
    assert undeclared == set()
    asked_for = {route.endpoint: route.access.permission for route in routes(street.app)}
    assert {endpoint: permission for endpoint, permission in asked_for.items() if permission not in known} == {}


def test_roles_hold_only_what_is_declared(street: Street) -> None:
    with street.app.app_context():
        declared = {EVERYTHING, *plugins().permissions}
    undeclared = {key: set(role.permissions) - declared for key, role in DEFAULTS.items()}
    assert {key: missing for key, missing in undeclared.items() if missing} == {}
