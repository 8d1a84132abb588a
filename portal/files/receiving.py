"""Take in the files of a page's form before the form itself is looked at: what was uploaded once isn't asked again."""

from werkzeug.datastructures import FileStorage, MultiDict
from wtforms.fields.core import UnboundField

from portal.db import db, transact
from portal.files import services
from portal.files.inspection import UploadLimits
from portal.files.models import StoredFile
from portal.files.services import KeptFile
from portal.files.uploads import take
from portal.forms import DataForm, FilesField

MOST_AT_ONCE = 9
MOST_BYTES_AT_ONCE = (MOST_AT_ONCE + 1) * UploadLimits().max_bytes
"""What a request may bring: the most files as large as they may be, one more to be told so, and the words."""


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
    data = MultiDict(sent)
    refused: dict[str, list[str]] = {}
    for name in (name for name in dir(form_class) if _takes_files(getattr(form_class, name))):
        taken = take(files.getlist(name), most=MOST_AT_ONCE)
        if taken.refused:
            refused[name] = taken.refused
        if taken.kept and person_id is not None:
            for ref in transact(lambda kept=taken.kept: _record(kept, person_id)):  # type: ignore[misc]
                data.add(name, ref)
    return data, refused


def _takes_files(declared: object) -> bool:
    return isinstance(declared, UnboundField) and declared.field_class is FilesField


def _record(kept: list[KeptFile], person_id: int) -> list[str]:
    ids = [services.record(one, person_id=person_id) for one in kept]
    return [db.session.get_one(StoredFile, file_id).ref for file_id in ids]
