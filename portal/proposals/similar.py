"""Which proposals may be about the same matter."""

from dataclasses import dataclass

from sqlalchemy import select

from portal.db import db
from portal.jurisdictions.tree import Place
from portal.proposals.models import Proposal
from portal.search.bigrams import index_terms, similarity
from portal.search.models import SearchEntry
from portal.search.queries import found_any

ALIKE = 0.25
"""From here on (Dice's coefficient, 0 to 1) two matters may be the same."""
LOOKED_AT = 200
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


def similar_to(place: Place, title: str, body: str = "", *, without: int | None = None) -> list[Similar]:
    """Return the proposals of a place most like this title and text, the likeliest first. One query.

    Withdrawn, declined and merged ones are left out. `without` is the id of the proposal in question.
    """
    title_terms, terms = index_terms(title), index_terms(title, body)
    if not title_terms:
        return []
    rows = db.session.execute(
        select(Proposal.id, Proposal.number, Proposal.title, Proposal.state, Proposal.support_count, SearchEntry.terms)
        .join(SearchEntry, SearchEntry.subject_id == Proposal.id)
        .where(
            SearchEntry.kind == "proposal",
            Proposal.home_id == place.id,
            Proposal.state.in_(("open", "closed")),
            Proposal.id.in_(found_any("proposal", title_terms.split())),
            Proposal.id != without if without is not None else Proposal.id.is_not(None),
        )
        .order_by(Proposal.submitted_at.desc())
        .limit(LOOKED_AT)
    )
    found = [
        Similar(
            row.id,
            row.number,
            row.title,
            row.state,
            row.support_count,
            max(similarity(title_terms, index_terms(row.title)), similarity(terms, row.terms)),
        )
        for row in rows
    ]
    alike = [candidate for candidate in found if candidate.alike >= ALIKE]
    return sorted(alike, key=lambda candidate: -candidate.alike)[:MOST_SHOWN]
