"""Signing in through OpenID Connect, against a real provider in a process of its own."""

import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
import requests
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from portal import clock
from portal.accounts import oidc
from portal.accounts.models import Account, Identity
from portal.accounts.passwords import NO_PASSWORD, hash_password
from portal.accounts.services import second_factor
from portal.db import db, transact
from portal.persons.models import Person
from portal.settings import BadSettings, Settings
from portal.testing import factories as make
from portal.testing.live import _free_port
from tests.functional import provider as real

PASSWORD = "chess moon river"
KEPT = hash_password(PASSWORD)
PATIENCE = 60


@pytest.fixture(scope="module")
def provider() -> Iterator[str]:
    """Return the address of a provider that runs."""
    port = _free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.functional.provider", str(port)],
        env=os.environ | {"AUTHLIB_INSECURE_TRANSPORT": "1"},
        stderr=subprocess.DEVNULL,
    )
    url = f"http://127.0.0.1:{port}"
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and process.poll() is None:
        with suppress(requests.ConnectionError):
            requests.get(f"{url}/keys", timeout=5)
            break
        time.sleep(0.05)
    yield url
    process.terminate()
    process.wait(10)


def configure(app: Flask, issuer: str) -> None:
    settings: Settings = app.extensions["portal.settings"]
    app.extensions["portal.settings"] = replace(
        settings,
        oidc_issuer=issuer,
        oidc_client_id=real.CLIENT_ID,
        oidc_client_secret=real.CLIENT_SECRET,
        oidc_label="蓉城通",
    )
    oidc.init_app(app)


@pytest.fixture
def portal(app: Flask, provider: str) -> Flask:
    """Return the portal with that provider."""
    configure(app, provider)
    return app


def spoil(provider: str, way: str) -> None:
    requests.get(f"{provider}/faults", {"next": way}, timeout=5)


def go_there(client: FlaskClient, **query: str) -> str:
    """Begin at the portal, pass the provider, and return the path it sends the browser back to."""
    answer = client.get("/sign-in/provider", query_string=query)
    assert answer.status_code == 302
    back = requests.get(answer.headers["Location"], allow_redirects=False, timeout=5)
    parts = urlsplit(back.headers["Location"])
    assert parts.path == "/sign-in/provider/back"
    return f"{parts.path}?{parts.query}"


def come_back(client: FlaskClient, **query: str) -> TestResponse:
    return client.get(go_there(client, **query))


def linked(app: Flask, **values: object) -> int:
    with app.app_context():
        issuer = app.extensions["portal.settings"].oidc_issuer
        known = {"password_hash": KEPT, **values}
        account_id = make.make_account(make.make_person("李桂英"), "guiying", **known)
        row = {"issuer": issuer, "subject": real.SUBJECT, "name": real.NAME, "linked_at": clock.now()}
        transact(lambda: db.session.add(Identity(account_id=account_id, **row)))
        return account_id


def test_the_request_carries_state_nonce_and_a_challenge(portal: Flask, client: FlaskClient) -> None:
    asked = parse_qs(urlsplit(client.get("/sign-in/provider").headers["Location"]).query)
    assert asked["code_challenge_method"] == ["S256"]
    assert all(len(asked[name][0]) >= 16 for name in ("state", "nonce", "code_challenge"))
    assert asked["redirect_uri"] == [f"{portal.extensions['portal.settings'].base_url}/sign-in/provider/back"]


def test_a_linked_identity_signs_in_and_goes_where_it_wanted(portal: Flask, client: FlaskClient) -> None:
    linked(portal)
    answer = come_back(client, next="/inbox")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/inbox")
    assert "李桂英" in client.get("/me").text


def test_the_second_factor_is_asked_for_all_the_same(portal: Flask, client: FlaskClient) -> None:
    account_id = linked(portal)
    with portal.app_context():
        secret, key = second_factor.new_secret(), str(portal.secret_key)
        transact(lambda: second_factor.set_up(account_id=account_id, secret=secret, step=0, key=key))
    assert come_back(client).headers["Location"].startswith("/sign-in/second")
    assert client.get("/me").status_code == 302


def test_a_blocked_account_stays_shut_and_is_told_why(portal: Flask, client: FlaskClient) -> None:
    linked(portal, blocked_at=clock.now(), blocked_reason="多次辱骂")
    answer = come_back(client)
    assert answer.status_code == 403
    assert "多次辱骂" in answer.text


@pytest.mark.parametrize("way", ["nonce", "audience", "expired", "issuer", "signature", "missing", "refused"])
def test_what_cant_be_trusted_is_told_and_lets_nobody_in(
    portal: Flask, provider: str, client: FlaskClient, way: str
) -> None:
    linked(portal)
    client.set_cookie("linli_language", "en")
    spoil(provider, way)
    answer = come_back(client)
    assert answer.status_code == 502
    assert "蓉城通 could not tell us who you are" in answer.text
    assert client.get("/me").status_code == 302
    assert come_back(client).status_code == 302  # and the next try works


def test_another_browsers_state_is_refused_and_one_works_once(portal: Flask, client: FlaskClient) -> None:
    linked(portal)
    back = go_there(client)
    victim = portal.test_client()
    assert victim.get(back).status_code == 502
    assert victim.get("/me").status_code == 302
    parts = urlsplit(back)
    query = parse_qs(parts.query)
    forged = urlencode({"code": query["code"][0], "state": "made-up"})
    assert client.get(f"{parts.path}?{forged}").status_code == 502
    assert client.get(parts.path).status_code == 502
    assert client.get(back).status_code == 302
    assert portal.test_client().get(back).status_code == 502


@pytest.mark.parametrize("issuer", ["http://127.0.0.1:9", "http://localhost:1/deep"])
def test_a_provider_that_is_down_is_told_on_a_page(app: Flask, client: FlaskClient, issuer: str) -> None:
    configure(app, issuer)
    client.set_cookie("linli_language", "en")
    answer = client.get("/sign-in/provider")
    assert answer.status_code == 502
    assert "could not tell us who you are" in answer.text
    assert client.get("/sign-in/provider/back?code=1&state=2").status_code == 502


def test_somebody_unknown_is_asked_and_makes_an_account_without_a_password(portal: Flask, client: FlaskClient) -> None:
    client.set_cookie("linli_language", "en")
    assert come_back(client).headers["Location"] == "/sign-in/provider/new"
    page = client.get("/sign-in/provider/new")
    assert real.NAME in page.text
    assert client.post("/sign-in/provider/new", data={"name": "", "shown": "masked"}).status_code == 422
    answer = client.post("/sign-in/provider/new", data={"name": "李桂英", "shown": "masked"})
    assert answer.headers["Location"] == "/me"
    with portal.app_context():
        account = db.session.scalars(select(Account)).one()
        assert (account.email, account.password_hash) == (real.EMAIL, NO_PASSWORD)
        assert account.email_confirmed_at is not None
        assert db.session.scalars(select(Person.verified_at)).one() is None
    client.post("/sign-out")
    assert come_back(client).headers["Location"] == "/"
    assert client.post("/sign-in/provider/new", data={"name": "x"}).headers["Location"] == "/me/identity"


def test_an_address_the_provider_has_not_verified_is_not_taken(
    portal: Flask, provider: str, client: FlaskClient
) -> None:
    spoil(provider, "unverified")
    come_back(client)
    client.post("/sign-in/provider/new", data={"name": "李桂英", "shown": "masked"})
    with portal.app_context():
        assert db.session.scalars(select(Account.email)).one() is None


def test_a_known_address_alone_links_nothing(portal: Flask, client: FlaskClient) -> None:
    with portal.app_context():
        make.make_account(
            make.make_person(), "guiying", email=real.EMAIL, email_confirmed_at=clock.now(), password_hash=KEPT
        )
    assert come_back(client).headers["Location"] == "/sign-in/provider/new"
    assert client.get("/me").status_code == 302


def test_its_owner_links_it_after_signing_in_and_unlinks_it(portal: Flask, client: FlaskClient) -> None:
    with portal.app_context():
        make.make_account(make.make_person("李桂英"), "guiying", password_hash=KEPT)
    come_back(client)
    client.post("/sign-in?next=/me/identity", data={"name": "guiying", "password": PASSWORD})
    assert real.NAME in client.get("/me/identity").text  # it has waited while they signed in
    client.post("/me/identity/link")
    fresh = portal.test_client()
    assert come_back(fresh).status_code == 302
    assert fresh.get("/me").status_code == 200
    page = client.get("/me/identity").text
    unlink = re.search(r'action="(/me/identity/\d+/unlink)"', page)
    assert unlink
    assert client.post(unlink[1]).status_code == 302
    assert client.post(unlink[1]).status_code == 404
    assert come_back(portal.test_client()).headers["Location"] == "/sign-in/provider/new"


def test_linking_asks_who_sits_there(portal: Flask, client: FlaskClient) -> None:
    with portal.app_context():
        make.make_account(make.make_person(), "guiying", password_hash=KEPT)
    client.post("/sign-in", data={"name": "guiying", "password": PASSWORD})
    come_back(client)
    with clock.telling(clock.now() + timedelta(minutes=11)):
        assert client.post("/me/identity/link").headers["Location"] == "/me/sure?next=/me/identity"


def test_one_identity_signs_in_to_one_account(portal: Flask, client: FlaskClient) -> None:
    first = linked(portal)
    with portal.app_context():
        make.make_account(make.make_person(), "other", password_hash=KEPT)
    client.post("/sign-in", data={"name": "other", "password": PASSWORD})
    assert come_back(client).headers["Location"] == "/me/identity"
    client.post("/me/identity/link")
    with portal.app_context():
        assert db.session.scalars(select(Identity.account_id)).all() == [first]


def test_the_only_way_in_is_not_taken_away(portal: Flask, client: FlaskClient) -> None:
    linked(portal, password_hash=NO_PASSWORD)
    come_back(client)
    with portal.app_context():
        identity_id = db.session.scalars(select(Identity.id)).one()
    client.post(f"/me/identity/{identity_id}/unlink")
    with portal.app_context():
        assert db.session.scalars(select(Identity.id)).all() == [identity_id]


def test_signing_out_offers_to_sign_out_there_too(portal: Flask, provider: str, client: FlaskClient) -> None:
    linked(portal)
    come_back(client)
    assert client.post("/sign-out").headers["Location"] == "/signed-out"
    assert "/signed-out/provider" in client.get("/signed-out").text
    there = client.get("/signed-out/provider").headers["Location"]
    assert there.startswith(f"{provider}/end?")
    client.post("/sign-in", data={"name": "guiying", "password": PASSWORD})
    assert client.post("/sign-out").headers["Location"] == "/"


def test_without_a_provider_there_are_no_such_pages(app: Flask, client: FlaskClient) -> None:
    for path in ("/sign-in/provider", "/sign-in/provider/back", "/signed-out", "/signed-out/provider"):
        assert client.get(path).status_code == 404, path
    assert "/sign-in/provider" not in client.get("/sign-in").text


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"oidc_issuer": "http://id.example.org"}, "must begin with https://"),
        ({"oidc_issuer": "https://id.example.org", "oidc_client_id": "linli"}, "are needed"),
    ],
)
def test_settings_that_cant_work_are_refused_at_start(app: Flask, given: dict[str, str], said: str) -> None:
    app.extensions["portal.settings"] = replace(app.extensions["portal.settings"], **given)
    with pytest.raises(BadSettings, match=said):
        oidc.init_app(app)
