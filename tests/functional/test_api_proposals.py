"""Places and proposals by the API."""

import io
import json
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from PIL import Image
from sqlalchemy import func, select, update

from portal.db import db, transact
from portal.idempotency import Answer
from portal.persons.models import Person
from portal.proposals.models import Attachment, Comment, Proposal, StageRun, Support
from portal.testing import factories as make
from tests.functional import matters
from tests.functional.matters import World
from tests.functional.programs import Program

SETTLED = {"form": "online", "took_part": "Two committees"}
PROPOSALS = "/api/v1/j/hongda/proposals"
WORDS = {"title": "Snow on the steps", "body": "Please say who clears which part.", "category": "safety"}
SHORT = {
    "key": "short",
    "name": {"en": "Short"},
    "stages": [
        {"key": "settle", "kind": "filing", "name": {"en": "Settle"}, "actor": "worker", "clock": 5},
        {"key": "file", "kind": "archive", "name": {"en": "File"}, "actor": "worker"},
    ],
}


@pytest.fixture
def world(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    monkeypatch.setattr(matters.publish_procedure, "__defaults__", (SHORT,))
    with app.app_context():
        yield matters.world()


@pytest.fixture
def resident(app: Flask, world: World) -> Program:
    return Program(app, make.make_token(world.resident))


@pytest.fixture
def neighbour(app: Flask, world: World) -> Program:
    return Program(app, make.make_token(world.neighbour))


@pytest.fixture
def worker(app: Flask, world: World) -> Program:
    return Program(app, make.make_token(world.worker))


def picture() -> bytes:
    data = io.BytesIO()
    Image.new("RGB", (40, 30), "teal").save(data, "JPEG")
    return data.getvalue()


def test_places_are_listed_page_by_page(app: Flask, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("portal.api.jurisdictions.PAGE", 1)
    first = Program(app).get("/api/v1/jurisdictions")
    assert [item["slug"] for item in first.json["items"]] == ["hongda"]
    second = Program(app).get(f"/api/v1/jurisdictions?after={first.json['next']}")
    assert [item["slug"] for item in second.json["items"]] == ["wushu"]
    assert second.json["next"] is None
    assert f"after={first.json['next']}" in first.headers["Link"]
    below = Program(app).get("/api/v1/jurisdictions?parent=wushu").json["items"]
    assert [(item["slug"], item["parent"]) for item in below] == [("hongda", "wushu")]


def test_place_tells_what_can_be_proposed_there(app: Flask, world: World) -> None:
    make.switch("round_table", world.place)
    place = Program(app).get("/api/v1/j/hongda").json
    assert (place["slug"], place["level"], place["parent"], place["plugins"]) == (
        "hongda", "community", "wushu", ["round_table"]
    )  # fmt: skip
    assert {entry["key"]: [below["key"] for below in entry["subtypes"]] for entry in place["categories"]} == {
        "construction": ["repair", "greening"],
        "safety": [],
    }
    assert [entry["key"] for entry in place["negative_list"]] == ["petition"]


def test_proposal_is_handed_in_and_can_be_found(app: Flask, world: World, resident: Program) -> None:
    answer = resident.post(PROPOSALS, {**WORDS, "title": "停车位太少", "where": "Gate", "private_note": "Ring me."})
    assert answer.status_code == 201
    assert answer.json["stage"]["key"] == "settle"
    assert answer.json["state"] == "open"
    found = Program(app).get(answer.headers["Location"]).json
    assert (found["title"], found["where"], found["category"]) == ("停车位太少", "Gate", "safety")
    assert "actions" not in found
    for query, expected in (
        ("q=停车", 1), ("q=下雪", 0), ("state=open", 1), ("state=closed", 0), ("category=safety", 1),
        ("category=construction", 0), ("stage=settle", 1), ("stage=file", 0), ("order=supported", 1),
    ):  # fmt: skip
        assert len(Program(app).get(f"{PROPOSALS}?{query}").json["items"]) == expected, query
    above = Program(app).get("/api/v1/j/wushu/proposals").json["items"]
    assert [item["number"] for item in above] == [found["number"]]
    assert Program(app).get(f"/api/v1/j/wushu/proposals/{found['number']}").status_code == 404


def test_list_goes_on_where_the_page_before_ended(app: Flask, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("portal.api.proposals.PAGE", 2)
    numbers = [matters.submit(world.place, world.resident) for _ in range(5)]
    seen, address = [], PROPOSALS
    while address:
        page = Program(app).get(address)
        seen += [item["number"] for item in page.json["items"]]
        address = page.headers["Link"].partition(">")[0].lstrip("<") if page.json["next"] else ""
    assert seen == numbers[::-1]


def test_unknown_filters_are_refused(app: Flask, world: World) -> None:
    assert Program(app).get(f"{PROPOSALS}?state=draft").status_code == 400
    assert Program(app).get(f"{PROPOSALS}?order=best").status_code == 400


def test_drafts_are_nobody_elses_business(app: Flask, world: World, resident: Program) -> None:
    matters.draft(world.place, world.resident)
    assert Program(app).get(PROPOSALS).json["items"] == []
    assert resident.get(PROPOSALS).json["items"] == []


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"category": "weather"}, "/category"),
        ({"category": ""}, "/category"),
        ({"category": "construction"}, "/subtype"),
        ({"category": "construction", "subtype": "petition"}, "/subtype"),
        ({"title": " "}, "/title"),
        ({"body": None}, "/body"),
        ({"files": ["none"]}, "/files"),
    ],
)
def test_wrong_words_are_pointed_at_and_nothing_is_kept(
    app: Flask, world: World, resident: Program, wrong: dict[str, Any], field: str
) -> None:
    answer = resident.post(PROPOSALS, {**WORDS, **wrong})
    assert answer.status_code == 422
    assert [error["field"] for error in answer.json["errors"]] == [field]
    assert db.session.scalar(select(func.count()).select_from(Proposal)) == 0


def test_only_a_worker_enters_what_somebody_said_otherwise(resident: Program, worker: Program) -> None:
    assert resident.post(PROPOSALS, {**WORDS, "channel": "phone"}).status_code == 403
    entered = worker.post(PROPOSALS, {**WORDS, "channel": "phone"})
    assert entered.status_code == 201
    assert worker.get(entered.headers["Location"]).json["channel"] == "phone"


def test_unconfirmed_person_is_told_why_not(app: Flask, world: World) -> None:
    person = make.make_person(verified_at=None)
    make.give_role(person, "resident", world.place)
    answer = Program(app, make.make_token(person)).post(PROPOSALS, WORDS, headers={"Accept-Language": "en"})
    assert answer.status_code == 403
    assert answer.json["detail"] == "The community has not confirmed yet who you are."


def test_place_without_a_procedure_takes_none(app: Flask, world: World) -> None:
    make.give_role(world.resident, "resident", world.street)
    resident = Program(app, make.make_token(world.resident))
    words = {name: value for name, value in WORDS.items() if name != "category"}
    assert resident.post("/api/v1/j/wushu/proposals", words).status_code == 409


def test_uploaded_files_are_shown_once_and_only_by_who_uploaded_them(
    app: Flask, resident: Program, neighbour: Program
) -> None:
    sent = {"file": (io.BytesIO(picture()), "lane.jpg")}
    uploaded = resident.send("POST", "/api/v1/files", data=sent)
    assert uploaded.status_code == 201
    words = {**WORDS, "files": [uploaded.json["id"]]}
    assert neighbour.post(PROPOSALS, words).status_code == 422
    assert resident.post(PROPOSALS, words).status_code == 201
    assert db.session.scalar(select(func.count()).select_from(Attachment)) == 1
    assert resident.post(PROPOSALS, words).status_code == 422


def test_upload_that_is_no_picture_is_refused(resident: Program) -> None:
    for data in ({"file": (io.BytesIO(b"<svg/>"), "x.svg")}, {"other": (io.BytesIO(picture()), "x.jpg")}):
        answer = resident.send("POST", "/api/v1/files", data=data)
        assert [error["field"] for error in answer.json["errors"]] == ["/file"]


def test_support_counts_once_and_can_be_taken_back(
    app: Flask, world: World, resident: Program, neighbour: Program
) -> None:
    path = f"{PROPOSALS}/{matters.submit(world.place, world.resident)}/support"
    assert resident.post(path).status_code == 403
    for _ in range(2):
        assert neighbour.post(path).json == {"supports": 1, "supported": True}
    assert neighbour.send("DELETE", path).json == {"supports": 0, "supported": False}
    assert db.session.scalar(select(func.count()).select_from(Support)) == 0


def test_comment_is_written_under_a_masked_name(world: World, neighbour: Program) -> None:
    path = f"{PROPOSALS}/{matters.submit(world.place, world.resident)}"
    answer = neighbour.post(f"{path}/comments", {"body": "Here too."})
    assert answer.status_code == 201
    assert (answer.json["by"], answer.json["body"]) == ("王**", "Here too.")
    assert neighbour.get(path).json["comments"] == 1
    assert neighbour.post(f"{path}/comments", {"body": ""}).status_code == 422


def test_actions_are_those_of_the_caller_and_lead_on(world: World, resident: Program, worker: Program) -> None:
    path = f"{PROPOSALS}/{matters.submit(world.place, world.resident)}"
    assert resident.get(path).json["actions"] == []
    offered = {action["action"]: action for action in worker.get(path).json["actions"]}
    assert {key: action["effect"] for key, action in offered.items()} == {"file": "advance", "decline": "end"}
    assert "met_on" in offered["file"]["fields"]["properties"]
    transitions = f"{path}/transitions"
    assert resident.post(transitions, {"action": "file", "fields": {}}).status_code == 403
    answer = worker.post(transitions, {"action": "file", "fields": SETTLED})
    assert (answer.status_code, answer.json["stage"]["key"]) == (200, "file")
    assert worker.post(transitions, {"action": "file", "fields": SETTLED}).status_code == 409
    assert worker.post(transitions, {"action": "archive"}).json["state"] == "closed"
    ended = worker.get(path).json
    assert (ended["stage"], ended["actions"], [entry["outcome"] for entry in ended["track"]]) == (
        None, [], ["filed", "archived"]
    )  # fmt: skip
    assert worker.post(transitions, {"action": "archive"}).status_code == 409
    assert resident.post(f"{path}/support").status_code in (403, 409)


def test_wrong_transitions_are_pointed_at(world: World, worker: Program) -> None:
    path = f"{PROPOSALS}/{matters.submit(world.place, world.resident)}/transitions"
    for body, fields in (
        ({}, ["/action"]),
        ({"action": 3, "fields": [], "reason": ""}, ["/reason", "/action", "/fields"]),
        ({"action": "file", "fields": {"form": "pigeon", "nothing": 1}}, ["/fields/nothing"]),
        ({"action": "file", "fields": {"form": "pigeon"}}, ["/fields/form", "/fields/took_part"]),
        ({"action": "decline", "fields": {}}, ["/fields/reason", "/fields/took_part"]),
    ):
        answer = worker.post(path, body)
        assert answer.status_code == 422
        assert [error["field"] for error in answer.json["errors"]] == fields


def test_events_tell_the_way_in_pages(
    app: Flask, world: World, worker: Program, neighbour: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("portal.api.proposals.PAGE", 2)
    path = f"{PROPOSALS}/{matters.submit(world.place, world.resident)}"
    neighbour.post(f"{path}/support")
    worker.post(f"{path}/transitions", {"action": "file", "fields": SETTLED})
    first = Program(app).get(f"{path}/events?lang=en").json
    second = Program(app).get(f"{path}/events?lang=en&after={first['next']}").json
    told = [(item["event"], item["by"]) for item in first["items"] + second["items"]]
    assert told[:4] == [
        ("proposal.submitted", "李**"),
        ("proposal.stage_entered", "李**"),
        ("proposal.stage_waits", "李**"),
        ("proposal.filed", "赵**"),
    ]
    assert first["items"][0]["title"] == "The proposal is submitted."


def test_public_answers_carry_no_personal_field(app: Flask, world: World, resident: Program, worker: Program) -> None:
    phone = "+8619000001234"
    transact(lambda: db.session.execute(update(Person).values(phone=phone)))
    note = "Ring me after six."
    path = resident.post(PROPOSALS, {**WORDS, "private_note": note}).headers["Location"]
    worker.post(f"{path}/transitions", {"action": "file", "fields": SETTLED})
    worker.post(f"{path}/comments", {"body": "Seen."})
    names = list(db.session.scalars(select(Person.name)))
    addresses = [PROPOSALS, path, f"{path}/events", "/api/v1/jurisdictions", "/api/v1/j/hongda"]
    for program in (Program(app), resident, worker):
        for address in addresses:
            text = json.dumps(program.get(address).json, ensure_ascii=False)
            assert not [secret for secret in (*names, phone, phone[-11:], note) if secret in text], address


def test_reading_asks_the_same_of_the_database_however_much_there_is(
    app: Flask, world: World, count_queries: Any
) -> None:
    def asked(path: str) -> int:
        with count_queries() as counted:
            Program(app).get(path)
        assert counted.count <= 8, counted
        return counted.count

    number = matters.submit(world.place, world.resident)
    addresses = [PROPOSALS, f"{PROPOSALS}/{number}", f"{PROPOSALS}/{number}/events", "/api/v1/j/hongda"]
    before = [[asked(path) for path in addresses] for _warming_up in range(2)][-1]
    for _ in range(6):
        matters.submit(world.place, world.neighbour)
    assert [asked(path) for path in addresses] == before


def test_request_sent_again_under_its_key_gets_the_same_answer(world: World, resident: Program) -> None:
    answers = [resident.post(PROPOSALS, WORDS, key="one") for _ in range(3)]
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.text for answer in answers}) == 1
    assert len({answer.headers["Location"] for answer in answers}) == 1
    assert resident.post(PROPOSALS, WORDS, key="two").json["number"] != answers[0].json["number"]
    assert resident.post(PROPOSALS, {**WORDS, "title": "Other"}, key="one").status_code == 409
    assert db.session.scalar(select(func.count()).select_from(Proposal)) == 2


def test_keys_are_each_persons_own(world: World, resident: Program, neighbour: Program) -> None:
    numbers = {program.post(PROPOSALS, WORDS, key="one").json["number"] for program in (resident, neighbour)}
    assert len(numbers) == 2


def test_transition_sent_again_after_the_stage_has_moved_gets_its_answer(world: World, worker: Program) -> None:
    path = f"{PROPOSALS}/{matters.submit(world.place, world.resident)}/transitions"
    body = {"action": "file", "fields": SETTLED}
    first, again = (worker.post(path, body, key="file it") for _ in range(2))
    assert (first.status_code, again.status_code) == (200, 200)
    assert first.json == again.json


def test_refused_request_keeps_its_key_free(world: World, resident: Program) -> None:
    assert resident.post(PROPOSALS, {**WORDS, "title": ""}, key="one").status_code == 422
    assert resident.post(PROPOSALS, WORDS, key="one").status_code == 201


def test_bad_key_is_refused(world: World, resident: Program) -> None:
    for key in ("x" * 201, "ü"):
        assert resident.post(PROPOSALS, WORDS, key=key).status_code == 400


def test_eight_at_once_under_one_key_have_one_effect(app: Flask, world: World, resident: Program) -> None:
    answers: list[tuple[int, str]] = []

    def send() -> None:
        answer = resident.post(PROPOSALS, WORDS, key="at once")
        answers.append((answer.status_code, answer.json["number"]))

    matters.at_once(send, times=8)
    assert len(answers) == 8
    assert len(set(answers)) == 1
    assert db.session.scalar(select(func.count()).select_from(Proposal)) == 1
    assert db.session.scalar(select(func.count()).select_from(Answer)) == 1


def test_eight_at_once_do_a_transition_once(app: Flask, world: World, worker: Program) -> None:
    path = f"{PROPOSALS}/{matters.submit(world.place, world.resident)}"
    statuses: list[int] = []

    def send() -> None:
        statuses.append(worker.post(f"{path}/transitions", {"action": "file", "fields": SETTLED}).status_code)

    matters.at_once(send, times=8)
    assert sorted(statuses) == [200] + [409] * 7
    assert db.session.scalar(select(func.count()).select_from(StageRun)) == 2
    assert db.session.scalar(select(func.count()).select_from(Comment)) == 0
