"""Read what the round table keeps."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select, tuple_

from plugins.round_table.models import Meeting
from portal.db import db
from portal.jurisdictions.tree import TREE, Place
from portal.proposals.models import Proposal, StageRun

KIND = "round_table.session"
PAGE = 20


@dataclass(frozen=True)
class Waiting:
    """A matter that waits for the table."""

    number: str | None
    title: str
    home_id: int
    since: date
    due: date | None
    discussed: bool


@dataclass(frozen=True)
class Recorded:
    """A meeting with the matter it was about."""

    meeting: Meeting
    number: str | None
    title: str
    home_id: int


def waiting(place: Place) -> list[Waiting]:
    """Return the matters whose seat is a place and that wait for its table, oldest first. One query."""
    met_before = select(Meeting.id).where(Meeting.run_id == StageRun.id).exists()
    rows = db.session.execute(
        select(Proposal.number, Proposal.title, Proposal.home_id, StageRun.entered_at, StageRun.due, met_before)
        .join(Proposal, Proposal.id == StageRun.proposal_id)
        .where(StageRun.kind == KIND, StageRun.left_at.is_(None), StageRun.seat_id == place.id)
        .order_by(StageRun.entered_at, StageRun.id)
        .limit(100)
    )
    return [Waiting(number, title, home, since.date(), due, bool(met)) for number, title, home, since, due, met in rows]


def recorded(place: Place, *, before: tuple[date, int] | None) -> list[Recorded]:
    """Return what a place's table recorded, newest first: up to `PAGE + 1` rows, in one query."""
    query = (
        select(Meeting, Proposal.number, Proposal.title, Proposal.home_id)
        .join(Proposal, Proposal.id == Meeting.proposal_id)
        .where(Meeting.place_id.in_([below.id for below in TREE().below(place.id)]))
        .order_by(Meeting.met_on.desc(), Meeting.id.desc())
        .limit(PAGE + 1)
    )
    if before is not None:
        query = query.where(tuple_(Meeting.met_on, Meeting.id) < before)
    return [Recorded(*row) for row in db.session.execute(query)]


def meetings_of(run_ids: Sequence[int]) -> dict[int, list[Meeting]]:
    """Return what was recorded in stages, by run, oldest first; runs without a meeting are left out. One query."""
    found: dict[int, list[Meeting]] = {}
    for meeting in db.session.scalars(select(Meeting).where(Meeting.run_id.in_(run_ids)).order_by(Meeting.id)):
        found.setdefault(meeting.run_id, []).append(meeting)
    return found


def meetings_by_id(meeting_ids: Sequence[int]) -> dict[int, Meeting]:
    """Return meetings by their ids."""
    found = db.session.scalars(select(Meeting).where(Meeting.id.in_(meeting_ids)))
    return {meeting.id: meeting for meeting in found}
