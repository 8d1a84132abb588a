"""Where exports lie until they are deleted: in the data folder, under a name nobody can guess."""

from pathlib import Path

from flask import current_app

from portal.settings import Settings


def path_of(ref: str) -> Path:
    """Return where the ZIP of an export lies."""
    settings: Settings = current_app.extensions["portal.settings"]
    return settings.data_dir / "exports" / f"{ref}.zip"


def drop(ref: str) -> None:
    """Delete the ZIP of an export."""
    path_of(ref).unlink(missing_ok=True)
