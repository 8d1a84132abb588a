"""The gate before every view: place, plugin, permission."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from portal.testing import factories as make


def test_unknown_and_closed_places_answer_404(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        make.make_place("hongda")
    assert client.get("/j/hongda/").status_code == 200
    assert client.get("/j/nowhere/").status_code == 404


def test_visitor_is_sent_to_sign_in_and_would_come_back(client: FlaskClient) -> None:
    answer = client.get("/me?tab=devices")
    assert answer.status_code == 302
    assert answer.headers["Location"] == "/sign-in?next=/me?tab%3Ddevices"


def test_signed_in_person_enters(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        make.make_place("hongda")
        make.sign_in(client, make.make_person("李明"))
    answer = client.get("/me")
    assert answer.status_code == 200
    assert "李明" in answer.text


@pytest.mark.parametrize("number", ["99999999999999999999", "-99999999999999999999", "x"])
@pytest.mark.parametrize("list_", ["public-notices/?before=", "commitments/?unit=", "proposals/new/guided?kind="])
def test_a_number_no_column_holds_is_as_none(app: Flask, number: str, list_: str) -> None:
    with app.app_context():
        make.make_place("hongda")
    assert app.test_client().get(f"/j/hongda/{list_}{number}").status_code in (200, 302)
