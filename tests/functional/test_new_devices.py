"""A sign-in from a device not seen before is told; who it wasn't locks the others out."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from portal.accounts.models import ApiToken, KnownDevice
from portal.accounts.passwords import hash_password
from portal.accounts.views.entering import KNOWN_COOKIE
from portal.db import db
from portal.notifications.models import Notification
from portal.testing import factories as make
from portal.worker.loop import drain

PASSWORD = "chess moon river"
KEPT = hash_password(PASSWORD)


@pytest.fixture
def person(app: Flask) -> int:
    with app.app_context():
        place = make.make_place("hongda")
        person_id = make.make_person("李桂英", place_id=place.id)
        make.make_account(person_id, "guiying", password_hash=KEPT, email="li@example.org", language="en")
        return person_id


def sign_in(client: FlaskClient) -> None:
    assert client.post("/sign-in", data={"name": "guiying", "password": PASSWORD}).status_code == 302


def told(app: Flask) -> int:
    with app.app_context():
        drain()
        return db.session.scalar(select(func.count()).select_from(Notification)) or 0


def test_the_first_device_is_not_told_of_a_new_one_is_and_a_known_one_isnt(
    app: Flask, client: FlaskClient, person: int, capsys: pytest.CaptureFixture[str]
) -> None:
    sign_in(client)
    assert told(app) == 0
    stranger = app.test_client()
    agent = "Mozilla/5.0 (Linux; Android 14) Chrome/120"
    stranger.post("/sign-in", data={"name": "guiying", "password": PASSWORD}, headers={"User-Agent": agent})
    assert told(app) == 1
    printed = capsys.readouterr().out
    assert "--- mail to li@example.org" in printed
    assert "Chrome on Android" in printed
    assert "/me/not-me" in printed
    for browser in (client, stranger):
        browser.post("/sign-out")
        sign_in(browser)
    assert told(app) == 1
    client.set_cookie("linli_language", "en")
    assert "A new device signed in to your account" in client.get("/inbox").text


def test_the_cookie_is_random_and_says_nothing_of_the_browser(app: Flask, client: FlaskClient, person: int) -> None:
    other = app.test_client()
    for browser in (client, other):
        sign_in(browser)
    cookies = [browser.get_cookie(KNOWN_COOKIE) for browser in (client, other)]
    assert all(cookie is not None and len(cookie.value) >= 40 and cookie.http_only for cookie in cookies)
    assert len({cookie.value for cookie in cookies if cookie}) == 2
    with app.app_context():
        kept = set(db.session.scalars(select(KnownDevice.token_hash)))
    assert len(kept) == 2
    assert not kept & {cookie.value for cookie in cookies if cookie}


def test_whose_device_it_wasnt_locks_everybody_else_out(app: Flask, client: FlaskClient, person: int) -> None:
    sign_in(client)
    with app.app_context():
        make.make_token(person, "read")
    thief = app.test_client()
    sign_in(thief)
    assert client.post("/me/not-me", data={"password": "seven green boats"}).status_code == 302
    assert thief.get("/me").status_code == 302
    assert client.get("/me").status_code == 200
    with app.app_context():
        assert db.session.scalar(select(ApiToken.revoked_at)) is not None
        assert db.session.scalar(select(func.count()).select_from(KnownDevice)) == 0
    assert thief.post("/sign-in", data={"name": "guiying", "password": PASSWORD}).status_code == 422
