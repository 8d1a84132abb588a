"""Read what is a person's own: drafts, proposals, what they support or follow, what is asked of them."""

from collections.abc import Sequence

from sqlalchemy import exists, func, or_, select

from portal.db import db
from portal.duties.models import Task
from portal.paging import AnyRow, AnySelect, Page, page_of
from portal.proposals.models import Follow, ProcedureVersion, Proposal, Support
from portal.proposals.queries import rows_of

MOST_ASKED = 20


def drafts_of(person_id: int, *, after: str | None = None, before: str | None = None) -> Page[AnyRow]:
    """Return a page of a person's drafts, the one last written in first. One query. Raises `BadCursor`."""
    query = select(Proposal).where(Proposal.entered_by_id == person_id, Proposal.number.is_(None))
    return page_of(query, by=Proposal.changed_at, tie=Proposal.id, after=after, before=before)


def count_drafts(person_id: int) -> int:
    """Return how many drafts a person has. One query."""
    drafts = select(func.count()).where(Proposal.entered_by_id == person_id, Proposal.number.is_(None))
    return db.session.scalar(drafts) or 0


def proposed_by(
    person_id: int, *, state: str = "", after: str | None = None, before: str | None = None
) -> Page[AnyRow]:
    """Return a page of rows of `rows_of` for what a person proposed, with its procedure's `document`, newest first.

    `state` is `open`, `done` for all that has ended, or empty. One query. Raises `BadCursor`.
    """
    query = _rows().where(Proposal.proposer_id == person_id)
    if state:
        query = query.where(Proposal.state == "open" if state == "open" else Proposal.state != "open")
    return page_of(query, by=Proposal.submitted_at, tie=Proposal.id, after=after, before=before)


def backed_by(person_id: int, *, state: str = "", after: str | None = None, before: str | None = None) -> Page[AnyRow]:
    """Return a page of rows for what a person supports or follows, the one that moved last first.

    `state` as in `proposed_by`. One query. Raises `BadCursor`.
    """
    backed = or_(
        *(exists().where(table.proposal_id == Proposal.id, table.person_id == person_id) for table in (Follow, Support))
    )
    query = _rows().where(backed, Proposal.proposer_id != person_id)
    if state:
        query = query.where(Proposal.state == "open" if state == "open" else Proposal.state != "open")
    return page_of(query, by=Proposal.changed_at, tie=Proposal.id, after=after, before=before)


def _rows() -> AnySelect:
    query = rows_of().add_columns(ProcedureVersion.document)
    return query.outerjoin(ProcedureVersion, ProcedureVersion.id == Proposal.version_id)


def asked_of(person_id: int) -> Sequence[Task]:
    """Return what waits for a person themselves, what is due first coming first. One query."""
    return db.session.scalars(
        select(Task)
        .where(Task.person_id == person_id, Task.done_at.is_(None))
        .order_by(Task.due.is_(None), Task.due, Task.id)
        .limit(MOST_ASKED)
    ).all()
