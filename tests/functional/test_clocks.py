"""What happens as days pass: reminded once, overdue once, reported above, ended by the clock."""

from contextlib import suppress
from datetime import timedelta
from threading import Barrier, Thread

from flask import Flask
from sqlalchemy import func, select

from portal import clock
from portal.commitments.clocks import look_after_commitments
from portal.commitments.models import Commitment
from portal.db import db
from portal.duties.models import Task
from portal.events import EventRecord
from portal.proposals.clocks import look_after_stages
from portal.proposals.engine import NotOpen
from portal.public_notices.clocks import look_after_notices
from portal.public_notices.models import PublicNotice
from portal.testing import factories as make
from tests.functional.localities import MONDAY, Locality, at, do, in_days, locality, met, open_run, submitted


def count(name: str) -> int:
    return db.session.scalar(select(func.count()).where(EventRecord.name == name)) or 0


def at_filing(here: Locality) -> int:
    """A stage of five working days, due on the Monday after."""
    matter = submitted(here.place, here.resident)
    do(matter, here.secretary, "receive")
    return matter


def at_rating(here: Locality) -> int:
    matter = at_filing(here)
    do(matter, here.secretary, "file", form="meeting", took_part="Two committees")
    do(matter, here.secretary, "keep", unit=str(here.unit), grade="small")
    do(matter, here.liaison, "done", words="Mended.")
    do(matter, here.secretary, "accept")
    return matter


def test_reminded_once_then_overdue_once_and_reported_above(app: Flask) -> None:
    with app.app_context(), clock.telling(MONDAY):
        here = locality("hongda")
        matter = at_filing(here)
        look_after_stages()
        assert count("proposal.stage_due_soon") == 0
    for day, reminded, overdue in ((3, 0, 0), (4, 1, 0), (7, 1, 0), (8, 1, 1), (9, 1, 1)):
        with app.app_context(), clock.telling(MONDAY + timedelta(days=day)):
            look_after_stages()
            look_after_stages()
            assert (count("proposal.stage_due_soon"), count("proposal.stage_overdue")) == (reminded, overdue), day
    with app.app_context(), clock.telling(MONDAY + timedelta(days=9)):
        tasks = db.session.scalars(select(Task).where(Task.done_at.is_(None)).order_by(Task.id)).all()
        assert [(task.seat_id, task.role, task.late) for task in tasks] == [
            (here.place.id, "secretary", True),
            (here.town.id, "secretary", False),
        ]
        assert db.session.scalars(
            select(EventRecord.amounts).where(EventRecord.name == "proposal.stage_overdue")
        ).one() == {"working_days": 1}
        do(matter, here.secretary, "file", form="meeting", took_part="Two committees")
        waiting = db.session.scalars(select(Task.subject_kind).where(Task.done_at.is_(None))).all()
        assert waiting == ["stage"]


def test_days_off_do_not_count(app: Flask) -> None:
    with app.app_context(), clock.telling(MONDAY.replace(month=9, day=28)):  # before the national holiday
        here = locality("hongda")
        run = open_run(at_filing(here))
        assert run is not None
        assert run.due is not None
        assert run.due.isoformat() == "2026-10-10"  # a Saturday that makes up for the holiday


def test_unrated_goes_on_by_the_clock(app: Flask) -> None:
    with app.app_context(), clock.telling(MONDAY):
        matter = at_rating(locality("hongda"))
    with app.app_context(), clock.telling(MONDAY + timedelta(days=20)):
        look_after_stages()
        assert at(matter) == "archive"
        assert count("proposal.stage_overdue") == 0


def test_click_and_two_workers_at_once_end_a_stage_once(app: Flask) -> None:
    with app.app_context(), clock.telling(MONDAY):
        here = locality("hongda")
        matter = at_rating(here)
    barrier = Barrier(3)

    def work() -> None:
        with app.app_context():
            barrier.wait()
            look_after_stages()
            db.session.remove()

    def click() -> None:
        with app.app_context():
            barrier.wait()
            with suppress(NotOpen, AssertionError):  # the clock was faster
                do(matter, here.resident, "rate", rating="5")
            db.session.remove()

    with clock.telling(MONDAY + timedelta(days=20)):
        threads = [Thread(target=run) for run in (work, work, click)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        with app.app_context():
            assert at(matter) == "archive"
            names = db.session.scalars(
                select(EventRecord.facts["outcome"].as_string()).where(EventRecord.name == "proposal.stage_finished")
            ).all()
            assert len([name for name in names if name in ("rated", "unrated")]) == 1


def test_promise_beside_a_stage_is_reminded_and_reported(app: Flask) -> None:
    with app.app_context(), clock.telling(MONDAY):
        here = locality("hongda")
        matter = at_filing(here)
        do(matter, here.secretary, "file", form="meeting", took_part="Two committees")
        do(matter, here.secretary, "keep", unit="", grade="middle")
        do(matter, here.secretary, "promise", **met(unit=str(here.unit), promise="Soon.", done_by=in_days(2)))
    for day, reminded, overdue in ((0, 0, 0), (1, 1, 0), (2, 1, 0), (3, 1, 1), (4, 1, 1)):
        with app.app_context(), clock.telling(MONDAY + timedelta(days=day)):
            look_after_commitments()
            look_after_commitments()
            assert (count("commitment.reminded"), count("commitment.overdue")) == (reminded, overdue), day
    with app.app_context(), clock.telling(MONDAY + timedelta(days=4)):
        commitment = db.session.scalars(select(Commitment)).one()
        assert commitment.overdue_at is not None
        above = db.session.scalars(select(Task).where(Task.subject_kind == "commitment_overdue")).one()
        assert above.seat_id == here.town.id


def test_more_time_moves_the_stages_day(app: Flask) -> None:
    with app.app_context(), clock.telling(MONDAY):
        here = locality("hongda")
        matter = at_filing(here)
        do(matter, here.secretary, "file", form="meeting", took_part="Two committees")
        do(matter, here.secretary, "keep", unit=str(here.unit), grade="small")
        do(matter, here.liaison, "promise", text="Soon.", done_by=in_days(5))
        do(matter, here.liaison, "more_time", until=in_days(12), reason="Parts are late.")
        do(matter, here.secretary, "grant_time", words="Until then.")
        run = open_run(matter)
        assert run is not None
        assert run.due == (MONDAY + timedelta(days=12)).date()
        task = db.session.scalars(select(Task).where(Task.done_at.is_(None), Task.subject_kind == "stage")).one()
        assert task.due == run.due


def test_notice_of_the_places_own_ends_by_the_clock(app: Flask) -> None:
    with app.app_context(), clock.telling(MONDAY):
        place = make.make_place("hongda")
        secretary = make.make_person()
        make.give_role(secretary, "secretary", place)
        client = app.test_client()
        make.sign_in(client, secretary)
        notice = {"title": "Water off", "text": "On Friday.", "days": "3", "counting": "calendar"}
        assert client.post("/j/hongda/public-notices/new", data=notice).status_code == 302
    for day, state in ((3, "open"), (4, "ended"), (5, "ended")):
        with app.app_context(), clock.telling(MONDAY + timedelta(days=day)):
            look_after_notices()
            assert db.session.scalars(select(PublicNotice.state)).one() == state
    with app.app_context():
        assert count("public_notice.ended") == 1
