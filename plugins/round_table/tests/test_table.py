"""A matter before the table: the four ways a meeting can end, and what is told of it."""

from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.datastructures import MultiDict

from plugins.round_table.models import Meeting
from portal import clock
from portal.commitments.models import Commitment
from portal.db import db, transact
from portal.events import Actor, EventRecord
from portal.jurisdictions.tree import Place
from portal.plugin.registry import plugins
from portal.proposals import engine
from portal.proposals.action_forms import form_for
from portal.proposals.models import ProcedureVersion, Proposal, StageRun
from portal.testing import factories as make

STAGE = {"key": "table", "kind": "round_table.session", "name": {"en": "Table"}, "actor": "secretary"}
DOCUMENT = {
    "key": "table",
    "name": {"en": "Just the table"},
    "stages": [
        {**STAGE, "options": {"follow_ups": ["publish", "press"]}},
        {"key": "file", "kind": "archive", "name": {"en": "File"}, "actor": "secretary"},
    ],
}
TODAY = clock.today("Asia/Shanghai").isoformat()
MEETING = {"form": "quarterly", "met_on": TODAY, "venue": "Hall", "present": "23", "agreed": "Lamps are mended."}


class World:
    """One place with a secretary, a unit and a matter before the table."""

    def __init__(self) -> None:
        self.place: Place = make.make_place("hongda")
        make.switch("round_table", self.place)
        self.secretary = make.make_person()
        make.give_role(self.secretary, "secretary", self.place)
        self.unit = make.make_organisation(self.place)
        self.matter: int = transact(self._submit)

    def _submit(self) -> int:
        moment = clock.now()
        version = ProcedureVersion(place_id=self.place.id, number=1, document=DOCUMENT, published_at=moment)
        db.session.add(version)
        proposal = Proposal(
            number="HD-2026-0001",
            home_id=self.place.id,
            seat_id=self.place.id,
            title="Dark lamps",
            body="Three lamps are dark.",
            proposer_id=self.secretary,
            entered_by_id=self.secretary,
            created_at=moment,
            changed_at=moment,
            submitted_at=moment,
        )
        db.session.add(proposal)
        db.session.flush()
        engine.start(proposal, version, Actor(self.secretary))
        return proposal.id

    def errors(self, action: str, fields: Mapping[str, Any]) -> Mapping[str, Any]:
        """Do an action of the table and return its form's mistakes; with any, nothing is done."""
        run = db.session.scalars(select(StageRun).where(StageRun.left_at.is_(None))).one()
        run_id = run.id

        def work() -> Mapping[str, Any]:
            opened = engine.load_open(run_id)
            found = {offered.key: offered for offered in opened.kind.actions(opened.stage)}[action]
            form = form_for(found, opened.stage, MultiDict(fields))
            if form.validate():
                engine.act(run_id, action, form.data, Actor(self.secretary))
            return form.errors

        errors = transact(work)
        db.session.rollback()
        return errors

    def state(self) -> str:
        """Return the stage the matter is at, or the state it ended in."""
        run = db.session.scalars(select(StageRun.key).where(StageRun.left_at.is_(None))).one_or_none()
        return run or db.session.get_one(Proposal, self.matter).state


@pytest.fixture
def world(app: Flask) -> Iterator[World]:
    with app.app_context():
        yield World()


def test_solved_goes_on_and_tells_so(world: World) -> None:
    assert world.errors("solve", MEETING) == {}
    assert world.state() == "file"
    assert db.session.get_one(Proposal, world.matter).facts["solved"] is True


def test_next_session_stays_and_is_kept(world: World) -> None:
    assert world.errors("put_off", MEETING) == {}
    assert world.errors("put_off", {**MEETING, "form": "special"}) == {}
    assert world.state() == "table"
    assert [meeting.form for meeting in db.session.scalars(select(Meeting))] == ["quarterly", "special"]


def test_not_taken_up_ends_with_the_reason(world: World) -> None:
    assert world.errors("not_take_up", {**MEETING, "agreed": "It is the court's."}) == {}
    assert world.state() == "declined"
    assert db.session.scalars(select(StageRun.reason)).one() == "It is the court's."


def test_promise_of_the_deed_makes_a_commitment(world: World) -> None:
    promised = {**MEETING, "unit": str(world.unit), "promise": "Ten lamps.", "done_by": TODAY}
    assert world.errors("promise", promised) == {}
    commitment = db.session.scalars(select(Commitment)).one()
    assert (commitment.state, commitment.organisation_id, commitment.text) == ("promised", world.unit, "Ten lamps.")
    assert commitment.follow_ups == ["publish", "press"]
    assert db.session.get_one(Proposal, world.matter).organisation_in_charge_id == world.unit


def test_unit_that_must_ask_above_gives_a_day_for_its_reply(world: World) -> None:
    assert world.errors("promise", {**MEETING, "unit": str(world.unit), "reply_by": TODAY}) == {}
    commitment = db.session.scalars(select(Commitment)).one()
    assert (commitment.state, commitment.reply_by) == ("asked", clock.today("Asia/Shanghai"))


def test_promise_needs_a_day_and_words(world: World) -> None:
    unit = {**MEETING, "unit": str(world.unit)}
    assert "unit" in world.errors("promise", unit)
    assert "promise" in world.errors("promise", {**unit, "done_by": TODAY})
    assert "unit" in world.errors("promise", {**unit, "unit": "999", "reply_by": TODAY})
    assert "done_by" in world.errors("promise", {**unit, "promise": "x", "done_by": "2001-01-01"})
    assert {"met_on", "present", "agreed", "form"} <= world.errors("promise", {"form": "x", "present": "-1"}).keys()
    assert world.state() == "table"
    assert db.session.scalars(select(Meeting)).all() == []


def test_meeting_is_told_in_words_even_where_the_plugin_is_off(world: World) -> None:
    world.errors("solve", MEETING)
    make.switch("round_table", world.place, on=False)
    records = db.session.scalars(select(EventRecord).where(EventRecord.name == "round_table.discussed")).all()
    assert records[0].amounts == {"present": 23}
    with db.session.no_autoflush:
        assert plugins().describe(records)[records[0].id].text == "Lamps are mended."


def test_page_answers_404_where_the_table_is_off(app: Flask, client: FlaskClient, world: World) -> None:
    assert client.get("/j/hongda/round-table/").status_code == 200
    make.switch("round_table", world.place, on=False)
    assert client.get("/j/hongda/round-table/").status_code == 404
