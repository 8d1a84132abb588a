"""The board: what is under way at a place, by stage."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, and_, func, or_, select

from portal import clock
from portal.db import db
from portal.jurisdictions.models import Jurisdiction
from portal.jurisdictions.tree import TREE, Place, in_language
from portal.paging import AnyRow
from portal.proposals.models import Proposal, StageRun
from portal.proposals.queries import rows_of
from portal.proposals.versions import current_version
from portal.roles.standing import Standing

MOST_SHOWN = 15
"""Cards of a column; the list has the rest."""
NO_HURRY = date.max


@dataclass(frozen=True)
class Wanted:
    """What the board is narrowed to; `waiting_for` keeps to what these roles have in hand at their own seats."""

    category: str = ""
    late: bool = False
    waiting_for: Standing | None = None


@dataclass(frozen=True)
class Column:
    """A stage with what is at it: rows of `rows_of`, what is due first coming first, and how many there are."""

    key: str
    label: str
    rows: Sequence[AnyRow]
    total: int


def columns_of(place: Place, wanted: Wanted) -> list[Column]:
    """Return the stages of the procedures in use at a place and below, in their order, with what is at each.

    Stages of older versions follow where something still is at them. One query.
    """
    nth = func.row_number().over(
        partition_by=StageRun.key, order_by=(func.coalesce(StageRun.due, NO_HURRY), Proposal.id)
    )
    ranked = (
        select(Proposal.id, nth.label("nth"), func.count().over(partition_by=StageRun.key).label("total"))
        .join(StageRun, and_(StageRun.proposal_id == Proposal.id, StageRun.left_at.is_(None)))
        .join(Jurisdiction, Jurisdiction.id == Proposal.home_id)
        .where(Jurisdiction.path >= place.path, Jurisdiction.path < place.path_end, Proposal.state == "open")
        .where(*_conditions(place, wanted))
        .subquery()
    )
    found = db.session.execute(
        rows_of()
        .add_columns(ranked.c.total)
        .join(ranked, ranked.c.id == Proposal.id)
        .where(ranked.c.nth <= MOST_SHOWN)
        .order_by(ranked.c.nth)
    ).all()
    labels = _stages(place)
    rows: dict[str, list[AnyRow]] = {key: [] for key in labels}
    for row in found:
        labels.setdefault(row.key, in_language(row.labels))
        rows.setdefault(row.key, []).append(row)
    return [Column(key, labels[key], here, here[0].total if here else 0) for key, here in rows.items()]


def _stages(place: Place) -> dict[str, str]:
    found: dict[str, str] = {}
    for below in TREE().below(place.id):
        current = current_version(below.id) if below.takes_proposals else None
        for step in current.procedure.steps if current else ():
            found.setdefault(step.key, in_language(step.names))
    return found


def _conditions(place: Place, wanted: Wanted) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if wanted.category:
        conditions.append(or_(Proposal.category == wanted.category, Proposal.subtype == wanted.category))
    if wanted.late:
        conditions.append(StageRun.due < clock.today(place.zone))
    if wanted.waiting_for is not None:
        conditions.append(in_hand(wanted.waiting_for))
    return conditions


def in_hand(standing: Standing) -> ColumnElement[bool]:
    """Return the condition for open stages that a person's roles have, at their own seats."""
    parts = [
        and_(
            StageRun.role == held.role,
            StageRun.organisation_id == held.organisation_id
            if held.organisation_id is not None
            else StageRun.seat_id == held.place_id,
        )
        for held in standing.roles
    ]
    return or_(*parts, StageRun.id < 0)
