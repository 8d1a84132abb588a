"""Who asks, and how far a token reaches."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from portal import clock
from portal.accounts.models import Account, ApiToken
from portal.accounts.services.tokens import revoke_token
from portal.db import db, transact
from portal.testing import factories as make
from portal.web import tokens
from tests.functional import matters
from tests.functional.matters import World
from tests.functional.programs import Program

PROPOSALS = "/api/v1/j/hongda/proposals"
WORDS = {"title": "Snow on the steps", "body": "Please say who clears which part.", "category": "safety"}


@pytest.fixture
def world(app: Flask) -> Iterator[World]:
    with app.app_context():
        yield matters.world()


def test_visitor_is_told_to_bring_a_token(app: Flask, world: World) -> None:
    answer = Program(app).post(PROPOSALS, WORDS)
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"] == "Bearer realm=linli"


def test_bad_token_is_refused_even_where_none_is_needed(app: Flask, world: World) -> None:
    for header in ("Bearer nonsense", "Bearer", "Basic YTpi", "nonsense"):
        answer = Program(app).get(PROPOSALS, headers={"Authorization": header})
        assert answer.status_code == 401
        assert "invalid_token" in answer.headers["WWW-Authenticate"]


def test_revoked_token_is_refused(app: Flask, world: World) -> None:
    token = make.make_token(world.resident)
    assert Program(app, token).get(PROPOSALS).status_code == 200
    row = db.session.scalars(select(ApiToken)).one()
    transact(lambda: revoke_token(account_id=row.account_id, token_id=row.id))
    assert Program(app, token).get(PROPOSALS).status_code == 401


def test_token_past_its_end_is_refused(app: Flask, world: World) -> None:
    token = make.make_token(world.resident)
    with clock.telling(clock.now() + timedelta(days=31)):
        assert Program(app, token).get(PROPOSALS).status_code == 401


def test_token_of_a_blocked_account_is_refused(app: Flask, world: World) -> None:
    token = make.make_token(world.resident)
    transact(lambda: db.session.execute(update(Account).values(blocked_at=clock.now())))
    assert Program(app, token).get(PROPOSALS).status_code == 401


def test_api_never_reads_the_session_cookie(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        make.sign_in(client, matters.world().resident)
    assert client.get("/me").status_code == 200
    assert client.post(PROPOSALS, json=WORDS).status_code == 401


def test_pages_never_read_the_token(app: Flask, world: World) -> None:
    token = make.make_token(world.resident)
    answer = app.test_client().get("/me", headers={"Authorization": f"Bearer {token}"})
    assert answer.status_code == 302


def test_token_for_reading_can_do_nothing(app: Flask, world: World) -> None:
    number = matters.submit(world.place, world.resident)
    reading = Program(app, make.make_token(world.neighbour, "read"))
    assert reading.get(f"{PROPOSALS}/{number}").json["actions"] == []
    for path, body in ((PROPOSALS, WORDS), (f"{PROPOSALS}/{number}/support", None)):
        answer = reading.post(path, body)
        assert answer.status_code == 403
        assert "insufficient_scope" in answer.headers["WWW-Authenticate"]
        assert "proposals.write" in answer.headers["WWW-Authenticate"]


def test_token_for_writing_alone_reads_nothing(app: Flask, world: World) -> None:
    answer = Program(app, make.make_token(world.resident, "proposals.write")).get(PROPOSALS)
    assert answer.status_code == 403


def test_token_does_no_more_than_its_owner_may(app: Flask, world: World) -> None:
    stranger = Program(app, make.make_token(make.make_person("外人")))
    answer = stranger.post(PROPOSALS, WORDS)
    assert answer.status_code == 403
    assert "WWW-Authenticate" not in answer.headers


def test_use_is_noted_at_most_every_ten_minutes(app: Flask, world: World) -> None:
    program = Program(app, make.make_token(world.resident))

    def used_after(minutes: int) -> int:
        with clock.telling(start + timedelta(minutes=minutes)):
            program.get(PROPOSALS)
        db.session.rollback()
        used_at = db.session.scalars(select(ApiToken.used_at)).one()
        assert used_at is not None
        return round((used_at - start).total_seconds() / 60)

    start = clock.now()
    assert [used_after(minutes) for minutes in (1, 5, 10, 12, 13)] == [1, 1, 1, 12, 12]


def test_too_many_writes_are_turned_away_for_a_while(app: Flask, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tokens, "WRITES", "2/minute")
    eager, patient = (Program(app, make.make_token(person)) for person in (world.resident, world.neighbour))
    assert [eager.post(PROPOSALS, {}).status_code for _ in range(3)] == [422, 422, 429]
    assert "Retry-After" in eager.post(PROPOSALS, {}).headers
    assert eager.get(PROPOSALS).status_code == 200
    assert patient.post(PROPOSALS, {}).status_code == 422


def test_refused_tokens_count_for_their_address(app: Flask, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tokens, "READS", "2/minute")
    answers = [Program(app, f"guess{number}").get(PROPOSALS).status_code for number in range(3)]
    assert answers == [401, 401, 429]


def test_api_asks_for_no_form_token_and_pages_still_do(app: Flask, world: World) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    assert Program(app, make.make_token(world.resident)).post(PROPOSALS, WORDS).status_code == 201
    assert app.test_client().post("/sign-out").status_code == 400


def test_open_data_can_be_read_by_any_page_and_nothing_else_can(app: Flask, world: World) -> None:
    public = Program(app).get(PROPOSALS)
    assert public.headers["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in public.headers
    by_token = Program(app, make.make_token(world.resident)).get(PROPOSALS)
    assert "Access-Control-Allow-Origin" not in by_token.headers
    assert by_token.headers["Cache-Control"] == "no-store"
    assert "Access-Control-Allow-Origin" not in Program(app).post(PROPOSALS, WORDS).headers
