"""The messages of core and plugins in one language, as those who reword them see them."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from flask_babel import Domain, force_locale, get_babel
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]")
_MARKUP = re.compile(r"<[^>]*>|[<>]")
SAMPLES: Mapping[str, Any] = {
    "count": 3,
    "link": "https://linli.example.org/…",
    "num": 3,
    "place": _l("Zhuying community"),
    "title": _l("The proposal is submitted."),
    "matter": _l("A lamp for the passage"),
}


@dataclass(frozen=True)
class Message:
    """One message: its English original, and the standard text in the language, a form of number each."""

    key: str
    original: str
    standard: Sequence[str]

    @property
    def placeholders(self) -> Sequence[str]:
        """Return the names that are filled in, each once, in their order."""
        return list(
            dict.fromkeys(name for text in (self.original, *self.standard) for name in PLACEHOLDER.findall(text))
        )

    @property
    def needed(self) -> frozenset[str]:
        """Return the placeholders no text may leave out: all but the number where the language counts in words."""
        return frozenset(PLACEHOLDER.findall(self.standard[-1]))


def key_of(original: str) -> str:
    """Return the short name of a message in addresses."""
    return sha256(original.encode()).hexdigest()[:16]


def messages(language: str) -> Mapping[str, Message]:
    """Return every message in a language by key, sorted by its original. No query."""
    with force_locale(language):
        catalog: Mapping[Any, str] = Domain.get_translations(get_babel().instance.domain_instance)._catalog
    forms: dict[str, dict[int, str]] = {}
    for msgid, text in catalog.items():
        original, number = msgid if isinstance(msgid, tuple) else (msgid, 0)
        if original:
            forms.setdefault(original, {})[number] = text
    found = (
        Message(key_of(original), original, [texts[at] for at in sorted(texts)]) for original, texts in forms.items()
    )
    return {message.key: message for message in sorted(found, key=lambda message: message.original.lower())}


def original_of(words: LazyString) -> str:
    """Return the English original of a message that is translated when it is shown."""
    original: str = words._args[0]
    return original


def filled(message: Message, text: str, language: str) -> str:
    """Return a text with samples in place of its placeholders, as somebody of a language would read it."""
    with force_locale(language):
        samples = {name: str(SAMPLES.get(name, f"‹{name}›")) for name in message.placeholders}
    return PLACEHOLDER.sub(lambda found: samples.get(found[1], found[0]), text).replace("%%", "%")


def markup_of(text: str) -> Sequence[str]:
    """Return the tags in a text, and what could become one."""
    return sorted(_MARKUP.findall(text))


def stray_percent(text: str) -> bool:
    """Tell whether a text has a percent sign that would be taken for a placeholder."""
    return "%" in PLACEHOLDER.sub("", text).replace("%%", "")
