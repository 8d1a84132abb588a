"""Keep catalogues in step with the code: extract, update, compile, and say what is missing.

The msgids are English sentences, so English is filled in by itself. What a plugin says in words the core has too,
it takes from the core's catalogue, which is merged last in any case.
"""

import io
import os
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import wtforms
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from portal.plugin import Plugin
from portal.plugin.registry import plugins
from portal.translations import CATALOGUES, LANGUAGES

CORE = "core"
DOMAIN = "messages"
SOURCE_LANGUAGE = "en"
WIDTH = 120
METHODS = [
    ("**/tests/**", "ignore"),
    ("tests/**", "ignore"),
    ("testing/**", "ignore"),
    ("**/migrations/**", "ignore"),
    ("plugin/scaffold/**", "ignore"),
    ("**.py", "python"),
    ("**/templates/**.html", "jinja2"),
    ("templates/**.html", "jinja2"),
    ("**/templates/**.txt", "jinja2"),
    ("templates/**.txt", "jinja2"),
]
OPTIONS = {pattern: {"silent": "false", "trim_blocks": "true"} for pattern, method in METHODS if method == "jinja2"}
KEYWORDS = {**DEFAULT_KEYWORDS, "_l": None, "lazy_gettext": None, "_n": (1, 2), "_ln": (1, 2), "lazy_ngettext": (1, 2)}


@dataclass(frozen=True)
class Owner:
    """Whose words they are: the core's or a plugin's, where its code lies and where its catalogues."""

    key: str
    sources: Sequence[Path]
    folder: Path

    def path(self, language: str, ending: str = "po") -> Path:
        """Return the file of this owner's catalogue in a language."""
        return self.folder / language / "LC_MESSAGES" / f"{DOMAIN}.{ending}"


@dataclass(frozen=True)
class Progress:
    """How far an owner's catalogue in a language is."""

    owner: str
    language: str
    total: int
    missing: Sequence[str]
    faulty: Sequence[str]

    @property
    def complete(self) -> bool:
        """Tell whether every message is translated, and none has wrong placeholders."""
        return not self.missing and not self.faulty


def owners() -> list[Owner]:
    """Return the core and every plugin."""
    return [core(), *map(owner_of, plugins().plugins)]


def core() -> Owner:
    """Return the core, which speaks for WTForms too."""
    return Owner(CORE, [Path(__file__).resolve().parents[1], Path(wtforms.__file__).parent], CATALOGUES)


def owner_of(plugin: Plugin) -> Owner:
    """Return a plugin as the owner of its words."""
    return Owner(plugin.key, [plugin.folder], plugin.folder / "translations")


def extract(owner: Owner) -> Catalog:
    """Return a template with every message in an owner's code; a plugin's leaves out what the core says too."""
    template = _empty()
    said_by_core = frozenset() if owner.key == CORE else _said_by_core()
    for folder in owner.sources:
        found = extract_from_dir(folder, METHODS, OPTIONS, KEYWORDS, comment_tags=())
        for _file, _line, message, _comments, context in found:
            if message and _id_of(message) not in said_by_core:
                template.add(message, context=context)
    return template


@cache
def _said_by_core() -> frozenset[str]:
    return frozenset(_id_of(message.id) for message in extract(core()) if message.id)


def write_template(owner: Owner) -> Path:
    """Write an owner's template for tools that want one, and return its file."""
    path = owner.folder / f"{DOMAIN}.pot"
    _write(path, _text(extract(owner)))
    return path


def update(owner: Owner) -> list[Path]:
    """Bring an owner's catalogues in step with its code and return the files that changed.

    New messages come in untranslated, gone ones leave. Nothing is guessed from similar messages.
    """
    template = extract(owner)
    if not len(template) and not owner.folder.exists():
        return []
    changed = []
    for language in LANGUAGES:
        catalogue = read(owner, language)
        catalogue.update(template, no_fuzzy_matching=True, update_creation_date=False)
        if language == SOURCE_LANGUAGE:
            _fill_in(catalogue)
        if _write(owner.path(language), _text(catalogue)):
            changed.append(owner.path(language))
    return changed


def uncompiled(owner: Owner) -> list[str]:
    """Return the languages whose catalogue is newer than what was compiled from it."""
    return [language for language in LANGUAGES if _is_newer(owner.path(language), owner.path(language, "mo"))]


def compile_changed(owner: Owner) -> list[Path]:
    """Compile the catalogues that have changed since, and return the files written."""
    written = []
    for language in uncompiled(owner):
        compiled, target = io.BytesIO(), owner.path(language, "mo")
        write_mo(compiled, read(owner, language))
        unfinished = target.with_suffix(f".{os.getpid()}")
        unfinished.write_bytes(compiled.getvalue())
        unfinished.replace(target)
        written.append(target)
    return written


def progress(owner: Owner) -> list[Progress]:
    """Return how far an owner's catalogues are, by what its code says now."""
    wanted = [message for message in extract(owner) if message.id]
    return [_progress(owner, language, wanted) for language in LANGUAGES]


def read(owner: Owner, language: str) -> Catalog:
    """Return an owner's catalogue in a language, empty when there is none yet."""
    path = owner.path(language)
    if not path.exists():
        return _empty(language)
    with path.open("rb") as file:
        return read_po(file, locale=language, abort_invalid=True)


def _empty(language: str | None = None) -> Catalog:
    return Catalog(
        locale=language,
        header_comment="# Kept in step with the code by `portal translate update`.",
        project="linli",
        version="1",
        msgid_bugs_address="none",
        last_translator="none",
        language_team="none",
        charset="utf-8",
        fuzzy=False,
    )


def _progress(owner: Owner, language: str, wanted: Sequence[Message]) -> Progress:
    catalogue = read(owner, language)
    missing, faulty = [], []
    for message in wanted:
        held = catalogue.get(message.id, message.context)
        if held is None or held.fuzzy or not all(_strings(held)):
            missing.append(_id_of(message.id))
        elif held.check(catalogue):
            faulty.append(_id_of(message.id))
    return Progress(owner.key, language, len(wanted), missing, faulty)


def _is_newer(source: Path, made: Path) -> bool:
    return source.exists() and not (made.exists() and made.stat().st_mtime >= source.stat().st_mtime)


def _fill_in(catalogue: Catalog) -> None:
    """Say in English what the msgids say."""
    for message in catalogue:
        if message.id and not all(_strings(message)):
            message.string = message.id


def _strings(message: Message) -> Sequence[str]:
    string = message.string
    return [string or ""] if isinstance(string, str | None) else list(string)


def _id_of(message: str | Sequence[str]) -> str:
    return message if isinstance(message, str) else message[0]


def _text(catalogue: Catalog) -> bytes:
    text = io.BytesIO()
    write_po(text, catalogue, width=WIDTH, no_location=True, sort_output=True, ignore_obsolete=True)
    return text.getvalue()


def _write(path: Path, text: bytes) -> bool:
    """Write a file if it says something new."""
    if path.exists() and _body(path.read_bytes()) == _body(text):
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text)
    return True


def _body(text: bytes) -> list[bytes]:
    return [line for line in text.splitlines() if b"-Date: " not in line and b"Generated-By: " not in line]
