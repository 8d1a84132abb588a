"""The case file as one package: data, page, files and their checksums, written out while it is read (`K8`)."""

import hashlib
import io
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from portal.jurisdictions.tree import TREE, in_language
from portal.paging import AnyRow
from portal.proposals import engine
from portal.proposals.procedure import Procedure
from portal.proposals.queries import Whole
from portal.proposals.story import Entry, name_of

CHUNK = 256 * 1024
SUMS = "SHA256SUMS"


@dataclass(frozen=True)
class PackedFile:
    """A file of a package: its path there, and where its bytes lie."""

    path: str
    source: Path


def as_data(
    whole: Whole,
    *,
    proposer: str,
    named: bool,
    comments: Sequence[AnyRow],
    story: Sequence[Entry],
    files: Sequence[Mapping[str, Any]],
) -> dict[str, Any]:
    """Return the case file as data; people are `named` in full, or as the public reads them."""
    proposal = whole.proposal
    procedure = Procedure.read(proposal.version.document) if proposal.version else None
    return {
        "number": proposal.number,
        "place": TREE().by_id[proposal.home_id].slug,
        "title": proposal.title,
        "body": proposal.body,
        "where": proposal.where,
        "pin": None if proposal.pin_x is None else {"left": proposal.pin_x, "top": proposal.pin_y},
        "category": proposal.category,
        "subtype": proposal.subtype,
        "state": proposal.state,
        "merged_into": proposal.merged_into,
        "proposer": proposer,
        "channel": proposal.channel,
        "supports": proposal.support_count,
        "rating": proposal.rating,
        "rating_words": proposal.rating_words,
        "submitted_at": proposal.submitted_at,
        "filed_at": proposal.filed_at,
        "ended_at": proposal.ended_at,
        "stages": [_stage(whole, row, procedure, named=named) for row in whole.runs if procedure],
        "story": [{"title": entry.title, "text": entry.text, "when_and_who": entry.meta} for entry in story],
        "comments": [
            {"at": row.at, "by": name_of(row.name, row.shown_name, named=named), "body": row.body} for row in comments
        ],
        "files": files,
    }


def package(texts: Mapping[str, str], data: Mapping[str, Any], files: Iterable[PackedFile]) -> Iterator[bytes]:
    """Yield the bytes of a ZIP with `dossier.json`, the texts by path, the files, and the SHA-256 of each.

    Nothing is held in memory but a chunk, so that a case with many photos costs no more than one with none.
    """
    sink = _Sink()
    sums: list[str] = []
    written = json.dumps(data, ensure_ascii=False, indent=2, default=lambda moment: moment.isoformat())
    with ZipFile(sink, "w") as archive:
        for path, text in {"dossier.json": written, **texts}.items():
            sums.append(_sum(hashlib.sha256(text.encode()).hexdigest(), path))
            _write(archive, path, text)
            yield sink.taken()
        for file in files:
            digest = hashlib.sha256()
            with (
                archive.open(_entry(file.path, ZIP_STORED), "w", force_zip64=True) as target,
                file.source.open("rb") as source,
            ):
                while chunk := source.read(CHUNK):
                    digest.update(chunk)
                    target.write(chunk)
                    yield sink.taken()
            sums.append(_sum(digest.hexdigest(), file.path))
        _write(archive, SUMS, "".join(sums))
    yield sink.taken()


class _Sink(io.RawIOBase):
    """What a ZIP is written to: it can't be sought in, and hands on what it got."""

    def __init__(self) -> None:
        self._held = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self._held += data
        return len(data)

    def taken(self) -> bytes:
        """Return what was written since the last time."""
        held = bytes(self._held)
        self._held.clear()
        return held


def _stage(whole: Whole, row: AnyRow, procedure: Procedure, *, named: bool) -> dict[str, Any]:
    run, unit, name, shown_name = row
    return {
        "key": run.key,
        "kind": run.kind,
        "label": in_language(run.labels),
        "seat": TREE().by_id[run.seat_id].slug,
        "organisation": in_language(unit) if unit else None,
        "entered_at": run.entered_at,
        "due": run.due,
        "left_at": run.left_at,
        "outcome": run.outcome,
        "reason": run.reason,
        "by": name_of(name, shown_name, named=named),
        "record": engine.kind_of(run).record(engine.stage_of(run, whole.proposal, procedure)),
    }


def _write(archive: ZipFile, path: str, text: str) -> None:
    archive.writestr(_entry(path, ZIP_DEFLATED), text)


def _entry(path: str, method: int) -> ZipInfo:
    entry = ZipInfo(path)
    entry.compress_type = method
    entry.external_attr = 0o644 << 16
    return entry


def _sum(digest: str, path: str) -> str:
    return f"{digest}  {path}\n"
