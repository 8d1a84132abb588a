"""Catalogues are kept in step with the code, quietly and without guessing."""

import gettext
import os
from pathlib import Path

import pytest

from portal.translations.catalogues import Owner, compile_changed, extract, progress, read, update

CODE = """
from flask_babel import gettext as _, lazy_gettext as _l, ngettext
greeting = _l("Good morning, %(name)s")
count = ngettext("%(num)s stove", "%(num)s stoves", 2)
"""
PAGE = '<h1>{{ _("Kitchen") }}</h1>\n<p>{{ ngettext("%(num)s pan", "%(num)s pans", 3) }}</p>'


@pytest.fixture
def kitchen(tmp_path: Path) -> Owner:
    """Return the words of a small room that is the whole core."""
    source = tmp_path / "kitchen"
    (source / "templates" / "kitchen").mkdir(parents=True)
    (source / "tests").mkdir()
    (source / "cook.py").write_text(CODE)
    (source / "templates" / "kitchen" / "index.html").write_text(PAGE)
    (source / "tests" / "test_cook.py").write_text('_("Only in a test")')
    return Owner("core", [source], tmp_path / "translations")


def ids(owner: Owner) -> set[str]:
    """Return the messages of the code, plurals by their singular."""
    return {message.id if isinstance(message.id, str) else message.id[0] for message in extract(owner) if message.id}


def translate(owner: Owner, language: str, **words: str) -> None:
    """Write a translator's words into a catalogue."""
    path = owner.path(language)
    text = path.read_text("utf-8")
    for message, words_ in words.items():
        text = text.replace(f'msgid "{message}"\nmsgstr ""', f'msgid "{message}"\nmsgstr "{words_}"')
    path.write_text(text, "utf-8")


def test_messages_come_from_code_and_templates_but_not_from_tests(kitchen: Owner) -> None:
    assert ids(kitchen) == {"Good morning, %(name)s", "%(num)s stove", "Kitchen", "%(num)s pan"}


def test_update_keeps_translations_and_takes_gone_messages_out(kitchen: Owner) -> None:
    assert len(update(kitchen)) == 3
    translate(kitchen, "zh_Hans", Kitchen="厨房")
    (kitchen.sources[0] / "cook.py").write_text("")
    update(kitchen)
    catalogue = read(kitchen, "zh_Hans")
    assert catalogue["Kitchen"].string == "厨房"
    assert "Good morning, %(name)s" not in catalogue
    assert "Good morning" not in kitchen.path("zh_Hans").read_text("utf-8")


def test_update_changes_nothing_when_the_code_says_the_same(kitchen: Owner) -> None:
    update(kitchen)
    (kitchen.sources[0] / "cook.py").write_text("# a line above moves every message\n" + CODE)
    assert update(kitchen) == []


def test_similar_messages_are_not_guessed(kitchen: Owner) -> None:
    update(kitchen)
    translate(kitchen, "zh_Hans", Kitchen="厨房")
    page = kitchen.sources[0] / "templates" / "kitchen" / "index.html"
    page.write_text(PAGE.replace("Kitchen", "Kitchens"))
    update(kitchen)
    assert not read(kitchen, "zh_Hans")["Kitchens"].string


def test_english_is_complete_by_itself_and_chinese_says_what_is_missing(kitchen: Owner) -> None:
    update(kitchen)
    by_language = {each.language: each for each in progress(kitchen)}
    assert by_language["en"].complete
    assert set(by_language["zh_Hant"].missing) == ids(kitchen)


def test_wrong_placeholder_is_a_fault(kitchen: Owner) -> None:
    update(kitchen)
    path = kitchen.path("zh_Hans")
    message = 'msgid "Good morning, %(name)s"\nmsgstr "'
    path.write_text(path.read_text("utf-8").replace(message, message + "早上好，%(nane)s"), "utf-8")
    (chinese,) = (each for each in progress(kitchen) if each.language == "zh_Hans")
    assert chinese.faulty == ["Good morning, %(name)s"]


def test_only_what_changed_is_compiled(kitchen: Owner) -> None:
    update(kitchen)
    assert len(compile_changed(kitchen)) == 3
    assert compile_changed(kitchen) == []
    translate(kitchen, "zh_Hans", Kitchen="厨房")
    later = kitchen.path("zh_Hans", "mo").stat().st_mtime + 1
    os.utime(kitchen.path("zh_Hans"), (later, later))
    assert compile_changed(kitchen) == [kitchen.path("zh_Hans", "mo")]
    with kitchen.path("zh_Hans", "mo").open("rb") as file:
        assert gettext.GNUTranslations(file).gettext("Kitchen") == "厨房"
