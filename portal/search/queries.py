"""Find subjects by words; the same question to FTS5 and to PostgreSQL's full-text index."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, Integer, Select, false, func, literal_column, select, text

from portal.db import db
from portal.search.bigrams import fts5_query, tsquery
from portal.search.models import SearchEntry


def found(kind: str, words: str) -> Select[int]:
    """Return a query of the ids of subjects of a kind that hold every word; none when `words` hold no word."""
    asked = tsquery(words) if _on_postgresql() else fts5_query(words)
    matches: ColumnElement[bool] = _matches(asked) if asked else false()
    return select(SearchEntry.subject_id).where(SearchEntry.kind == kind, matches)


def found_any(kind: str, terms: Sequence[str]) -> Select[int]:
    """Return a query of the ids of subjects that hold any of `terms` (made by `bigrams.index_terms`)."""
    quote, join = ("'{}'", " | ") if _on_postgresql() else ('"{}"', " OR ")
    asked = join.join(quote.format(term) for term in terms)
    matches: ColumnElement[bool] = _matches(asked) if asked else false()
    return select(SearchEntry.subject_id).where(SearchEntry.kind == kind, matches)


def _matches(asked: str) -> ColumnElement[bool]:
    if _on_postgresql():
        vector: ColumnElement[str] = literal_column("search_entry.vector")
        return vector.op("@@", is_comparison=True)(func.to_tsquery(literal_column("'simple'"), asked))
    rows = text("SELECT rowid FROM search_fts WHERE search_fts MATCH :asked").bindparams(asked=asked)
    return SearchEntry.id.in_(rows.columns(rowid=Integer))


def _on_postgresql() -> bool:
    return db.engine.dialect.name == "postgresql"
