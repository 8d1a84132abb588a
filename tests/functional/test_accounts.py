"""The door: signing in, up and out, forgotten passwords, devices, tokens."""

import re
import threading
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from portal import clock
from portal.accounts.models import Account, AccountSession, ApiToken, RecoveryCode, SignInTries
from portal.accounts.passwords import hash_password
from portal.accounts.queries import candidates, holder_of, read_name
from portal.accounts.services import signing_in
from portal.accounts.services.helping import block_account
from portal.app import create_app
from portal.db import db, transact
from portal.events import CLOCK
from portal.outbox import OutboxRow
from portal.persons.models import Person
from portal.persons.names import skeleton
from portal.testing import factories as make

PASSWORD = "chess moon river"
KEPT = hash_password(PASSWORD)
SIGN_UP = {"name": "李桂英", "phone": "19000001234", "password": PASSWORD, "shown": "masked"}


def account(login: str = "guiying", **values: object) -> int:
    return make.make_account(
        make.make_person("李桂英"), login, login_skeleton=skeleton(login), password_hash=KEPT, **values
    )


def try_to_enter(client: FlaskClient, name: str, password: str = PASSWORD, url: str = "/sign-in") -> TestResponse:
    return client.post(url, data={"name": name, "password": password})


def without_values(answer: TestResponse) -> str:
    """Return a page without what was typed into it, and without its token, which tells the time."""
    return re.sub('value="[^"]*"', "", answer.text)


def at_once(app: Flask, works: list[Callable[[FlaskClient], TestResponse]]) -> list[TestResponse]:
    """Send several requests at the same time."""
    answers: list[TestResponse] = []
    start = threading.Barrier(len(works))

    def run(work: Callable[[FlaskClient], TestResponse]) -> None:
        client = app.test_client()
        start.wait()
        answers.append(work(client))

    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(answers) == len(works)
    return answers


@pytest.mark.parametrize("typed", ["guiying", " GuiYing ", "190-0000-1234", "+86 190 0000 1234", "Li@Example.org"])
def test_login_name_phone_and_mail_all_sign_in(app: Flask, client: FlaskClient, typed: str) -> None:
    with app.app_context():
        account(phone="+8619000001234", email="li@example.org")
    assert try_to_enter(client, typed).status_code == 302
    assert client.get("/me").status_code == 200


def test_unknown_wrong_and_blocked_get_one_answer_and_a_blocked_owner_the_reason(
    app: Flask, client: FlaskClient
) -> None:
    with app.app_context():
        place = make.make_place("hongda")
        account()
        account("blocked")
        blocked = db.session.scalar(select(Account.person_id).where(Account.login == "blocked"))
        transact(lambda: block_account(person_id=blocked, place=place, reason="多次辱骂", actor=CLOCK))
    answers = [
        try_to_enter(client, "nobody", "wrong wrong wrong"),
        try_to_enter(client, "guiying", "wrong wrong wrong"),
        try_to_enter(client, "blocked", "wrong wrong wrong"),
    ]
    assert {answer.status_code for answer in answers} == {422}
    texts = {without_values(answer) for answer in answers}
    assert len(texts) == 1
    assert "guiying" in answers[1].text  # what was typed comes back
    told = try_to_enter(client, "blocked")
    assert told.status_code == 403
    assert "多次辱骂" in told.text


def test_each_try_checks_as_many_passwords_whoever_is_meant(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    checked: list[str] = []
    monkeypatch.setattr(signing_in, "verify_password", lambda *_: checked.append("real"))
    monkeypatch.setattr(signing_in, "spend_time_as_if", lambda: checked.append("none"))
    with app.app_context():
        account(phone="+8619000001234")
        account("second", phone="+8619000001234")
        for typed in ("nobody", "guiying", "19000001234"):
            checked.clear()
            with pytest.raises(signing_in.WrongCredentials):
                signing_in.sign_in(
                    typed=typed, password="x", device="", address="", known_by="", known_accounts=(), required=False
                )
            assert len(checked) == 2


def test_tries_wait_longer_and_longer_and_the_owner_is_never_kept_out_for_good(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        account()
    stranger = app.test_client()
    assert try_to_enter(client, "guiying").status_code == 302  # this browser is known from now on
    client.post("/sign-out")
    codes = [try_to_enter(stranger, "guiying", "wrong wrong").status_code for _ in range(6)]
    assert codes == [422] * 5 + [429]
    answer = try_to_enter(stranger, "guiying")
    assert answer.status_code == 429  # even with the right password
    assert "guiying" in answer.text
    assert try_to_enter(client, "guiying").status_code == 302  # but not for the known browser
    with app.app_context(), clock.telling(clock.now() + signing_in.LONGEST_WAIT):
        assert try_to_enter(stranger, "guiying").status_code == 302
        assert db.session.scalar(select(func.count()).select_from(SignInTries)) == 0


def test_waits_double_up_to_a_quarter_of_an_hour() -> None:
    waits = [signing_in._wait_after(tries).total_seconds() for tries in range(1, 14)]
    assert waits == [0, 0, 0, 0, 15, 30, 60, 120, 240, 480, 900, 900, 900]


def test_many_tries_at_once_count_as_many(app: Flask) -> None:
    with app.app_context():
        account()
    answers = at_once(app, [lambda client: try_to_enter(client, "guiying", "wrong wrong")] * 8)
    assert sorted(answer.status_code for answer in answers) == [422] * 5 + [429] * 3


def test_next_leads_back_here_and_nowhere_else(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        account()
    assert try_to_enter(client, "guiying", url="/sign-in?next=/today").headers["Location"] == "/today"
    for evil in ("//evil.example", "https://evil.example", "/\\evil.example"):
        other = app.test_client()
        answer = try_to_enter(other, "guiying", url=f"/sign-in?next={evil}")
        assert answer.headers["Location"] == "/"


def test_sign_out_ends_the_session_in_the_database(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        account()
    try_to_enter(client, "guiying")
    assert client.get("/sign-out").status_code == 405
    cookie = client.get_cookie("linli_session")
    client.post("/sign-out")
    assert cookie is not None
    client.set_cookie("linli_session", cookie.value)  # a stolen copy
    assert client.get("/me").status_code == 302


def test_sign_up_makes_an_unverified_person_and_signs_in(app: Flask, client: FlaskClient) -> None:
    answer = client.post("/sign-up", data=SIGN_UP)
    assert answer.headers["Location"] == "/me"
    assert "李桂英-" in client.get("/me").text.split("<h1>")[0]  # the login name is told
    with app.app_context():
        person = db.session.scalars(select(Person)).one()
        assert (person.name, person.shown_name, person.verified_at) == ("李桂英", "", None)
        made = db.session.scalars(select(Account)).one()
        assert made.login.startswith("李桂英-")
        assert made.phone == "+8619000001234"
    assert try_to_enter(app.test_client(), "19000001234").status_code == 302


def test_sign_up_never_tells_that_a_phone_is_registered(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        verified = account(phone="+8619000001234")
    other = "another river moon"
    fresh = app.test_client().post("/sign-up", data=SIGN_UP | {"phone": "19000009999", "password": other})
    taken = client.post("/sign-up", data=SIGN_UP | {"password": other})
    assert (taken.status_code, taken.headers["Location"]) == (fresh.status_code, fresh.headers["Location"])
    for password in (PASSWORD, other):  # the password decides whom the number means
        assert try_to_enter(app.test_client(), "19000001234", password).status_code == 302
    for number in range(3):  # and nobody pushes out whom a worker has verified
        app.test_client().post("/sign-up", data=SIGN_UP | {"password": f"{other} {number}"})
    with app.app_context():
        assert candidates(read_name("19000001234"))[0].id == verified


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "李\u202e英"}, "name"),
        ({"name": "Аnna"}, "name"),
        ({"name": "李" * 100_000}, "name"),
        ({"phone": ""}, "phone"),
        ({"phone": "12345"}, "phone"),
        ({"phone": "", "email": "nobody"}, "email"),
        ({"password": "12345678"}, "password"),
        ({"password": "19000001234"}, "password"),
        ({"password": "x" * 300}, "password"),
        ({"shown": "other", "shown_name": ""}, "shown_name"),
        ({"shown": "loud"}, "shown"),
        ({"login": "guiy1ng"}, "login"),
        ({"login": "gυiying"}, "login"),
        ({"login": "guiying\0"}, "login"),
    ],
)
def test_bad_sign_up_says_why_beside_the_field_and_keeps_the_rest(
    app: Flask, client: FlaskClient, change: dict[str, str], field: str
) -> None:
    with app.app_context():
        account()
    answer = client.post("/sign-up", data=SIGN_UP | change)
    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.text
    assert ("19000001234" in answer.text) == ("phone" not in change)
    assert PASSWORD not in answer.text
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(Person)) == 1


def test_one_login_name_taken_twice_at_once_is_given_once(app: Flask) -> None:
    def work(client: FlaskClient) -> TestResponse:
        return client.post("/sign-up", data=SIGN_UP | {"login": "sunflower"})

    assert sorted(answer.status_code for answer in at_once(app, [work, work])) == [302, 422]
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(Person)) == 1


def code_sent(app: Flask) -> str:
    with app.app_context():
        rows = db.session.scalars(select(OutboxRow).where(OutboxRow.kind == "message")).all()
        return re.search(r"code=([0-9A-Z-]+)", rows[-1].payload["values"]["link"]).group(1)  # type: ignore[union-attr]


def test_forgotten_password_is_set_anew_once_and_ends_every_session(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        account(email="li@example.org")
    try_to_enter(client, "guiying")
    other = app.test_client()
    for _ in range(6):
        try_to_enter(other, "guiying", "wrong wrong")
    assert other.post("/recover", data={"name": "li@example.org"}).status_code == 302
    code = code_sent(app)
    answer = other.post("/recover/code", data={"code": code.lower(), "password": "seven green boats"})
    assert answer.headers["Location"] == "/me"
    assert client.get("/me").status_code == 302  # the old session is over
    assert other.get("/me").status_code == 200
    assert try_to_enter(app.test_client(), "guiying", "seven green boats").status_code == 302  # the wait as well
    again = app.test_client().post("/recover/code", data={"code": code, "password": "eight green boats"})
    assert again.status_code == 422


def test_recovery_answers_alike_and_codes_end_after_an_hour(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        account(email="li@example.org")
    known = client.post("/recover", data={"name": "guiying"}, follow_redirects=True)
    unknown = client.post("/recover", data={"name": "nobody"}, follow_redirects=True)
    assert without_values(known) == without_values(unknown)
    code = code_sent(app)
    with clock.telling(clock.now() + timedelta(minutes=61)):
        late = client.post("/recover/code", data={"code": code, "password": "seven green boats"})
    assert late.status_code == 422
    for _ in range(9):
        client.post("/recover", data={"name": "guiying"})
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(RecoveryCode)) == 5  # an hour's worth


def test_a_recovery_code_used_twice_at_once_works_once(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        account(email="li@example.org")
    client.post("/recover", data={"name": "guiying"})
    code = code_sent(app)

    def work(client: FlaskClient) -> TestResponse:
        return client.post("/recover/code", data={"code": code, "password": "seven green boats"})

    assert sorted(answer.status_code for answer in at_once(app, [work, work, work])) == [302, 422, 422]


def test_new_password_needs_the_old_one_and_ends_the_other_devices(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        account()
    other = app.test_client()
    for browser in (client, other):
        try_to_enter(browser, "guiying")
    wrong = client.post("/me/password", data={"old": "not it at all", "password": "seven green boats"})
    assert wrong.status_code == 422
    assert 'id="old-error"' in wrong.text
    assert other.get("/me").status_code == 200
    assert client.post("/me/password", data={"old": PASSWORD, "password": "seven green boats"}).status_code == 302
    assert client.get("/me").status_code == 200
    assert other.get("/me").status_code == 302


def test_devices_are_listed_and_ended_by_their_owner_only(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        account()
        account("other")
    foreign, other, phone = (app.test_client() for _ in range(3))
    try_to_enter(foreign, "other")
    try_to_enter(client, "guiying")
    agent = {"User-Agent": "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/120 Mobile MicroMessenger/8.0"}
    phone.post("/sign-in", data={"name": "guiying", "password": PASSWORD}, headers=agent)
    try_to_enter(other, "guiying")
    assert "WeChat" in client.get("/me/devices?lang=en").text
    with app.app_context():
        ids = list(db.session.scalars(select(AccountSession.id).order_by(AccountSession.id)))
    assert client.post(f"/me/devices/{ids[0]}/end").status_code == 404  # somebody else's
    assert client.post("/me/devices/99999/end").status_code == 404
    assert client.post(f"/me/devices/{ids[2]}/end").status_code == 302
    assert phone.get("/me").status_code == 302
    assert client.post("/me/devices/end-others").status_code == 302
    assert [browser.get("/me").status_code for browser in (client, other, foreign)] == [200, 302, 200]


def test_a_token_is_shown_once_kept_as_a_hash_and_revoked(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        account()
    try_to_enter(client, "guiying")
    assert client.post("/me/tokens", data={"name": "Board", "days": "30"}).status_code == 422
    assert client.post("/me/tokens", data={"name": "Board", "scopes": "everything", "days": "30"}).status_code == 422
    made = client.post("/me/tokens", data={"name": "Board", "scopes": ["read"], "days": "30"})
    token = re.search(r"linli_[\w-]+", made.text).group()  # type: ignore[union-attr]
    assert token not in client.get("/me/tokens").text
    with app.app_context():
        held = holder_of(token)
        assert held is not None
        assert held.scopes == {"read"}
        token_id = db.session.scalar(select(ApiToken.id))
        with clock.telling(clock.now() + timedelta(days=31)):
            assert holder_of(token) is None
    stranger = app.test_client()
    with app.app_context():
        make.sign_in(stranger, make.make_person())
    assert stranger.post(f"/me/tokens/{token_id}/revoke").status_code == 404
    assert client.post(f"/me/tokens/{token_id}/revoke").status_code == 302
    with app.app_context():
        assert holder_of(token) is None


def test_contacts_change_with_the_password_only(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        account()
    try_to_enter(client, "guiying")
    form = {"phone": "190 0000 7777", "email": "", "old": "wrong wrong"}
    answer = client.post("/me/contacts", data=form)
    assert answer.status_code == 422
    assert "7777" in answer.text
    assert client.post("/me/contacts", data=form | {"old": PASSWORD}).status_code == 302
    assert try_to_enter(app.test_client(), "19000007777").status_code == 302


def test_what_others_read_is_a_choice_and_a_verified_name_stays(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        account()
    try_to_enter(client, "guiying")
    for shown, kept in (("full", "李桂英"), ("other", "桂花树"), ("masked", "")):
        form = {"name": "别人", "shown": shown, "shown_name": "桂花树"}
        assert client.post("/me/name", data=form).status_code == 302
        with app.app_context():
            person = db.session.scalars(select(Person)).one()
            assert (person.name, person.shown_name) == ("李桂英", kept)


@pytest.mark.parametrize("shown", ["李书记", "李 建国", "社区书记", "管理员", "Hongda", "安和物业", "H\u043engda"])
def test_nobody_shows_an_official_name(app: Flask, client: FlaskClient, shown: str) -> None:
    with app.app_context():
        hongda = make.make_place("hongda")
        make.make_organisation(hongda, "安和物业")
        secretary = make.make_person("李建国", shown_name="李书记")
        make.give_role(secretary, "secretary", hongda)
        account()
    try_to_enter(client, "guiying")
    form = {"name": "李桂英", "shown": "other", "shown_name": shown}
    assert client.post("/me/name", data=form).status_code == 422
    with app.app_context():
        shown_names = db.session.scalars(select(Person.shown_name).where(Person.id != secretary)).all()
    assert shown_names == [""]


def test_signing_in_leads_to_the_days_work_or_home(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        hongda = make.make_place("hongda")
        account("worker")
        account("neighbour")
        account("newcomer")
        people = {row.login: row.person_id for row in db.session.execute(select(Account.login, Account.person_id))}
        make.give_role(people["worker"], "grid_worker", hongda)
        make.give_role(people["neighbour"], "resident", hongda)
    for login, leads_to in (("worker", "/today"), ("neighbour", "/j/hongda/"), ("newcomer", "/")):
        assert try_to_enter(app.test_client(), login).headers["Location"] == leads_to, login


def test_language_is_kept_with_the_account(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        account()
    try_to_enter(client, "guiying")
    assert client.post("/me/language", data={"language": "xx"}).status_code == 422
    client.post("/me/language", data={"language": "zh_Hant"})
    assert 'lang="zh-Hant"' in client.get("/me").text


def test_the_door_stays_open_when_the_counts_cannot_be_reached(database_url: str, tmp_path: Path) -> None:
    given = {
        "DATABASE_URL": database_url,
        "DATA_DIR": str(tmp_path),
        "SECRET_KEY": "only for tests",
        "REDIS_URL": "redis://127.0.0.1:1/0",
    }
    app = create_app(given)
    app.config.update(TESTING=True, WTF_CSRF_ENABLED=False)
    with app.app_context():
        account()
    assert try_to_enter(app.test_client(), "guiying").status_code == 302
    with app.app_context():
        db.engine.dispose()
