"""The search index, the same on both databases."""

import pytest
from flask import Flask

from portal.db import db, transact
from portal.search import queries, services
from portal.search.bigrams import index_terms
from portal.search.models import SearchEntry


def _found(words: str) -> list[int]:
    return sorted(db.session.scalars(queries.found("proposal", words)))


@pytest.mark.parametrize(
    ("words", "ids"),
    [
        ("停车", [1]),
        ("停车位", [1]),
        ("车位 收费", [1]),
        ("积雪", [2]),
        ("车", [1]),
        ("停雪", []),
        ("…", []),
        ("HD", [2]),
    ],
)
def test_words_find_what_holds_them(app: Flask, words: str, ids: list[int]) -> None:
    def work() -> None:
        services.index("proposal", 1, "二区停车位重新划线", "请说清楚怎么收费")
        services.index("proposal", 2, "楼前积雪", "HD-2026-0002")
        services.index("notice", 3, "停车公示")

    with app.app_context():
        transact(work)
        assert _found(words) == ids


def test_changed_and_forgotten_texts_are_not_found_any_more(app: Flask) -> None:
    with app.app_context():
        transact(lambda: services.index("proposal", 1, "停车位"))
        transact(lambda: services.index("proposal", 1, "充电棚"))
        assert (_found("停车"), _found("充电")) == ([], [1])
        transact(lambda: services.forget("proposal", 1))
        assert _found("充电") == []
        assert db.session.query(SearchEntry).count() == 0


def test_any_term_is_enough_for_likely_doubles(app: Flask) -> None:
    with app.app_context():
        transact(lambda: services.index("proposal", 1, "增加停车位"))
        terms = index_terms("停车太难了").split()
        assert list(db.session.scalars(queries.found_any("proposal", terms))) == [1]
        assert list(db.session.scalars(queries.found_any("proposal", []))) == []
