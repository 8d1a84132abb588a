"""Which proposals of a place may be about the same matter."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, or_, select

from portal import clock
from portal.db import db
from portal.jurisdictions.tree import Place
from portal.proposals.likeness import ALIKE, Matter, Rarity, likeness
from portal.proposals.models import Proposal
from portal.search.queries import found_any

NEWEST, LOOKED_AT = 100, 200
READ = 400
"""Characters of a text that are compared; what a matter is about stands at its beginning."""
MOST_ASKED = 48
MOST_SHOWN = 3


@dataclass(frozen=True)
class Similar:
    """A proposal that may be about the same, and how alike the two are."""

    id: int
    number: str
    title: str
    state: str
    support_count: int
    alike: float


def similar_to(place: Place, proposal: Proposal) -> list[Similar]:
    """Return the proposals of a place most like a draft or proposal, the likeliest first. One query.

    Compared are those that share a word with it, in its own words or in others residents use for the same, and the
    newest ones of the place, which also tell what is rare there. Withdrawn, declined and merged ones are left out.
    """
    asked = _matter(proposal, proposal.body[:READ])
    if not asked.terms:
        return []
    columns = (
        Proposal.id,
        Proposal.number,
        Proposal.title,
        func.substr(Proposal.body, 1, READ).label("body"),
        Proposal.where,
        Proposal.category,
        Proposal.subtype,
        Proposal.plan_id,
        Proposal.pin_x,
        Proposal.pin_y,
        Proposal.submitted_at,
        Proposal.state,
        Proposal.support_count,
    )
    here = (Proposal.home_id == place.id, Proposal.state.in_(("open", "closed")), Proposal.id != proposal.id)
    newest = select(Proposal.id).where(*here).order_by(Proposal.submitted_at.desc()).limit(NEWEST)
    rows = db.session.execute(
        select(*columns)
        .where(*here, or_(Proposal.id.in_(found_any("proposal", _words(asked))), Proposal.id.in_(newest)))
        .order_by(Proposal.submitted_at.desc())
        .limit(LOOKED_AT)
    ).all()
    matters = [(row, _matter(row, row.body)) for row in rows]
    rarity = Rarity([asked, *(matter for _row, matter in matters)])
    found = [
        Similar(row.id, row.number, row.title, row.state, row.support_count, likeness(asked, matter, rarity))
        for row, matter in matters
    ]
    alike = [candidate for candidate in found if candidate.alike >= ALIKE]
    return sorted(alike, key=lambda candidate: -candidate.alike)[:MOST_SHOWN]


def _matter(row: Any, body: str) -> Matter:
    """Return what a proposal, or a row of its columns, is compared by."""
    return Matter(
        title=row.title,
        body=body,
        where=row.where,
        category=row.category,
        subtype=row.subtype,
        plan_id=row.plan_id,
        pin=(row.pin_x, row.pin_y) if row.pin_x is not None and row.pin_y is not None else None,
        age=clock.now() - (row.submitted_at or clock.now()),
    )


def _words(asked: Matter) -> list[str]:
    """Return the terms the index is asked for: of the title, of its families, of the rest, up to a bound."""
    terms = [*sorted(asked.title_terms), *sorted(asked.family_terms), *sorted(asked.terms)]
    return list(dict.fromkeys(terms))[:MOST_ASKED]
