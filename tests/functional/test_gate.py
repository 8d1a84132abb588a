"""The gate before every view: place, plugin, permission."""

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
