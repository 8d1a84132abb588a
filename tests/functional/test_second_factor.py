"""The second factor: set up, asked for, used up, required, replaced, taken away."""

import re
import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pyotp
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from portal import clock
from portal.accounts.cli import user_group
from portal.accounts.models import SecondFactor, SpareCode
from portal.accounts.passwords import hash_password
from portal.accounts.services import second_factor
from portal.accounts.services.signing_in import LONGEST_WAIT
from portal.db import db, transact
from portal.events import EventRecord
from portal.persons.models import Person
from portal.testing import factories as make

PASSWORD = "chess moon river"
KEPT = hash_password(PASSWORD)


def account(login: str = "guiying", person: int = 0) -> int:
    return make.make_account(person or make.make_person("李桂英"), login, password_hash=KEPT)


def sign_in(client: FlaskClient, login: str = "guiying", to: str = "") -> str:
    answer = client.post(
        "/sign-in", data={"name": login, "password": PASSWORD}, query_string={"next": to} if to else {}
    )
    assert answer.status_code == 302
    return str(answer.headers["Location"])


def set_up(app: Flask, account_id: int) -> tuple[str, list[str]]:
    """Give an account a second factor; return its secret and its spare codes."""
    secret, key = second_factor.new_secret(), str(app.secret_key)
    codes = transact(lambda: second_factor.set_up(account_id=account_id, secret=secret, step=0, key=key))
    return secret, list(codes)


def digits(secret: str) -> str:
    return pyotp.TOTP(secret).at(clock.outside())


def shown_form(page: str) -> dict[str, str]:
    sealed = re.search(r'name="sealed"[^>]*value="([^"]+)"', page)
    secret = re.search(r"<code>([A-Z2-7 ]+)</code>", page)
    assert sealed
    assert secret
    return {"sealed": sealed[1], "secret": secret[1].replace(" ", "")}


def test_set_up_from_me_shows_a_code_to_scan_and_then_asks_at_sign_in(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        account_id = account()
    sign_in(client)
    page = client.get("/me/second-factor/set-up")
    assert "<svg" in page.text
    assert "style=" not in page.text
    shown = shown_form(page.text)
    wrong = client.post("/me/second-factor/set-up", data={"sealed": shown["sealed"], "code": "000000"})
    assert wrong.status_code == 422
    assert shown_form(wrong.text)["secret"] == shown["secret"]  # the app need not scan again
    with app.app_context():
        assert db.session.get(SecondFactor, account_id) is None  # nothing is kept before it works
    done = client.post("/me/second-factor/set-up", data={"sealed": shown["sealed"], "code": digits(shown["secret"])})
    assert done.headers["Cache-Control"] == "no-store"
    spare = re.findall(r"<li><code>([0-9A-Z-]{14})</code>", done.text)
    assert len(spare) == 10
    with app.app_context():
        kept = db.session.get_one(SecondFactor, account_id)
        assert shown["secret"] not in kept.sealed_secret
        assert not set(spare) & set(db.session.scalars(select(SpareCode.code_hash)))
    other = app.test_client()
    assert sign_in(other, to="/inbox") == "/sign-in/second?next=/inbox"
    assert other.get("/me").status_code == 302  # not in yet
    again = other.post("/sign-in/second?next=/inbox", data={"code": digits(shown["secret"])})
    assert again.status_code == 422  # the digits that set it up are used
    with clock.telling(clock.now() + timedelta(seconds=60)):
        answer = other.post("/sign-in/second?next=/inbox", data={"code": digits(shown["secret"])})
        assert answer.headers["Location"] == "/inbox"
        assert other.get("/me").status_code == 200


def test_a_secret_that_is_not_ours_is_not_taken(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        account_id = account()
    sign_in(client)
    forged = pyotp.random_base32()
    answer = client.post("/me/second-factor/set-up", data={"sealed": forged, "code": digits(forged)})
    assert answer.status_code == 422
    with app.app_context():
        assert db.session.get(SecondFactor, account_id) is None


@pytest.mark.parametrize("kind", ["app", "spare"])
def test_eight_at_once_use_one_code_once(app: Flask, kind: str) -> None:
    with app.app_context():
        account_id = account()
        secret, spare = set_up(app, account_id)
        code = digits(secret) if kind == "app" else spare[0]
    start, passed = threading.Barrier(8), []

    def run() -> None:
        with app.app_context():
            start.wait()
            key = str(app.secret_key)
            passed.append(
                transact(lambda: second_factor._use(account_id, code, key, "nobody"))
            )  # no tries to run out of

    threads = [threading.Thread(target=run) for _number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(passed) == [False] * 7 + [True]


def test_many_wrong_codes_have_to_wait(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        secret, _spare = set_up(app, account())
    sign_in(client)
    statuses = [client.post("/sign-in/second", data={"code": "000000"}).status_code for _try in range(6)]
    assert statuses == [422] * 5 + [429]
    assert client.post("/sign-in/second", data={"code": digits(secret)}).status_code == 429
    with clock.telling(clock.now() + LONGEST_WAIT):
        client = app.test_client()
        sign_in(client)
        assert client.post("/sign-in/second", data={"code": digits(secret)}).status_code == 302


def test_a_waiting_session_opens_nothing_and_ends_soon(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        secret, _spare = set_up(app, account())
    sign_in(client)
    for path in ("/me", "/inbox", "/me/second-factor", "/me/devices", "/me/data"):
        assert client.get(path).status_code == 302, path
    assert client.post("/me/second-factor/remove").status_code == 401
    with clock.telling(clock.now() + timedelta(minutes=16)):
        assert client.get("/sign-in/second").headers["Location"] == "/sign-in"
        assert client.post("/sign-in/second", data={"code": digits(secret)}).headers["Location"] == "/sign-in"


def test_code_sign_in_and_recovery_ask_for_it_too(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        account_id = account()
        set_up(app, account_id)
        address = app.test_cli_runner().invoke(user_group, ["reset", "guiying"], obj=app)
    code = address.output.strip().rpartition("=")[2]
    answer = client.post("/recover/code", data={"code": code, "password": "seven green boats"})
    assert answer.headers["Location"] == "/sign-in/second?next=/me"
    assert client.get("/me").status_code == 302


def test_it_goes_only_with_password_and_code(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        account_id = account()
        secret, spare = set_up(app, account_id)
    sign_in(client)
    client.post("/sign-in/second", data={"code": spare[0]})
    for data in ({"password": PASSWORD, "code": "000000"}, {"password": "wrong", "code": spare[1]}, {"code": spare[1]}):
        assert client.post("/me/second-factor/remove", data=data).status_code == 422
        assert client.post("/me/second-factor/replace", data=data).status_code == 422
        assert client.get("/me/second-factor/set-up").headers["Location"] == "/me/second-factor/replace"
    answer = client.post("/me/second-factor/replace", data={"password": PASSWORD, "code": spare[1]})
    assert answer.headers["Location"] == "/me/second-factor/set-up"
    shown = shown_form(client.get("/me/second-factor/set-up").text)
    with app.app_context():
        assert second_factor.has_second_factor(account_id)  # the old one serves until the new one does
    client.post("/me/second-factor/set-up", data={"sealed": shown["sealed"], "code": digits(shown["secret"])})
    with app.app_context():
        key = str(app.secret_key)
        assert not second_factor.pass_second_factor(account_id=account_id, typed=digits(secret), key=key)
        assert not second_factor.pass_second_factor(account_id=account_id, typed=spare[2], key=key)
    with clock.telling(clock.now() + timedelta(minutes=5)):
        data = {"password": PASSWORD, "code": digits(shown["secret"])}
        assert client.post("/me/second-factor/remove", data=data).status_code == 302
    with app.app_context():
        assert not second_factor.has_second_factor(account_id)


@pytest.fixture
def required(app: Flask) -> Flask:
    settings = app.extensions["portal.settings"]
    app.extensions["portal.settings"] = replace(settings, second_factor="required")
    return app


def test_where_it_is_required_people_with_duties_set_it_up_first(required: Flask, client: FlaskClient) -> None:
    with required.app_context():
        place = make.make_place("hongda")
        make.make_role("secretary", ["proposals.handle"])
        make.make_role("resident", [], duty=False)
        secretary, resident = make.make_person("书记"), make.make_person("居民")
        make.give_role(secretary, "secretary", place)
        make.give_role(resident, "resident", place)
        account("secretary", secretary)
        account("resident", resident)
    assert sign_in(required.test_client(), "resident") == "/j/hongda/"
    assert sign_in(client, "secretary") == "/sign-in/second?next=/today"
    assert client.get("/today").status_code == 302
    page = client.get("/sign-in/second?next=/today")
    shown = shown_form(page.text)
    assert client.post("/sign-in/second", data={"sealed": shown["sealed"], "code": "1"}).status_code == 422
    assert client.get("/today").status_code == 302
    data = {"sealed": shown["sealed"], "code": digits(shown["secret"])}
    done = client.post("/sign-in/second?next=/today", data=data)
    assert 'href="/today"' in done.text
    assert len(re.findall(r"<li><code>", done.text)) == 10
    assert client.get("/today").status_code == 200
    assert client.post("/me/second-factor/remove").status_code == 403


def test_not_required_unless_the_setting_says_so(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        place = make.make_place("hongda")
        make.make_role("secretary", ["proposals.handle"])
        person = make.make_person()
        make.give_role(person, "secretary", place)
        account("secretary", person)
    assert sign_in(client, "secretary") == "/today"


def test_an_administrator_takes_it_away_and_that_is_on_record(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        place = make.make_place("hongda")
        make.make_role("locality_admin", ["persons.read", "persons.block", "roles.give"])
        make.make_role("resident", [], duty=False)
        boss, neighbour = make.make_person("管理员"), make.make_person("邻居")
        person = make.make_person("李桂英", place_id=place.id)
        make.give_role(boss, "locality_admin", place)
        make.give_role(neighbour, "resident", place)
        account_id = account(person=person)
        set_up(app, account_id)
        address = f"/j/hongda/persons/{db.session.get_one(Person, person).ref}"
        make.sign_in(client, boss)
        stranger = app.test_client()
        make.sign_in(stranger, neighbour)
    assert stranger.post(f"{address}/second-factor/reset").status_code == 403
    assert "second-factor/reset" in client.get(address).text
    assert client.post(f"{address}/second-factor/reset").status_code == 302
    with app.app_context():
        assert not second_factor.has_second_factor(account_id)
        record = db.session.scalars(select(EventRecord).where(EventRecord.name == "account.second_factor_reset")).one()
        assert (record.actor_id, record.subject_id) == (boss, person)
    assert "second-factor/reset" not in client.get(address).text


def test_the_command_takes_it_away_too(app: Flask) -> None:
    with app.app_context():
        make.make_place("hongda")
        account_id = account()
        set_up(app, account_id)
    run: Callable[..., object] = app.test_cli_runner().invoke
    run(user_group, ["reset", "guiying"], obj=app)
    with app.app_context():
        assert second_factor.has_second_factor(account_id)
    run(user_group, ["reset", "guiying", "--second-factor"], obj=app)
    with app.app_context():
        assert not second_factor.has_second_factor(account_id)
        assert db.session.scalar(select(EventRecord.actor_id).where(EventRecord.name.startswith("account."))) is None


def test_another_secret_of_the_portal_opens_no_factor_and_breaks_nothing(app: Flask) -> None:
    with app.app_context():
        account_id = account()
        secret, _spare = set_up(app, account_id)
        passed = second_factor.pass_second_factor(account_id=account_id, typed=digits(secret), key="another")
        assert not passed
