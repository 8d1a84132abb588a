"""One-time codes: signing in without a password, and confirming a contact."""

import re
import threading
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from portal import clock
from portal.accounts.models import Account, OneTimeCode
from portal.accounts.passwords import NO_PASSWORD, hash_password
from portal.accounts.services.one_time_codes import CODES_AN_HOUR, TRIES
from portal.db import db
from portal.outbox import OutboxRow
from portal.testing import factories as make
from portal.worker.loop import drain

PHONE, TYPED = "+8619000001234", "190 0000 1234"
PASSWORD = "chess moon river"
KEPT = hash_password(PASSWORD)


def account(app: Flask, login: str = "guiying", name: str = "李桂英", **values: object) -> int:
    known = {"phone": PHONE, "phone_confirmed_at": clock.now(), "password_hash": KEPT, **values}
    with app.app_context():
        return make.make_account(make.make_person(name), login, **known)


def codes(app: Flask) -> list[str]:
    """Return the codes in the outbox, the newest last."""
    with app.app_context():
        rows = db.session.scalars(
            select(OutboxRow.payload).where(OutboxRow.kind == "message").order_by(OutboxRow.id)
        ).all()
    return [row["values"]["code"] for row in rows if row.get("template") == "code"]


def ask(client: FlaskClient, typed: str = TYPED) -> None:
    answer = client.post("/sign-in/code", data={"name": typed})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/sign-in/code/enter")


def enter(client: FlaskClient, code: str, **more: object) -> int:
    return client.post("/sign-in/code/enter", data={"code": code, **more}).status_code


def signed_in(client: FlaskClient) -> bool:
    return client.get("/me").status_code == 200


@pytest.mark.parametrize("typed", [TYPED, "+86 190 0000 1234", "Li@Example.org"])
def test_a_code_signs_in_once(app: Flask, client: FlaskClient, typed: str) -> None:
    account(app, email="li@example.org", email_confirmed_at=clock.now())
    ask(client, typed)
    [code] = codes(app)
    wide = code.translate({ord(str(digit)): chr(0xFF10 + digit) for digit in range(10)})  # as some keyboards type
    assert enter(client, f" {wide[:3]} {wide[3:]} ") == 302
    assert signed_in(client)
    again = app.test_client()
    ask(again, typed)
    assert enter(again, code) == 422
    assert not signed_in(again)


def test_the_code_is_sent_where_it_was_asked_for(
    app: Flask, client: FlaskClient, capsys: pytest.CaptureFixture[str]
) -> None:
    account(app, email="li@example.org", email_confirmed_at=clock.now())
    ask(client)
    with app.app_context():
        drain()
        assert f"--- sms to {PHONE}" in capsys.readouterr().out
        assert db.session.scalar(select(OutboxRow.payload).where(OutboxRow.kind == "message")) == {}


def test_known_unknown_and_unconfirmed_contacts_get_one_answer(app: Flask, client: FlaskClient) -> None:
    account(app)
    account(app, "other", phone="+8619000005678", phone_confirmed_at=None)
    account(app, "blocked", phone="+8619000004321", blocked_at=clock.now())
    answers = []
    for typed in (TYPED, "19000005678", "19000004321", "19000009999", "nobody@example.org", "guiying"):
        browser = app.test_client()
        browser.set_cookie("linli_language", "en")
        ask(browser, typed)
        page = browser.get("/sign-in/code/enter")
        wrong = browser.post("/sign-in/code/enter", data={"code": "000000"})
        shown = (page.text, wrong.text)
        answers.append([re.sub(r'value="[^"]*"|For [^<]*<|lang=[^"]*"', "", text) for text in shown])
        assert (page.status_code, wrong.status_code) == (200, 422)
    assert all(answer == answers[0] for answer in answers)
    assert len(codes(app)) == 1


def test_a_few_wrong_tries_end_a_code(app: Flask, client: FlaskClient) -> None:
    account(app)
    ask(client)
    [code] = codes(app)
    wrong = f"{(int(code) + 1) % 10**6:06}"
    assert [enter(client, wrong) for _try in range(TRIES)] == [422] * TRIES
    assert enter(client, code) == 422
    assert not signed_in(client)


def test_a_code_ends_after_ten_minutes_and_with_a_newer_one(app: Flask, client: FlaskClient) -> None:
    account(app)
    ask(client)
    with clock.telling(clock.now() + timedelta(minutes=10, seconds=1)):
        assert enter(client, codes(app)[0]) == 422
    ask(client)
    ask(client)
    assert enter(client, codes(app)[1]) == 422
    assert enter(client, codes(app)[2]) == 302


def test_a_contact_gets_so_many_codes_an_hour_whether_anybody_has_it(app: Flask, client: FlaskClient) -> None:
    account(app)
    for typed in (TYPED, "19000009999"):
        for _number in range(CODES_AN_HOUR):
            ask(client, typed)
        answer = client.post("/sign-in/code", data={"name": typed})
        assert answer.status_code == 429
        assert typed in answer.text  # what was typed comes back
    with clock.telling(clock.now() + timedelta(hours=1, seconds=1)):
        ask(client)


def test_eight_at_once_and_one_gets_in(app: Flask) -> None:
    account(app)
    browsers = [app.test_client() for _number in range(4)]  # fewer than the tries a code has
    for browser in browsers:
        ask(browser)
    code = codes(app)[-1]
    start, statuses = threading.Barrier(len(browsers)), []

    def run(browser: FlaskClient) -> None:
        start.wait()
        statuses.append(enter(browser, code))

    threads = [threading.Thread(target=run, args=(browser,)) for browser in browsers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(statuses) == [302, 422, 422, 422]


def test_who_shares_a_phone_chooses_after_the_code(app: Flask, client: FlaskClient) -> None:
    mother, son = account(app), account(app, "weiguo", "张卫国")
    stranger = account(app, "stranger", "陌生人", phone="+8619000005678")
    ask(client)
    [code] = codes(app)
    page = client.post("/sign-in/code/enter", data={"code": code})
    assert page.status_code == 200
    assert "李桂英" in page.text
    assert "张卫国" in page.text
    assert "陌生人" not in page.text
    assert not signed_in(client)
    assert enter(client, code, account=son) == 302
    assert "张卫国" in client.get("/me").text
    other = app.test_client()
    ask(other)
    assert enter(other, codes(app)[-1], account=stranger) == 422
    assert not signed_in(other)
    assert mother != son


def test_typing_a_contact_confirms_nothing_and_the_code_does(app: Flask, client: FlaskClient) -> None:
    client.set_cookie("linli_language", "en")
    client.post("/sign-up", data={"name": "李桂英", "phone": TYPED, "password": PASSWORD, "shown": "masked"})
    assert "Not confirmed yet" in client.get("/me").text
    ask(app.test_client())
    assert codes(app) == []
    assert client.post("/me/contacts/phone/send-code").headers["Location"] == "/me/contacts/phone/confirm"
    [code] = codes(app)
    stranger = app.test_client()
    with app.app_context():
        make.sign_in(stranger, make.make_person("别人"))
    assert stranger.post("/me/contacts/phone/confirm", data={"code": code}).status_code == 404
    assert client.post("/me/contacts/phone/confirm", data={"code": "1"}).status_code == 422
    assert client.post("/me/contacts/phone/confirm", data={"code": code}).status_code == 302
    assert "Not confirmed yet" not in client.get("/me").text
    browser = app.test_client()
    ask(browser)
    assert enter(browser, codes(app)[-1]) == 302


def test_a_changed_contact_is_not_confirmed(app: Flask, client: FlaskClient) -> None:
    account_id = account(app)
    client.post("/sign-in", data={"name": "guiying", "password": PASSWORD})
    client.post("/me/contacts", data={"phone": TYPED, "old": PASSWORD})
    with app.app_context():
        assert db.session.get_one(Account, account_id).phone_confirmed_at is not None
    client.post("/me/contacts", data={"phone": "19000005678", "old": PASSWORD})
    with app.app_context():
        assert db.session.get_one(Account, account_id).phone_confirmed_at is None


def test_codes_for_one_purpose_dont_serve_another(app: Flask, client: FlaskClient) -> None:
    account(app, email="li@example.org")
    client.post("/sign-in", data={"name": "guiying", "password": PASSWORD})
    client.post("/me/contacts/email/send-code")
    client.post("/me/sure/send-code")
    ask(app.test_client())
    for_mail, to_be_sure, to_sign_in = codes(app)
    assert client.post("/me/sure/code", data={"code": to_sign_in}).status_code in {302, 422}
    if to_sign_in != to_be_sure:
        assert client.post("/me/sure/code", data={"code": for_mail}).status_code == 422
    assert client.post("/me/contacts/email/confirm", data={"code": for_mail}).status_code == 302


def test_only_hashes_are_kept(app: Flask, client: FlaskClient) -> None:
    account(app)
    ask(client)
    with app.app_context():
        row = db.session.scalars(select(OneTimeCode)).one()
    [code] = codes(app)
    assert code not in f"{row.code_hash} {row.contact_hash}"
    assert PHONE not in row.contact_hash


def test_being_sure_asks_after_ten_minutes_for_the_password_or_a_code(app: Flask, client: FlaskClient) -> None:
    account(app)
    client.post("/sign-in", data={"name": "guiying", "password": PASSWORD})
    assert client.get("/me/not-me").status_code == 200
    with clock.telling(clock.now() + timedelta(minutes=11)):
        answer = client.get("/me/not-me")
        assert answer.headers["Location"] == "/me/sure?next=/me/not-me"
        assert client.post("/me/sure?next=/me/not-me", data={"password": "wrong wrong"}).status_code == 422
        answer = client.post("/me/sure?next=/me/not-me", data={"password": PASSWORD})
        assert answer.headers["Location"] == "/me/not-me"
        assert client.get("/me/not-me").status_code == 200
    with clock.telling(clock.now() + timedelta(minutes=30)):
        assert client.get("/me/not-me").status_code == 302
        client.post("/me/sure/send-code", data={"next": "/me/not-me"})
        answer = client.post("/me/sure/code", data={"code": codes(app)[-1], "next": "/me/not-me"})
        assert answer.headers["Location"] == "/me/not-me"
        assert client.get("/me/not-me").status_code == 200
        assert client.post("/me/sure", data={"password": PASSWORD, "next": "//evil.example"}).location == "/me"


def test_somebody_without_a_password_sets_one_after_a_code(app: Flask, client: FlaskClient) -> None:
    account(app, password_hash=NO_PASSWORD)
    assert client.post("/sign-in", data={"name": "guiying", "password": " "}).status_code == 422
    assert client.post("/sign-in", data={"name": "guiying", "password": "x"}).status_code == 422
    ask(client)
    enter(client, codes(app)[-1])
    assert client.get("/me/password").headers["Location"] == "/me/not-me"
    assert client.post("/me/not-me", data={"password": "short"}).status_code == 422
    assert client.post("/me/not-me", data={"password": PASSWORD}).status_code == 302
    assert app.test_client().post("/sign-in", data={"name": "guiying", "password": PASSWORD}).status_code == 302
