"""What a form's file field brings: each file judged, kept or refused with words."""

from collections.abc import Iterable
from dataclasses import dataclass

from flask_babel import gettext as _
from werkzeug.datastructures import FileStorage

from portal.files.inspection import Reason, UnacceptableFile, UploadLimits
from portal.files.services import KeptFile, keep


@dataclass(frozen=True)
class Uploads:
    """The files that may stay, and one sentence for each that may not."""

    kept: list[KeptFile]
    refused: list[str]


def take(uploads: Iterable[FileStorage], *, most: int, limits: UploadLimits | None = None) -> Uploads:
    """Judge and keep uploaded files, at most `most` of them. Call it outside any transaction."""
    limits = limits or UploadLimits()
    taken = Uploads([], [])
    for upload in uploads:
        if not upload.filename:
            continue
        if len(taken.kept) >= most:
            taken.refused.append(_("%(name)s: there are as many files as there may be.", name=upload.filename))
            continue
        try:
            taken.kept.append(keep(upload.stream.read(limits.max_bytes + 1), upload.filename, limits))
        except UnacceptableFile as error:
            taken.refused.append(_why(error.reason, upload.filename, limits))
    return taken


def _why(reason: Reason, name: str, limits: UploadLimits) -> str:
    megabytes = limits.max_bytes // 1024**2
    match reason:
        case Reason.EMPTY:
            return _("%(name)s: the file is empty.", name=name)
        case Reason.TOO_LARGE:
            return _("%(name)s: the file is larger than %(size)s MB.", name=name, size=megabytes)
        case Reason.UNKNOWN_TYPE:
            return _("%(name)s: only JPEG, PNG and WebP pictures and PDF files can be taken.", name=name)
        case Reason.DAMAGED:
            return _("%(name)s: the file is damaged and can't be opened.", name=name)
        case Reason.ENCRYPTED:
            return _("%(name)s: the PDF is locked with a password. Save it without one.", name=name)
        case Reason.ACTIVE_CONTENT:
            return _("%(name)s: the PDF holds a program or another file. Print it to a new PDF.", name=name)
        case Reason.TOO_MANY_PIXELS:
            return _("%(name)s: the picture has too many pixels. Make it smaller.", name=name)
        case Reason.TOO_MANY_PAGES:
            return _("%(name)s: the PDF has more than %(num)s pages.", name=name, num=limits.max_pages)
