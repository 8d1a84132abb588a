"""Chinese has no spaces: text is cut into overlapping pairs of characters, the same for both databases.

A run of Chinese becomes its pairs and, for its end, its last character: 停车位 → 停车 车位 位. A word of one
character is looked up as the beginning of a pair, so single characters cost no terms of their own. Pairs are
written as hexadecimal digits behind an x: plain letters and digits are what no tokenizer splits, merges or
drops (FTS5's Unicode tables are older than some surnames). Accents and case are dropped; traditional and
simplified characters stay as they were typed and do not find each other.

The terms of a text are a set: where a word stands is not kept, so a query asks for all of its pairs, not for
a phrase.
"""

import re
import unicodedata
from collections.abc import Iterator

MAX_TERMS = 20_000  # a tsvector holds 1 MB
MAX_QUERY_LENGTH = 200
MAX_QUERY_TERMS = 32
_MAX_WORD = 40

_CJK = (
    "\u2e80-\u2fdf\u3005-\u3007\u3021-\u3029\u3041-\u3096\u309d-\u309f\u30a1-\u30fa\u30fc-\u30ff\u3105-\u312f"
    "\u3131-\u318e\u31a0-\u31bf\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3\uf900-\ufaff\U00020000-\U000323af"
)
_WORDS = re.compile(rf"(?P<cjk>[{_CJK}]+)|[^\W_{_CJK}]+")
_UNTOUCHED = re.compile("[a-wyz][a-z0-9]*|[0-9]+")
_ONE_CHARACTER = 6  # x and five digits


def index_terms(*texts: str) -> str:
    """The distinct terms of all texts, separated by spaces, in order of first appearance.

    To be kept in one column, for FTS5's unicode61 and for to_tsvector('simple', …) alike.
    """
    terms: dict[str, None] = {}
    for text in texts:
        for word, is_cjk in _words(text):
            terms.update(dict.fromkeys([*_pairs(word), _encode(word[-1])] if is_cjk else [_plain(word)]))
            if len(terms) >= MAX_TERMS:
                break
    return " ".join(list(terms)[:MAX_TERMS])


def fts5_query(raw: str) -> str | None:
    """A MATCH expression for FTS5 that finds texts with every word of `raw`; None when there is nothing to
    find."""
    return " AND ".join(f'"{term}" *' if is_start else f'"{term}"' for term, is_start in _asked(raw)) or None


def tsquery(raw: str) -> str | None:
    """The same for PostgreSQL, as the argument of to_tsquery('simple', …)."""
    return " & ".join(f"'{term}':*" if is_start else f"'{term}'" for term, is_start in _asked(raw)) or None


def _asked(raw: str) -> list[tuple[str, bool]]:
    """Each term to find, and whether it is only the beginning of one."""
    asked: dict[tuple[str, bool], None] = {}
    for word, is_cjk in _words(raw[:MAX_QUERY_LENGTH]):
        if not is_cjk:
            asked[_plain(word), False] = None
        elif len(word) == 1:
            asked[_encode(word), True] = None
        else:
            asked.update(dict.fromkeys((pair, False) for pair in _pairs(word)))
    return list(asked)[:MAX_QUERY_TERMS]


def _words(text: str) -> Iterator[tuple[str, bool]]:
    for match in _WORDS.finditer(unicodedata.normalize("NFKC", text)):
        yield match.group(), match.group("cjk") is not None


def _pairs(word: str) -> Iterator[str]:
    return (_encode(word[i : i + 2]) for i in range(len(word) - 1))


def _plain(word: str) -> str:
    """A word in small letters and without accents: as it is when it is ASCII, else encoded.

    Encoded are also words that begin with x, so that none is taken for an encoded one, and mixtures that
    begin with a
    digit: PostgreSQL reads 5e3a as a number and a letter.
    """
    decomposed = unicodedata.normalize("NFKD", word.casefold())
    folded = "".join(char for char in decomposed if not unicodedata.combining(char))[:_MAX_WORD]
    return folded if _UNTOUCHED.fullmatch(folded) else _encode(folded)


def _encode(text: str) -> str:
    return "x" + "".join(f"{ord(char):05x}" for char in text)


def is_one_character(term: str) -> bool:
    """Tell whether a term stands for the single character that ends a run."""
    return len(term) == _ONE_CHARACTER and term.startswith("x")
