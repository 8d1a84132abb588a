"""A stage that gathers support: with enough neighbours behind it a proposal moves on, once, in that very breath."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from portal import clock
from portal.db import db, transact
from portal.duties.models import Task
from portal.events import Actor, EventRecord
from portal.procedures.checking import check
from portal.proposals.clocks import look_after_stages
from portal.proposals.merging import merge
from portal.proposals.models import StageRun
from portal.proposals.participation import support, unsupport
from portal.testing import factories as make
from tests.functional import matters
from tests.functional.localities import MONDAY, at, do, open_run, proposal


def document(supporters: int = 3) -> dict[str, Any]:
    """Return a procedure in which supporters bring a matter before the council; others are settled first."""

    def stage(key: str, kind: str, **more: Any) -> dict[str, Any]:
        return {"key": key, "kind": kind, "name": {"en": key.title()}, "actor": "secretary", **more}

    return {
        "key": "backed",
        "name": {"en": "Backed by neighbours"},
        "stages": [
            stage(
                "gather",
                "support",
                clock=10,
                options={"supporters": supporters},
                next=[{"on": "enough", "to": "council"}],
            ),
            stage("settle", "filing", clock=5),
            stage("council", "adoption", clock=5),
        ],
    }


@pytest.fixture
def world(app: Flask) -> matters.World:
    with app.app_context():
        world = matters.world()
        make.make_role("secretary", matters.WORKER)
        make.give_role(world.worker, "secretary", world.place)
        other = make.make_place("backed", code="BK", parent=world.street)
        matters.publish_procedure(other, document())
        for person in (world.resident, world.neighbour):
            make.give_role(person, "resident", other)
        make.give_role(world.worker, "secretary", other)
        return matters.World(world.street, other, world.resident, world.neighbour, world.worker)


def submit(world: matters.World) -> int:
    return matters.proposal_id(matters.submit(world.place, world.resident, category="", subtype=""))


def back(proposal_id: int, *people: int) -> None:
    for person in people:
        transact(lambda person=person: support(proposal_id=proposal_id, actor=Actor(person)))


def residents(world: matters.World, count: int) -> list[int]:
    people = [make.make_person() for _ in range(count)]
    for person in people:
        make.give_role(person, "resident", world.place)
    return people


def test_enough_supporters_bring_it_before_the_council_in_the_same_breath(app: Flask, world: matters.World) -> None:
    with app.app_context():
        matter = submit(world)
        a, b, c = residents(world, 3)
        back(matter, a, b, a)
        assert at(matter) == "gather"
        transact(lambda: unsupport(proposal_id=matter, actor=Actor(b)))
        back(matter, b)
        assert at(matter) == "gather"  # nobody counts twice
        back(matter, c)
        assert at(matter) == "council"
        backed = db.session.scalars(select(EventRecord).where(EventRecord.name == "proposal.backed")).one()
        assert backed.amounts == {"supporters_counted": 3}
        task = db.session.scalars(select(Task).where(Task.done_at.is_(None))).one()
        assert (task.role, task.subject_id) == ("secretary", open_run(matter).id)  # type: ignore[union-attr]


def test_eight_at_once_move_it_once(app: Flask, world: matters.World) -> None:
    with app.app_context():
        matter = submit(world)
        people = residents(world, 8)
    turns = iter(people)

    def press() -> None:
        with app.app_context():
            actor = Actor(next(turns))
            transact(lambda: support(proposal_id=matter, actor=actor))

    matters.at_once(press, times=8)
    with app.app_context():
        assert at(matter) == "council"
        assert proposal(matter).support_count == 8
        assert db.session.scalar(select(func.count()).select_from(StageRun)) == 2
        backed = select(func.count()).where(EventRecord.name == "proposal.backed")
        assert db.session.scalar(backed) == 1


def test_supporters_a_merge_brings_count(app: Flask, world: matters.World) -> None:
    with app.app_context():
        one, other = submit(world), submit(world)
        a, b, c = residents(world, 3)
        back(one, a, b)
        back(other, b, c)
        transact(lambda: merge(source_id=one, target_id=other, actor=Actor(world.worker), reason="same"))
        assert at(other) == "council"


def test_too_few_in_time_take_the_usual_way(app: Flask, world: matters.World, monkeypatch: pytest.MonkeyPatch) -> None:
    with app.app_context():
        monkeypatch.setattr(clock, "now", lambda: MONDAY)
        matter = submit(world)
        monkeypatch.setattr(clock, "now", lambda: MONDAY + timedelta(days=21))
        look_after_stages()
        assert at(matter) == "settle"


def test_the_secretary_need_not_wait(app: Flask, world: matters.World) -> None:
    with app.app_context():
        matter = submit(world)
        do(matter, world.worker, "go_on", reason="It can't wait.")
        assert at(matter) == "settle"


def test_the_number_holds_for_what_was_begun_under_it(app: Flask, world: matters.World) -> None:
    with app.app_context():
        matter = submit(world)
        assert open_run(matter).kept == {"needed": 3}  # type: ignore[union-attr]


def test_progress_is_shown(app: Flask, client: FlaskClient, world: matters.World) -> None:
    client.set_cookie("linli_language", "en")
    with app.app_context():
        matter = submit(world)
        back(matter, *residents(world, 1))
        number = proposal(matter).number
    page = client.get(f"/j/backed/proposals/{number}").text
    assert "2 more supporters needed" in page
    assert '<progress value="1" max="3"' in page
    assert "2 more supporters needed" in client.get("/j/backed/proposals/").text


def test_a_document_with_a_strange_number_is_refused(app: Flask, world: matters.World) -> None:
    with app.app_context():
        assert check(document(), world.place) == []
        for strange in (0, -3, "many", None):
            broken = document()
            broken["stages"][0]["options"] = {"supporters": strange}
            assert check(broken, world.place), strange


def test_without_a_number_it_takes_the_usual_one(app: Flask, world: matters.World) -> None:
    with app.app_context():
        plain = make.make_place("usual", code="US", parent=world.street)
        written = document()
        del written["stages"][0]["options"]
        matters.publish_procedure(plain, written)
        make.give_role(world.resident, "resident", plain)
        matter = submit(matters.World(world.street, plain, world.resident, world.neighbour, world.worker))
        assert open_run(matter).kept == {"needed": 20}  # type: ignore[union-attr]
