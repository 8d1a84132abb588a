"""What the worker does about stages as days pass: reminded, overdue, reported above, ended by the clock.

Each stage is looked at in a transaction of its own. Claiming it is a conditional UPDATE, so two workers, or a worker
and a click, never do the same thing twice.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, or_, select, update
from sqlalchemy.orm import InstrumentedAttribute

from portal import clock
from portal.db import db, transact
from portal.duties.services import mark_late, open_task
from portal.events import CLOCK
from portal.jurisdictions.calendars import calendar_of
from portal.jurisdictions.tree import TREE
from portal.plugin.contributions import Job
from portal.plugin.registry import plugins
from portal.plugin.stage import StageKind
from portal.proposals import events
from portal.proposals.engine import (
    OVERDUE_TASK,
    STAGE_TASK,
    Blocked,
    NotOpen,
    OpenStage,
    about,
    finish,
    holders,
    load_open,
)
from portal.proposals.models import StageRun
from portal.publishing import publish

REMIND_AHEAD = 1
"""Working days before the due day."""
LOOK_AHEAD = timedelta(days=14)
"""Longer than any row of days off; and no zone's date is more than a day from UTC's."""


def look_after_stages() -> None:
    """Remind of stages that are nearly due, and see to those whose day has passed."""
    today = clock.now().date()
    nearly = StageRun.reminded_at.is_(None) & (StageRun.due <= today + LOOK_AHEAD)
    for run_id, due, seat_id in _open_runs(nearly):
        if is_nearly_due(due, seat_id):
            transact(lambda run_id=run_id: _remind(run_id))  # type: ignore[misc]
    ends_by_clock = [
        key for key, kind in plugins().stage_kinds.items() if type(kind).timed_out is not StageKind.timed_out
    ]
    news = or_(StageRun.overdue_at.is_(None), StageRun.kind.in_(ends_by_clock))
    for run_id, due, seat_id in _open_runs(news & (StageRun.due <= today)):
        if has_passed(due, seat_id):
            transact(lambda run_id=run_id: _see_to(run_id))  # type: ignore[misc]


def is_nearly_due(due: date, place_id: int) -> bool:
    """Tell whether a day is at most `REMIND_AHEAD` working days away, or past, in a place's own zone."""
    today = clock.today(TREE().by_id[place_id].zone)
    return calendar_of(place_id).working_days_between(today, due) <= REMIND_AHEAD


def days_late(due: date, place_id: int) -> int:
    """Return by how many working days of a place a day has passed; zero or less when it hasn't."""
    today = clock.today(TREE().by_id[place_id].zone)
    return calendar_of(place_id).working_days_between(due, today) if due < today else 0


def has_passed(due: date, place_id: int) -> bool:
    """Tell whether a day is over in a place's own zone."""
    return due < clock.today(TREE().by_id[place_id].zone)


def _open_runs(wanted: ColumnElement[bool]) -> Sequence[tuple[int, date, int]]:
    """Return each open run that may need looking after: its id, its due day and its seat. One query."""
    rows = db.session.execute(
        select(StageRun.id, StageRun.due, StageRun.seat_id)
        .where(StageRun.left_at.is_(None), StageRun.due.is_not(None), wanted)
        .order_by(StageRun.due)
    )
    return [(row.id, row.due, row.seat_id) for row in rows]


def _remind(run_id: int) -> None:
    try:
        opened = load_open(run_id)
    except NotOpen:
        return
    due = opened.run.due
    if due is None or not is_nearly_due(due, opened.run.seat_id) or has_passed(due, opened.run.seat_id):
        return
    if _claim(run_id, StageRun.reminded_at):
        publish(events.StageDueSoon(**about(opened.proposal, CLOCK), holders=holders(opened), run=run_id))


def _see_to(run_id: int) -> None:
    try:
        opened = load_open(run_id)
    except NotOpen:
        return
    if opened.run.due is None or not has_passed(opened.run.due, opened.run.seat_id):
        return
    if _end_by_clock(opened) or not _claim(run_id, StageRun.overdue_at):
        return
    late = days_late(opened.run.due, opened.run.seat_id)
    facts = about(opened.proposal, CLOCK)
    publish(events.StageOverdue(**facts, holders=holders(opened), run=run_id, working_days=late))
    mark_late(subject_kind=STAGE_TASK, subject_id=run_id)
    _report_above(opened)


def _end_by_clock(opened: OpenStage) -> bool:
    """Let the kind say how its time ends; tell whether it did."""
    ending = opened.kind.timed_out(opened.stage)
    if ending is None:
        return False
    try:
        finish(opened.run.id, ending, CLOCK)
    except Blocked:
        return False
    return True


def _report_above(opened: OpenStage) -> None:
    """Let an overdue stage wait for whoever oversees the seat, at its parent place (`J7`)."""
    run, proposal = opened.run, opened.proposal
    seat = TREE().by_id[run.seat_id]
    if seat.parent_id is None:
        return
    open_task(
        subject_kind=OVERDUE_TASK,
        subject_id=run.id,
        title=proposal.title,
        labels=run.labels,
        link=f"/j/{TREE().by_id[proposal.home_id].slug}/proposals/{proposal.number}",
        seat_id=seat.parent_id,
        role=opened.procedure.oversight,
        due=run.due,
    )


def _claim(run_id: int, mark: InstrumentedAttribute[datetime | None]) -> bool:
    claimed = db.session.execute(
        update(StageRun)
        .where(StageRun.id == run_id, StageRun.left_at.is_(None), mark.is_(None))
        .values({mark: clock.now()})
    )
    return claimed.rowcount == 1  # type: ignore[attr-defined]  # an UPDATE's result has it


STAGES = Job("proposals.clocks", look_after_stages, every=timedelta(minutes=10))
