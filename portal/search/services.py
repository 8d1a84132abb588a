"""Keep the index in step with what it describes, in the same transaction."""

from sqlalchemy import delete

from portal.db import db, upsert
from portal.search.bigrams import index_terms
from portal.search.models import SearchEntry


def index(kind: str, subject_id: int, *texts: str) -> None:
    """Let a subject be found by the words of `texts`, and by no others."""
    terms = index_terms(*texts)
    db.session.execute(
        upsert(SearchEntry)
        .values(kind=kind, subject_id=subject_id, terms=terms)
        .on_conflict_do_update(index_elements=["kind", "subject_id"], set_={"terms": terms})
    )


def forget(kind: str, subject_id: int) -> None:
    """Let a subject not be found any more."""
    db.session.execute(delete(SearchEntry).where(SearchEntry.kind == kind, SearchEntry.subject_id == subject_id))
