"""Doors: one way of writing each, so that a household is found whoever types its door."""

import re
import unicodedata

LONGEST = 20


class BadDoor(ValueError):
    """Not the number of a door."""


def clean_door(raw: str) -> str:
    """Return a door such as 1单元101 or 3-2-501A: no spaces, plain digits and hyphens, capitals, no closing 室.

    Raises `BadDoor`.
    """
    text = unicodedata.normalize("NFKC", raw[: 4 * LONGEST])
    text = re.sub(r"[‐‑–—―−ー]", "-", re.sub(r"\s+", "", text)).upper().removesuffix("室")
    fits = 0 < len(text) <= LONGEST and len(raw) <= 4 * LONGEST
    if not fits or not re.fullmatch(r"[0-9A-Z#/.\-\u3400-\u9fff]+", text) or not any(map(str.isalnum, text)):
        raise BadDoor
    return text
