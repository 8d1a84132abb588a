"""Catalogues: the words of core and plugins in every language."""

from pathlib import Path

CATALOGUES = Path(__file__).resolve().parents[2] / "translations"
"""Where the core's catalogues lie; a plugin's lie in its own folder."""

LANGUAGES = ("zh_Hans", "zh_Hant", "en")
