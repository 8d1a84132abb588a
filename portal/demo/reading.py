"""The localities of the demonstration, read from TOML files: one file, one locality."""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "localities"
Locality = Mapping[str, Any]


def localities() -> list[Locality]:
    """Return every locality's data, in the order of their files."""
    return [tomllib.loads(path.read_text("utf-8")) for path in sorted(FOLDER.glob("*.toml"))]
