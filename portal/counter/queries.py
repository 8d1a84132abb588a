"""Read what the counter needs: people and matters by the little that is known of them, and what a receipt tells."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from portal.db import db
from portal.jurisdictions.tree import Place, in_language
from portal.paging import AnyRow
from portal.persons.permissions import READ
from portal.persons.queries.register import Entry, people_called, people_like
from portal.plugin.stage import PROPOSER
from portal.proposals.describe import outcome_in_words
from portal.proposals.models import Comment, Proposal, StageRun, Support
from portal.proposals.queries import rows_of
from portal.roles.standing import Standing
from portal.search.queries import found

MOST_MATTERS = 8


@dataclass(frozen=True)
class Said:
    """One thing a person said in a matter: `what` is `proposal`, `support`, `comment` or `stage`.

    `label` names a stage, `text` is what was said in words, `channel` how it reached the portal.
    """

    what: str
    at: datetime
    channel: str
    by_staff: bool
    label: str = ""
    text: str = ""


def find_people(place: Place, words: str, standing: Standing) -> Sequence[Entry]:
    """Return whom a worker may mean. At most ten, in one query.

    Doors and the last digits of a number are for those who may read the register; others need a name or a number.
    """
    if standing.may(READ, place.id):
        return people_like(place, words)
    return people_called(place, words)


def find_matters(place: Place, words: str) -> Sequence[AnyRow]:
    """Return rows of `rows_of` for a place's matters by number, its last digits, or words; newest first. One query."""
    fits = [Proposal.number == words.upper(), Proposal.id.in_(found("proposal", words))]
    if re.fullmatch("[0-9]{1,4}", words):
        fits = [Proposal.number.endswith(f"-{int(words):04}")]
    query = rows_of().where(Proposal.home_id == place.id, Proposal.state != "withdrawn", or_(*fits))
    return db.session.execute(query.order_by(Proposal.submitted_at.desc()).limit(MOST_MATTERS)).all()


def going_on(place: Place, person_id: int) -> Sequence[AnyRow]:
    """Return rows of `rows_of` for what of a person goes on at a place, each with its `Proposal`, version loaded, and
    its open `StageRun`. One query.
    """
    mine = (Proposal.home_id == place.id, Proposal.proposer_id == person_id, Proposal.state == "open")
    query = rows_of().add_columns(Proposal, StageRun).where(*mine).options(joinedload(Proposal.version))
    return db.session.execute(query.order_by(Proposal.submitted_at.desc()).limit(MOST_MATTERS)).all()


def said_by(person_id: int, proposal: Proposal, runs: Sequence[StageRun]) -> list[Said]:
    """Return all that a person said in a matter, in its order. `runs` are the matter's. Two queries."""
    said = []
    if proposal.proposer_id == person_id and proposal.submitted_at:
        by_staff = proposal.entered_by_id != person_id
        said.append(Said("proposal", proposal.submitted_at, proposal.channel, by_staff, text=proposal.body))
    supports = select(Support).where(Support.proposal_id == proposal.id, Support.person_id == person_id)
    comments = select(Comment).where(
        Comment.proposal_id == proposal.id, Comment.person_id == person_id, Comment.hidden_at.is_(None)
    )
    said += [
        Said("support", row.at, row.channel, row.entered_by_id is not None) for row in db.session.scalars(supports)
    ]
    said += [
        Said("comment", row.at, row.channel, row.entered_by_id is not None, text=row.body)
        for row in db.session.scalars(comments)
    ]
    said += [_stage(run) for run in runs if run.role == PROPOSER and (run.for_id or run.by_id) == person_id]
    return sorted(said, key=lambda one: one.at)


def _stage(run: StageRun) -> Said:
    text = " · ".join(filter(None, (outcome_in_words(run), run.reason)))
    return Said(
        "stage", run.left_at or run.entered_at, run.channel, run.for_id is not None, in_language(run.labels), text
    )
