"""Names: what may be one, which two look alike, and how much of one the public sees."""

import re
import unicodedata
from enum import StrEnum
from functools import lru_cache

from confusable_homoglyphs import confusables

DISPLAY_NAME_LENGTH = 40
LOGIN_NAME_LENGTH = 40

#: Beside letters, digits and spaces: 买买提·艾力, O'Neill, Smith-Meier, Dr. Li, 王（代）, 物业/保安.
_NAME_PUNCTUATION = frozenset("·.'’-,()/&")
_MIDDLE_DOTS = str.maketrans(dict.fromkeys("•‧∙⋅・･", "·"))
#: Letters and marks that show nothing at all: fillers, joiners of graphemes, emoji selectors.
_BLANKS = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0\ufe0e\ufe0f")
_JOINERS = frozenset("\u200c\u200d")
_VIRAMA = 9  # combining class; after one, a joiner changes the letter (RFC 5892, appendix A)
_MAX_MARKS = 3

#: 复姓, simplified and traditional. Two characters stay visible where the surname has two.
_SURNAMES = """
欧阳 歐陽 司马 司馬 上官 诸葛 諸葛 东方 東方 皇甫 尉迟 尉遲 公孙 公孫 慕容 令狐 司徒 司空 夏侯
长孙 長孫 宇文 端木 百里 东郭 東郭 南宫 南宮 西门 西門 独孤 獨孤 呼延 轩辕 軒轅 申屠 太史 公冶
公羊 闻人 聞人 澹台 澹臺 濮阳 濮陽 淳于 单于 單于 钟离 鍾離 拓跋 万俟 萬俟 鲜于 鮮于 闾丘 閭丘
仲孙 仲孫 赫连 赫連 第五 左丘 东门 東門 纳兰 納蘭 完颜 完顏 耶律 乐正 樂正 宗政 梁丘 子车 子車
颛孙 顓孫 漆雕 巫马 巫馬 公西 壤驷 壤駟 谷梁 榖梁 微生 羊舌
"""
_COMPOUND_SURNAMES = frozenset(_SURNAMES.split())


class NameProblem(StrEnum):
    """What is wrong with a name."""

    EMPTY = "empty"
    TOO_SHORT = "too_short"
    TOO_LONG = "too_long"
    INVISIBLE = "invisible"
    CHARACTER = "character"
    MIXED_ALPHABETS = "mixed_alphabets"
    NO_LETTER = "no_letter"


class UnsafeName(ValueError):
    """A name that can't be taken, and the reason."""

    def __init__(self, reason: NameProblem) -> None:
        super().__init__(reason.value)
        self.reason = reason


def clean_display_name(raw: str) -> str:
    """A person's name as it will be shown: 1 to 40 characters in form NFKC, single spaces.

    Letters of any script, digits, spaces and the punctuation that names have; no symbols, since ✓ or ★ would
    look like the portal's own mark. Cased letters come from one alphabet, so that nobody is Аnna with a
    Cyrillic А.
    Raises UnsafeName.
    """
    name = re.sub(r"[ \u3000\u00a0]+", " ", raw).strip(" \t\r\n")
    if len(name) > 4 * DISPLAY_NAME_LENGTH:  # before the work below
        raise UnsafeName(NameProblem.TOO_LONG)
    name = unicodedata.normalize("NFKC", _without_ideograph_variants(name)).translate(_MIDDLE_DOTS)
    if not name:
        raise UnsafeName(NameProblem.EMPTY)
    if len(name) > DISPLAY_NAME_LENGTH:
        raise UnsafeName(NameProblem.TOO_LONG)
    _refuse_bad_characters(name)
    if not any(map(_is_letter, name)):
        raise UnsafeName(NameProblem.NO_LETTER)
    if len({_alphabet(char) for char in name if char.lower() != char.upper()}) > 1:
        raise UnsafeName(NameProblem.MIXED_ALPHABETS)
    return name


def clean_login_name(raw: str) -> str:
    """The name somebody signs in with: 2 to 40 of a–z, 0–9, `.`, `_`, `-` and Chinese characters.

    At least one is a letter or a Chinese character and none is `@`, so that a name is never taken for a phone
    number or an e-mail address. Other alphabets are left out: they sign in by phone. Capitals become small
    letters, full-width ones plain. Raises UnsafeName. Whether two names look alike is `skeleton`'s question.
    """
    name = unicodedata.normalize("NFKC", raw[: 4 * LOGIN_NAME_LENGTH].strip()).casefold()
    if not name:
        raise UnsafeName(NameProblem.EMPTY)
    if len(name) < 2:
        raise UnsafeName(NameProblem.TOO_SHORT)
    if len(name) > LOGIN_NAME_LENGTH:
        raise UnsafeName(NameProblem.TOO_LONG)
    if not all(re.fullmatch(r"[a-z0-9._-]", char) or _is_han(char) for char in name):
        raise UnsafeName(NameProblem.CHARACTER)
    if not any(map(_is_letter, name)):
        raise UnsafeName(NameProblem.NO_LETTER)
    return name


def skeleton(name: str) -> str:
    """What two names that look alike have in common; for a unique column, never shown.

    Unicode's table of confusable characters (UTS 39), regardless of case, and with i, l and 1 as one, o and 0
    as one.
    """
    text = "".join(char for char in unicodedata.normalize("NFKC", name) if not _is_hidden(char))
    text = "".join(map(_prototype, text)).casefold()  # first as typed: В looks like B, в doesn't look like b
    text = "".join(map(_prototype, unicodedata.normalize("NFKC", text))).casefold()
    return text.translate(str.maketrans("i10", "llo"))


def mask_name(name: str) -> str:
    """A name as the public sees it (rule 5): 李** for 李桂英, 欧阳** for 欧阳修远, A. S. for Anna Schmidt.

    Always two stars, so that the length says nothing. Names in scripts without capitals show their first
    character; a compound surname stays whole unless it is the whole name. Names in alphabets show initials,
    at most three.
    """
    first = next((char for char in name if _is_letter(char)), "")
    if first.lower() != first.upper():
        initials = [next(filter(_is_letter, word), "") for word in re.split(r"[\s-]+", name)]
        capitals = [letter.upper() for letter in initials if letter.lower() != letter.upper()]
        return " ".join(f"{capital}." for capital in capitals[:3])
    if name[:2] in _COMPOUND_SURNAMES and len(name) > 2:
        return f"{name[:2]}**"
    return f"{first}**"


def public_name(name: str, shown_name: str = "") -> str:
    """What the public reads of a person: the name they chose to show, else their own, masked (rule 5)."""
    return shown_name or mask_name(name)


def _refuse_bad_characters(name: str) -> None:
    marks = 0
    before = ""
    for char in name:
        category = unicodedata.category(char)
        marks = marks + 1 if category[0] == "M" else 0
        if _is_hidden(char) and not (char in _JOINERS and before and unicodedata.combining(before) == _VIRAMA):
            raise UnsafeName(NameProblem.INVISIBLE)
        if marks > _MAX_MARKS:
            raise UnsafeName(NameProblem.CHARACTER)
        plain = category[0] in "LM" or category == "Nd" or char == " " or _is_han(char)
        if not (plain or char in _NAME_PUNCTUATION or char in _JOINERS):
            raise UnsafeName(NameProblem.CHARACTER)
        before = char


def _without_ideograph_variants(name: str) -> str:
    """Input methods add selectors (U+E0100…) to rare characters; the name is the same without."""
    return re.sub("[\U000e0100-\U000e01ef]", "", name)


def _is_hidden(char: str) -> bool:
    """Controls, direction marks, zero-width, private use, surrogates, blank letters, line separators."""
    if _is_han(char):  # ideographs newer than this Python count as unassigned
        return False
    return unicodedata.category(char) in {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"} or char in _BLANKS


def _is_han(char: str) -> bool:
    return bool(re.match("[\u3007\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U000323af]", char))


def _is_letter(char: str) -> bool:
    return char.isalpha() or _is_han(char)


def _alphabet(char: str) -> str:
    return unicodedata.name(char).split()[0]


@lru_cache(maxsize=4096)
def _prototype(char: str) -> str:
    """The character that stands for all that look like it.

    The library lists look-alikes both ways: a prototype with all of its doubles, a double with its prototype
    alone.
    """
    doubles = _doubles(char)
    if len(doubles) != 1:
        return char
    other = doubles[0]
    if len(other) > 1:  # m looks like rn
        return other
    return other if len(_doubles(other)) > 1 else min(char, other)


def _doubles(char: str) -> list[str]:
    found = confusables.is_confusable(char)
    return [double["c"] for double in found[0]["homoglyphs"]] if found else []
