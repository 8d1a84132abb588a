"""The board, and several proposals at once: what staff see, and what happens to each."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from flask import Flask
from flask.testing import FlaskClient

from portal.db import db
from portal.proposals.models import Proposal
from portal.testing import factories as make
from portal.testing.counting import Counted
from tests.functional.localities import Locality, at, do, locality, open_run, proposal, submitted

Counting = Callable[[], AbstractContextManager[Counted]]
BOARD, SEVERAL = "/j/hongda/proposals/board", "/j/hongda/proposals/several"


@pytest.fixture
def here(app: Flask, client: FlaskClient) -> Locality:
    client.set_cookie("linli_language", "en")
    with app.app_context():
        here = locality("hongda")
        make.sign_in(client, here.secretary)
        return here


def several(here: Locality, count: int, first: int = 1) -> list[int]:
    return [submitted(here.place, here.resident, number=f"X-2026-{first + n:04}") for n in range(count)]


def runs(*matters: int) -> list[int]:
    return [run.id for matter in matters if (run := open_run(matter))]


def test_cards_stand_in_the_column_of_their_stage(app: Flask, client: FlaskClient, here: Locality) -> None:
    assert "Nothing under way" in client.get(BOARD).text
    with app.app_context():
        _one, two = several(here, 2)
        do(two, here.secretary, "receive")
    page = client.get(BOARD).text
    by_stage = {part.split('aria-labelledby="stage-')[1].split('"')[0]: part for part in page.split("<section ")[1:]
                if 'aria-labelledby="stage-' in part}  # fmt: skip
    assert list(by_stage)[:3] == ["intake", "filing", "triage"]
    assert "X-2026-0001" in by_stage["intake"]
    assert "X-2026-0002" in by_stage["filing"]
    assert "X-2026-0002" not in by_stage["intake"]


def test_filters_keep_to_what_is_asked(app: Flask, client: FlaskClient, here: Locality) -> None:
    with app.app_context():
        several(here, 1)
    assert "X-2026-0001" in client.get(f"{BOARD}?whose=mine").text
    assert "X-2026-0001" not in client.get(f"{BOARD}?state=late").text
    with app.app_context():
        make.sign_in(client, here.grid_worker)
    assert "X-2026-0001" in client.get(BOARD).text
    assert "X-2026-0001" not in client.get(f"{BOARD}?whose=mine").text
    assert client.get(f"{BOARD}?category=nonsense&stage=nonsense").status_code == 200


def test_board_and_list_of_several_ask_the_same_for_three_as_for_thirty(
    app: Flask, client: FlaskClient, here: Locality, count_queries: Counting
) -> None:
    counts = []
    for first, more in ((1, 3), (4, 27)):
        with app.app_context():
            several(here, more, first)
        for address in (BOARD, SEVERAL):
            client.get(address)
            with count_queries() as counted:
                assert client.get(address).status_code == 200
            counts.append(counted.count)
    assert counts[:2] == counts[2:]
    assert max(counts) <= 12
    assert 'href="/j/hongda/proposals/?stage=intake"' in client.get(BOARD).text  # more than a column shows


def test_both_are_for_staff(app: Flask, client: FlaskClient, here: Locality) -> None:
    for person, allowed in ((here.resident, ()), (here.liaison, ()), (here.grid_worker, (BOARD,))):
        with app.app_context():
            make.sign_in(client, person)
        for address in (BOARD, SEVERAL):
            assert client.get(address).status_code == (200 if address in allowed else 403), (person, address)


def test_several_are_received_after_looking_them_over(app: Flask, client: FlaskClient, here: Locality) -> None:
    with app.app_context():
        one, two, three = several(here, 3)
        ticked = runs(one, two)
    page = client.get(SEVERAL).text
    assert page.count('name="run"') == 3
    assert "Tick at least one proposal." in client.post(SEVERAL, data={"act": "receive"}).text
    assert client.post(SEVERAL, data={"run": ticked}).status_code == 422
    asked = client.post(SEVERAL, data={"act": "receive", "run": ticked})
    assert "Do it with 2 proposals" in asked.text
    with app.app_context():
        assert at(one) == "intake"
    sure = {"act": "receive", "run": ticked, "sure": "1", "reply": "We look into it."}
    done = client.post(SEVERAL, data=sure)
    assert "Done with 2 proposals" in done.text
    with app.app_context():
        assert [at(matter) for matter in (one, two, three)] == ["filing", "filing", "intake"]
    again = client.post(SEVERAL, data=sure)
    assert "This can be done with none of them." in again.text


def test_each_is_done_or_says_why_not(app: Flask, client: FlaskClient, here: Locality) -> None:
    with app.app_context():
        one, two = several(here, 2)
        do(one, here.secretary, "receive")
        ticked = runs(one, two)
    asked = client.post(SEVERAL, data={"act": "decline", "run": ticked})
    assert asked.text.count("Left out:") == 1
    sure = {"act": "decline", "run": ticked, "sure": "1"}
    missing = client.post(SEVERAL, data=sure)
    assert missing.status_code == 422
    done = client.post(SEVERAL, data={**sure, "reason": "Not public.", "took_part": "Two committees"})
    assert "Done with 1 proposal" in done.text
    assert "It is not at a stage where this can be done" in done.text
    with app.app_context():
        assert (at(one), at(two)) == ("declined", "intake")


def test_several_go_to_one_unit(app: Flask, client: FlaskClient, here: Locality) -> None:
    with app.app_context():
        matters = several(here, 2)
        for matter in matters:
            do(matter, here.secretary, "receive")
            do(matter, here.secretary, "file", form="meeting", took_part="Two committees")
        ticked = runs(*matters)
    sure = {"act": "keep", "run": ticked, "sure": "1", "unit": str(here.unit), "grade": "small"}
    assert "Done with 2 proposals" in client.post(SEVERAL, data=sure).text
    with app.app_context():
        assert [proposal(matter).organisation_in_charge_id for matter in matters] == [here.unit] * 2


def test_several_are_merged_into_one(app: Flask, client: FlaskClient, here: Locality) -> None:
    with app.app_context():
        one, two, three = several(here, 3)
        ticked = runs(one, two, three)
    sure = {"act": "merge", "run": ticked, "sure": "1", "reason": "One lamp"}
    assert "There is no proposal of this number." in client.post(SEVERAL, data={**sure, "into": "X-1"}).text
    done = client.post(SEVERAL, data={**sure, "into": "X-2026-0002"}).text
    assert "Done with 2 proposals" in done
    assert "This is the one that stays." in done
    with app.app_context():
        assert [db.session.get_one(Proposal, matter).merged_into for matter in (one, two, three)] == [
            "X-2026-0002", None, "X-2026-0002"
        ]  # fmt: skip


def test_strange_ticks_change_nothing(app: Flask, client: FlaskClient, here: Locality) -> None:
    for run in ("abc", "999999", "99999999999999", "-1"):
        answer = client.post(SEVERAL, data={"act": "receive", "run": run, "sure": "1"})
        assert answer.status_code in (200, 422), run
