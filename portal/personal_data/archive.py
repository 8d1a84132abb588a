"""An export as a ZIP: the data for machines, the same as a page for people, and the files."""

import json
import zipfile
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from flask import render_template

from portal.files.storage import path_of as file_path
from portal.plugin.contributions import PersonalData

FILES = "files"


def write(path: Path, *, parts: Sequence[PersonalData], name: str, made_at: datetime, language: str) -> int:
    """Write the ZIP whole or not at all, in the current language, and return its size in bytes."""
    path.parent.mkdir(parents=True, exist_ok=True)
    files = {file.name: file_path(file.digest) for part in parts for file in part.files}
    there = {name: source for name, source in files.items() if source.exists()}
    data = {part.key: part.rows for part in parts}
    page = render_template(
        "personal_data/export.html", parts=parts, name=name, made_at=made_at, files=sorted(there), language=language
    )
    with (
        NamedTemporaryFile(dir=path.parent, delete=False) as target,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive,
    ):
        archive.writestr("data.json", json.dumps(data, ensure_ascii=False, indent=2, default=_plain))
        archive.writestr("index.html", page)
        for file_name, source in there.items():
            archive.write(source, f"{FILES}/{file_name}")
    Path(target.name).replace(path)
    return path.stat().st_size


def _plain(value: Any) -> str:
    return value.isoformat() if isinstance(value, (date, datetime)) else str(value)
