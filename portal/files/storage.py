"""Where the bytes of uploads lie: in the data folder, each content once, named by its digest."""

from collections.abc import Collection, Iterator
from datetime import datetime
from pathlib import Path
from tempfile import NamedTemporaryFile

from flask import current_app

from portal.settings import Settings


def path_of(digest: str) -> Path:
    """Return where the bytes with this SHA-256 lie."""
    settings: Settings = current_app.extensions["portal.settings"]
    return settings.data_dir / "files" / digest[:2] / digest


def thumbnail_of(digest: str) -> Path:
    """Return where the thumbnail of the picture with this digest lies."""
    return path_of(digest).with_suffix(".webp")


def put(path: Path, data: bytes) -> None:
    """Write a file whole or not at all, unless it is there already; then it is as if it had come now."""
    if path.exists():
        path.touch()
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile(dir=path.parent, delete=False) as target:
        target.write(data)
    Path(target.name).replace(path)


def written_before(moment: datetime) -> Iterator[Collection[str]]:
    """Yield the digests of what was written before a moment, a folder at a time."""
    settings: Settings = current_app.extensions["portal.settings"]
    for folder in sorted((settings.data_dir / "files").glob("??")):
        yield {path.stem for path in folder.iterdir() if path.stat().st_mtime < moment.timestamp()}


def drop_older(digest: str, moment: datetime) -> None:
    """Delete the bytes with this digest unless they came again since a moment."""
    path = path_of(digest)
    if path.exists() and path.stat().st_mtime < moment.timestamp():
        drop(digest)


def drop(digest: str) -> None:
    """Delete the bytes with this digest and their thumbnail."""
    for path in (path_of(digest), thumbnail_of(digest)):
        path.unlink(missing_ok=True)
