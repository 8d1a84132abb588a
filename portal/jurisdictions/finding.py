"""Find a place by what somebody types: a name in any language, a code, words of the address."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from portal.config import Section
from portal.jurisdictions.tree import TREE, Place

MOST_FOUND = 30
LONGEST_QUERY = 100
SOMEWHERE_ABOVE = 4


@dataclass(frozen=True)
class _Entry:
    place: Place
    names: tuple[str, ...]
    words: str
    depth: int


def _load_entries() -> Sequence[_Entry]:
    tree = TREE()
    own = {place.id: _own_words(place) for place in tree.by_id.values()}
    entries = []
    for place in tree.by_id.values():
        trail = tree.trail(place.id)
        if all(above.open for above in trail):
            words = "\n".join(own[above.id] for above in trail)
            entries.append(_Entry(place, tuple(map(_plain, place.names.values())), words, len(trail)))
    return entries


ENTRIES = Section("places_to_find", _load_entries)


def find_places(query: str) -> list[Place]:
    """Return the open places that fit all words of `query`, best first, at most `MOST_FOUND`.

    A word of Chinese may run several names together: 宏大社区3号楼 finds building 3 of Hongda. What fits only because
    the place above it does is left out: one walks down to it from there. No query is made.
    """
    words = _plain(query[:LONGEST_QUERY]).split()
    if not words:
        return []
    whole = " ".join(words)
    fitting = [entry for entry in ENTRIES() if all(_covered(word, entry.words) for word in words)]
    above = {entry.place.id for entry in fitting}
    told = [(_distance(whole, words, entry), entry.depth, entry.place.slug, entry.place) for entry in fitting]
    kept = [found for found in told if found[0] < SOMEWHERE_ABOVE or found[3].parent_id not in above]
    return [place for *_order, place in sorted(kept, key=lambda found: found[:3])[:MOST_FOUND]]


def _own_words(place: Place) -> str:
    return "\n".join([*map(_plain, place.names.values()), _plain(place.code or ""), place.slug, _plain(place.address)])


def _plain(text: str) -> str:
    """Return text regardless of case, width and control characters."""
    text = unicodedata.normalize("NFKC", text).casefold()
    return re.sub(r"[\x00-\x1f\x7f]", " ", text)


def _distance(whole: str, words: Sequence[str], entry: _Entry) -> int:
    """Return how far an entry is from what was asked: its very name, its beginning, in it, somewhere above."""
    if whole in entry.names or whole in (entry.place.slug, _plain(entry.place.code or "")):
        return 0
    if any(name.startswith(whole) for name in entry.names):
        return 1
    if any(words[-1] in name for name in entry.names):
        return 2
    # A run-together query ends with the name of the place meant: 宏大社区3号楼 means the building.
    return 3 if any(whole.endswith(name) for name in entry.names if name) else SOMEWHERE_ABOVE


def _covered(word: str, text: str) -> bool:
    """Tell whether a word is in the text, whole or as pieces of at least two characters."""
    while word and word not in text:
        size = next((size for size in range(len(word) - 1, 1, -1) if word[:size] in text), 0)
        if size == 0:
            return False
        word = word[size:]
    return True
