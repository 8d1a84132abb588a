"""Take in the files of a page's form before the form itself is looked at: what was uploaded once isn't asked again."""

from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import FileStorage, MultiDict
from wtforms.fields.core import UnboundField

from portal.db import db, transact
from portal.files import services
from portal.files.inspection import Reason, UnacceptableFile
from portal.files.models import StoredFile
from portal.files.services import KeptFile
from portal.forms import DataForm, FilesField

MOST_AT_ONCE = 9
WORDS = {
    Reason.EMPTY: _l("%(name)s is empty."),
    Reason.TOO_LARGE: _l("%(name)s is too large: at most 15 MB."),
    Reason.UNKNOWN_TYPE: _l("%(name)s is not a picture (JPEG, PNG, WebP) or a PDF."),
    Reason.DAMAGED: _l("%(name)s can't be read; it may be damaged."),
    Reason.ENCRYPTED: _l("%(name)s is protected by a password."),
    Reason.ACTIVE_CONTENT: _l("%(name)s contains a program; please save it as a plain PDF."),
    Reason.TOO_MANY_PIXELS: _l("%(name)s has too many pixels; please make it smaller."),
    Reason.TOO_MANY_PAGES: _l("%(name)s has too many pages: at most 60."),
}


def receive(
    form_class: type[DataForm],
    sent: MultiDict[str, str],
    files: MultiDict[str, FileStorage],
    *,
    person_id: int | None,
) -> tuple[MultiDict[str, str], dict[str, list[str]]]:
    """Keep what was uploaded for a form's `FilesField`s.

    Returns the form's data with the new files' references added, and by field why others were not taken. Opens a
    transaction of its own.
    """
    data, refused = MultiDict(sent), {}
    for name in (name for name in dir(form_class) if _takes_files(getattr(form_class, name))):
        kept: list[KeptFile] = []
        for upload in files.getlist(name)[:MOST_AT_ONCE]:
            if not upload.filename:
                continue
            try:
                kept.append(services.keep(upload.stream.read(), upload.filename))
            except UnacceptableFile as problem:
                refused.setdefault(name, []).append(str(WORDS[problem.reason] % {"name": upload.filename}))
        if kept and person_id is not None:
            for ref in transact(lambda kept=kept: _record(kept, person_id)):
                data.add(name, ref)
    return data, refused


def _takes_files(declared: object) -> bool:
    return isinstance(declared, UnboundField) and declared.field_class is FilesField


def _record(kept: list[KeptFile], person_id: int) -> list[str]:
    ids = [services.record(one, person_id=person_id) for one in kept]
    return [db.session.get_one(StoredFile, file_id).ref for file_id in ids]
