"""How a place's own words come before the catalogues'.

Without any, Flask-Babel is asked as always. With some, the translations of a language and a place are put together
once for each generation of the configuration: a message costs the same look-up either way.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from babel.support import NullTranslations, Translations
from flask import g
from flask_babel import Domain, get_locale
from sqlalchemy import select

from portal.config import Section
from portal.db import db
from portal.jurisdictions.tree import TREE, Place
from portal.wording.models import Wording

Own = Mapping[int, Mapping[str, Mapping[str, Sequence[str]]]]
"""A place's own words: by place, language and message."""


def _load_own() -> Own:
    own: dict[int, dict[str, dict[str, Sequence[str]]]] = defaultdict(lambda: defaultdict(dict))
    columns = (Wording.place_id, Wording.language, Wording.message, Wording.texts)
    for place_id, language, message, texts in db.session.execute(select(*columns).order_by(Wording.id)):
        if texts is None:
            own[place_id][language].pop(message, None)
        else:
            own[place_id][language][message] = texts
    return {place_id: languages for place_id, languages in own.items() if any(languages.values())}


OWN = Section("wording", _load_own)
_PUT_TOGETHER: Section[dict[tuple[str, int], Translations]] = Section("wording_put_together", dict)


class PlacesDomain(Domain):
    """Flask-Babel's translations, under the words of the place a page or a message is of."""

    def get_translations(self) -> Translations | NullTranslations:
        """Return the translations of the current language, and of the current place where it has words of its own."""
        place: Place | None = g.get("place") if g else None
        if place is None or not (own := OWN()):
            return super().get_translations()
        language, together = str(get_locale()), _PUT_TOGETHER()
        if (language, place.id) not in together:
            together[language, place.id] = _over(super().get_translations(), words_at(own, place.id, language))
        return together[language, place.id]


def words_at(own: Own, place_id: int, language: str) -> Mapping[str, Sequence[str]]:
    """Return the words that count at a place, by message: its own, then those of the places above."""
    words: dict[str, Sequence[str]] = {}
    for place in TREE().trail(place_id):
        words |= own.get(place.id, {}).get(language, {})
    return words


def _over(usual: Any, words: Mapping[str, Sequence[str]]) -> Translations:
    together = Translations()
    together.plural = usual.plural
    together._catalog = dict(usual._catalog)
    for message, texts in words.items():
        if message in usual._catalog:
            together._catalog[message] = texts[0]
        else:
            together._catalog |= {(message, number): text for number, text in enumerate(texts)}
    return together
