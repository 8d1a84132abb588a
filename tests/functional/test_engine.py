"""The engine: pinned versions, arrows, seats, one open run, who may act."""

from collections.abc import Iterator
from threading import Barrier, Thread
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from portal.db import db, transact
from portal.duties.models import Task
from portal.events import CLOCK, Actor, EventRecord
from portal.plugin.registry import plugins
from portal.plugin.stage import Finish, StageKind
from portal.proposals import engine
from portal.proposals.engine import Blocked, NotAllowed, NotOpen
from portal.proposals.models import StageRun
from portal.proposals.services import withdraw_proposal
from portal.testing import factories as make
from tests.functional.localities import at, do, document, in_days, locality, met, open_run, proposal, publish, submitted


@pytest.fixture
def context(app: Flask) -> Iterator[None]:
    with app.app_context():
        yield


def run_id(matter: int) -> int:
    run = open_run(matter)
    assert run is not None
    return run.id


def at_filing(here: Any) -> int:
    matter = submitted(here.place, here.resident)
    do(matter, here.secretary, "receive")
    return matter


def test_submitted_keeps_the_version_it_was_submitted_under(context: None) -> None:
    here = locality("hongda")
    matter = submitted(here.place, here.resident)
    shorter = document("hongda")
    shorter["stages"] = [shorter["stages"][0], shorter["stages"][-1]]
    publish(here.place, shorter)
    later = submitted(here.place, here.resident, number="X-2026-0002")
    for each in (matter, later):
        do(each, here.secretary, "receive")
    assert (at(matter), at(later)) == ("filing", "archive")


def test_eight_people_at_once_and_one_wins(app: Flask) -> None:
    with app.app_context():
        here = locality("hongda")
        matter = at_filing(here)
        run = run_id(matter)
    barrier, ends = Barrier(8), []

    def click(number: int) -> None:
        with app.app_context():
            ending = Finish(outcome="filed" if number % 2 else "declined", reason=str(number))
            barrier.wait()
            try:
                transact(lambda: engine.finish(run, ending, Actor(here.secretary)))
                ends.append(number)
            except NotOpen:
                pass
            finally:
                db.session.remove()

    threads = [Thread(target=click, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with app.app_context():
        assert len(ends) == 1
        assert db.session.get_one(StageRun, run).reason == str(ends[0])
        assert at(matter) == ("triage" if ends[0] % 2 else "declined")
        finished = select(func.count()).where(EventRecord.name == "proposal.stage_finished")
        assert db.session.scalar(finished) == 2  # intake and this one


def test_triage_moves_the_seat_and_the_home_stays(context: None) -> None:
    here = locality("hongda")
    town_secretary = make.make_person()
    make.give_role(town_secretary, "secretary", here.town)
    matter = at_filing(here)
    do(matter, here.secretary, "file", form="meeting", took_part="Two committees")
    do(matter, here.secretary, "escalate", reason="The road is the town's.")
    row = proposal(matter)
    assert (row.seat_id, row.home_id) == (here.town.id, here.place.id)
    with pytest.raises(NotAllowed):
        do(matter, here.secretary, "keep", unit="", grade="middle")
    do(matter, town_secretary, "send_down", to=here.grid.slug)
    assert proposal(matter).seat_id == here.grid.id
    do(matter, here.secretary, "keep", unit="", grade="small")  # held above counts here
    run = open_run(matter)
    assert run is not None
    assert (run.key, run.seat_id, run.role) == ("handling", here.grid.id, "secretary")


def test_not_ours_goes_back_and_takes_the_unit_off(context: None) -> None:
    here = locality("hongda")
    matter = at_filing(here)
    do(matter, here.secretary, "file", form="meeting", took_part="Two committees")
    do(matter, here.secretary, "keep", unit=str(here.unit), grade="small")
    task = db.session.scalars(select(Task).where(Task.done_at.is_(None))).one()
    assert (task.role, task.organisation_id) == ("unit_liaison", here.unit)
    do(matter, here.liaison, "not_ours", reason="It is the property company's.")
    assert at(matter) == "triage"
    assert proposal(matter).organisation_in_charge_id is None
    do(matter, here.secretary, "keep", unit=str(here.other_unit), grade="small")
    do(matter, here.other_liaison, "done", words="Mended.")
    assert at(matter) == "acceptance"


def test_liaison_of_another_unit_may_not_act(context: None) -> None:
    here = locality("hongda")
    matter = at_filing(here)
    do(matter, here.secretary, "file", form="meeting", took_part="Two committees")
    do(matter, here.secretary, "keep", unit=str(here.unit), grade="small")
    for action, fields in (("done", {"words": "x"}), ("promise", {"text": "x", "done_by": in_days(3)})):
        with pytest.raises(NotAllowed):
            do(matter, here.other_liaison, action, **fields)
    for stranger in (here.resident, make.make_person()):
        with pytest.raises(NotAllowed):
            do(matter, stranger, "done", words="x")


def test_what_others_promised_blocks_the_end_of_handling(context: None) -> None:
    here = locality("hongda")
    matter = at_filing(here)
    do(matter, here.secretary, "file", form="meeting", took_part="Two committees")
    do(matter, here.secretary, "keep", unit="", grade="middle")
    do(matter, here.secretary, "promise", **met(unit=str(here.unit), promise="Soon.", done_by=in_days(30)))
    do_upheld = Finish(outcome="upheld", reason="It blocks a door.")
    transact(lambda: engine.finish(run_id(matter), do_upheld, CLOCK))
    do(matter, here.secretary, "promise", **met(unit=str(here.other_unit), promise="Paint.", done_by=in_days(9)))
    transact(lambda: engine.finish(run_id(matter), Finish(outcome="ended"), CLOCK))
    assert at(matter) == "handling"
    with pytest.raises(Blocked):
        do(matter, here.other_liaison, "done", words="Painted.")
    assert at(matter) == "handling"


def test_undeclared_outcomes_and_facts_are_refused(context: None) -> None:
    here = locality("hongda")
    matter = at_filing(here)
    with pytest.raises(KeyError):
        transact(lambda: engine.finish(run_id(matter), Finish(outcome="nothing"), CLOCK))
    with pytest.raises(ValueError, match="declare"):
        transact(lambda: engine.finish(run_id(matter), Finish(outcome="filed", facts={"weather": "wet"}), CLOCK))
    assert at(matter) == "filing"


def test_a_circle_of_automatic_stages_stops(context: None) -> None:
    here = locality("hongda")
    circle = {
        "key": "circle",
        "name": {"en": "Circle"},
        "stages": [
            {
                "key": key,
                "kind": "intake",
                "name": {"en": key},
                "actor": "secretary",
                "options": {"automatic": True},
                "next": [{"on": "received", "to": to}],
            }
            for key, to in (("a", "b"), ("b", "a"))
        ],
    }
    publish(here.place, circle)
    with pytest.raises(RuntimeError, match="circle"):
        submitted(here.place, here.resident)


def test_stage_of_a_stopped_plugin_can_be_set_aside(context: None, monkeypatch: pytest.MonkeyPatch) -> None:
    here = locality("hongda")
    matter = at_filing(here)
    do(matter, here.secretary, "file", form="meeting", took_part="Two committees")
    do(matter, here.secretary, "keep", unit="", grade="middle")
    kinds: dict[str, StageKind] = {
        key: kind for key, kind in plugins().stage_kinds.items() if not key.startswith("round_table")
    }
    monkeypatch.setitem(plugins().__dict__, "stage_kinds", kinds)
    with pytest.raises(NotAllowed):
        do(matter, here.secretary, "set_aside", reason="The table is closed.")
    do(matter, here.town_admin, "set_aside", reason="The table is closed.")
    assert at(matter) == "notice"


def test_withdrawn_lets_go_of_promises_notices_and_tasks(context: None) -> None:
    here = locality("hongda")
    matter = at_filing(here)
    do(matter, here.secretary, "file", form="meeting", took_part="Two committees")
    do(matter, here.secretary, "keep", unit=str(here.unit), grade="small")

    transact(lambda: withdraw_proposal(proposal_id=matter, actor=Actor(here.resident), reason="Solved."))
    assert at(matter) == "withdrawn"
    assert db.session.scalar(select(func.count()).where(Task.done_at.is_(None))) == 0
