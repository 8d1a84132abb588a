"""What is asked must be answered: lists begin with none chosen, and no act is recorded by overlooking a question."""

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from plugins.round_table.models import Meeting
from portal import clock
from portal.commitments.models import CommitmentStep
from portal.db import db
from portal.persons.models import Person
from portal.proposals.models import Proposal, StageRun
from portal.testing import factories as make
from tests.functional.localities import Locality, at, do, locality, met, open_run, publish, submitted
from tests.functional.matters import at_once
from tests.functional.programs import Program

PAGE = "/j/hongda/proposals/X-2026-0001"


@pytest.fixture
def here(app: Flask) -> Locality:
    with app.app_context():
        return locality("hongda")


def visit(app: Flask, person_id: int) -> FlaskClient:
    client = app.test_client()
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
    with app.app_context():
        make.sign_in(client, person_id)
    return client


def to(app: Flask, here: Locality, stage: str) -> tuple[int, int]:
    """Lead a matter to filing, triage, the table, handling or rating; return its id and its open run's."""
    steps: list[tuple[int, str, dict[str, Any]]] = [
        (here.secretary, "receive", {}),
        (here.secretary, "file", {"took_part": "Two committees"}),
        (here.secretary, "keep", {"grade": "middle", "unit": ""} if stage == "table" else {"grade": "small"}),
        (here.secretary, "done", {"words": "Mended."}),
        (here.secretary, "accept", {}),
    ]
    with app.app_context():
        matter = submitted(here.place, here.resident)
        for person, action, fields in steps:
            if at(matter) == stage:
                break
            do(matter, person, action, **fields)
        run = open_run(matter)
        assert run is not None
        assert run.key == stage
        return matter, run.id


def options(page: str, name: str) -> list[tuple[str, bool]]:
    """Return a list's choices, each with whether it is selected."""
    shown = page.split(f'name="{name}"')[1].split("</select>")[0]
    found = re.findall(r"<option([^>]*)>", shown)
    return [(re.findall(r'value="([^"]*)"', attributes)[0], " selected" in attributes) for attributes in found]


@pytest.mark.parametrize(
    ("stage", "action", "names"),
    [("table", "promise", ("unit", "form")), ("triage", "send_down", ("to",)), ("rating", "rate", ("channel",))],
)
def test_lists_of_an_act_begin_with_none_chosen(
    app: Flask, here: Locality, stage: str, action: str, names: Sequence[str]
) -> None:
    matter, run = to(app, here, stage)
    secretary = visit(app, here.secretary)
    page = secretary.get(f"{PAGE}/act/{action}").text
    refused = secretary.post(f"{PAGE}/act/{action}", data={"run": run, **dict.fromkeys(names, "")})
    assert refused.status_code == 422
    for name in names:
        assert options(page, name)[0] == ("", True)
        assert [value for value, selected in options(page, name)[1:] if selected] == []
        assert f'id="{name}-error"' in refused.text
    with app.app_context():
        assert at(matter) == stage
    program = Program(app, make_token(app, here.secretary))
    offered = {one["action"]: one["fields"] for one in program.get(f"/api/v1{PAGE}").json["actions"]}[action]
    for name in names:
        assert name in offered["required"]
        assert "" not in [choice["const"] for choice in offered["properties"][name]["oneOf"]]


def make_token(app: Flask, person_id: int) -> str:
    with app.app_context():
        return make.make_token(person_id)


def test_a_choice_that_was_made_comes_back_alone(app: Flask, here: Locality) -> None:
    _matter, run = to(app, here, "table")
    sent = {"run": run, "unit": str(here.unit), "form": "quarterly"}
    page = visit(app, here.secretary).post(f"{PAGE}/act/promise", data=sent)
    assert page.status_code == 422
    assert (str(here.unit), True) in options(page.text, "unit")
    assert "" not in dict(options(page.text, "unit"))


def test_triage_that_asks_for_a_unit_takes_no_other_answer(app: Flask, here: Locality) -> None:
    with app.app_context():
        document = {
            "key": "one",
            "name": {"en": "One"},
            "stages": [
                {
                    "key": "triage",
                    "kind": "triage",
                    "name": {"en": "Triage"},
                    "actor": "secretary",
                    "options": {"unit_required": True},
                    "next": [{"on": "sent_down", "to": "triage"}, {"on": "escalated", "to": "triage"}],
                },
                {"key": "archive", "kind": "archive", "name": {"en": "Archive"}, "actor": "secretary"},
            ],
        }
        publish(here.place, document)
        matter = submitted(here.place, here.resident)
    program = Program(app, make_token(app, here.secretary))
    send = f"/api/v1{PAGE}/transitions"
    for fields in ({"grade": "small"}, {"grade": "small", "unit": ""}):
        answer = program.post(send, {"action": "keep", "fields": fields})
        assert [error["field"] for error in answer.json["errors"]] == ["/fields/unit"]
    sent = {"grade": "small", "unit": str(here.unit)}
    assert program.post(send, {"action": "keep", "fields": sent}).status_code == 200
    with app.app_context():
        assert db.session.get_one(Proposal, matter).organisation_in_charge_id == here.unit


@pytest.mark.parametrize(
    ("address", "name"),
    [("roles/give?person={ref}", "role"), ("organisations/new", "kind"), ("settings/places", "level")],
)
def test_lists_of_the_office_begin_with_none_chosen(app: Flask, here: Locality, address: str, name: str) -> None:
    with app.app_context():
        admin = make.make_person()
        make.give_role(admin, "locality_admin", here.place)
        neighbour = make.make_person("王建国", place_id=here.place.id)
        ref = db.session.get_one(Person, neighbour).ref
    page = visit(app, admin).get(f"/j/hongda/{address.format(ref=ref)}")
    assert page.status_code == 200
    assert options(page.text, name)[0] == ("", True)


@pytest.mark.parametrize("action", ["file", "decline"])
def test_filing_and_declining_name_who_took_part_and_when(app: Flask, here: Locality, action: str) -> None:
    evening = datetime.fromisoformat("2026-11-23T17:30:00+00:00")  # half past one of the next day in China
    with clock.telling(evening):
        matter, run = to(app, here, "filing")
        secretary = visit(app, here.secretary)
        assert 'value="2026-11-24"' in secretary.get(f"{PAGE}/act/{action}").text
        said = {"run": run, "form": "meeting", "reason": "Not for all of us."}
        for wrong, field in (
            ({}, "took_part"),
            ({"took_part": "  "}, "took_part"),
            ({"took_part": "Seven people", "met_on": "2026-11-25"}, "met_on"),
        ):
            answer = secretary.post(f"{PAGE}/act/{action}", data={**said, **wrong})
            assert answer.status_code == 422
            assert f'id="{field}-error"' in answer.text
        sent = {**said, "took_part": "Seven people", "met_on": ""}
        assert secretary.post(f"{PAGE}/act/{action}", data=sent).status_code == 302
        with app.app_context():
            assert at(matter) in ("triage", "declined")
            kept = db.session.get_one(StageRun, run).kept
            assert (kept["met_on"], kept["took_part"]) == ("2026-11-24", "Seven people")
        page = app.test_client().get(PAGE).text
        assert "Seven people" in page


def test_days_are_those_of_the_place(app: Flask, here: Locality) -> None:
    evening = datetime.fromisoformat("2026-11-23T17:30:00+00:00")
    with clock.telling(evening):
        _matter, run = to(app, here, "handling")
        liaison = visit(app, here.secretary)
        said = {"run": run, "text": "We will."}
        yesterday = liaison.post(f"{PAGE}/act/promise", data={**said, "done_by": "2026-11-23"})
        assert yesterday.status_code == 422
        assert liaison.post(f"{PAGE}/act/promise", data={**said, "done_by": "2026-11-24"}).status_code == 302


def once(page: str) -> str:
    return page.split('name="once"')[1].split('value="')[1].split('"')[0]


def test_two_clicks_on_an_act_that_stays_have_one_effect(app: Flask, here: Locality) -> None:
    _matter, run = to(app, here, "table")
    secretary = visit(app, here.secretary)
    token = once(secretary.get(f"{PAGE}/act/put_off").text)
    sent = {"run": run, "once": token, **met()}
    statuses = [secretary.post(f"{PAGE}/act/put_off", data=sent).status_code for _ in range(2)]
    assert statuses == [302, 302]
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(Meeting)) == 1
    again = {**sent, "once": once(secretary.get(f"{PAGE}/act/put_off").text)}
    assert secretary.post(f"{PAGE}/act/put_off", data=again).status_code == 302
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(Meeting)) == 2


def test_two_clicks_on_an_act_that_leads_on_both_lead_to_the_matter(app: Flask, here: Locality) -> None:
    matter, run = to(app, here, "filing")
    secretary = visit(app, here.secretary)
    token = once(secretary.get(f"{PAGE}/act/file").text)
    sent = {"run": run, "once": token, "form": "paper", "took_part": "Two committees"}
    for _ in range(2):
        assert secretary.post(f"{PAGE}/act/file", data=sent).headers["Location"] == PAGE
    with app.app_context():
        assert at(matter) == "triage"
        assert db.session.scalar(select(func.count()).where(StageRun.proposal_id == matter)) == 3


@pytest.mark.parametrize(("stage", "action"), [("table", "put_off"), ("filing", "file")])
def test_six_clicks_at_once_have_one_effect(app: Flask, here: Locality, stage: str, action: str) -> None:
    matter, run = to(app, here, stage)
    with app.app_context():
        runs = db.session.scalar(select(func.count()).where(StageRun.proposal_id == matter)) or 0
    clients = [visit(app, here.secretary) for _ in range(6)]
    token = once(clients[0].get(f"{PAGE}/act/{action}").text)
    fields = met() if action == "put_off" else {"form": "paper", "took_part": "Two committees"}
    waiting, statuses = list(clients), list[int]()

    def click() -> None:
        answer = waiting.pop().post(f"{PAGE}/act/{action}", data={"run": run, "once": token, **fields})
        statuses.append(answer.status_code)

    at_once(click, times=6)
    assert 302 in statuses
    assert set(statuses) <= {302, 409}
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(Meeting)) == (action == "put_off")
        after = db.session.scalar(select(func.count()).where(StageRun.proposal_id == matter))
        assert after == runs + (action == "file")


def test_two_clicks_on_a_follow_up_record_one(app: Flask, here: Locality) -> None:
    _matter, _run = to(app, here, "handling")
    secretary = visit(app, here.secretary)
    address = "/j/hongda/commitments/1/follow_up"
    page = secretary.get(address).text
    assert options(page, "key")[0] == ("", True)
    refused = secretary.post(address, data={"once": once(page), "key": ""})
    assert refused.status_code == 422
    assert 'id="key-error"' in refused.text
    for _ in range(2):
        assert secretary.post(address, data={"once": once(page), "key": "press"}).status_code == 302
    with app.app_context():
        pressed = select(func.count()).where(CommitmentStep.key == "press")
        assert db.session.scalar(pressed) == 1


def test_a_program_that_acts_for_the_proposer_says_how_it_was_told(app: Flask, here: Locality) -> None:
    matter, run = to(app, here, "rating")
    worker, proposer = (Program(app, make_token(app, person)) for person in (here.grid_worker, here.resident))
    own = {one["action"]: one["fields"] for one in proposer.get(f"/api/v1{PAGE}").json["actions"]}
    assert "channel" not in own["rate"]["properties"]
    send = f"/api/v1{PAGE}/transitions"
    for fields in ({"rating": 5}, {"rating": 5, "channel": "web"}):
        answer = worker.post(send, {"action": "rate", "fields": fields})
        assert [error["field"] for error in answer.json["errors"]] == ["/fields/channel"]
    assert worker.post(send, {"action": "rate", "fields": {"rating": 5, "channel": "letter"}}).status_code == 200
    with app.app_context():
        assert at(matter) == "archive"
        row = db.session.get_one(StageRun, run)
        assert (row.by_id, row.for_id, row.channel) == (here.grid_worker, here.resident, "letter")
