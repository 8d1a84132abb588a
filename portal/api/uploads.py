"""Files of programs: uploaded first, then named by their ids in what is sent."""

from flask import request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.exceptions import UnsupportedMediaType
from werkzeug.wrappers import Response

from portal.accounts.scopes import PROPOSALS_WRITE
from portal.api.schemas import ref
from portal.api.writing import Answer, write
from portal.db import db
from portal.files import services
from portal.files.models import StoredFile
from portal.files.uploads import take
from portal.plugin.blueprint import SIGNED_IN, PortalBlueprint
from portal.plugin.operation import operation
from portal.web.problems import Invalid
from portal.web.viewer import viewer

bp = PortalBlueprint("api_files", __name__)


@bp.route("/api/v1/files", methods=["POST"], permission=SIGNED_IN)
@operation(
    summary=_l("Upload a picture or a PDF; its id goes into the fields of actions and proposals"),
    scope=PROPOSALS_WRITE,
    upload={
        "type": "object",
        "required": ["file"],
        "properties": {"file": {"type": "string", "format": "binary"}},
    },
    status=201,
    answer=ref("File"),
)
def upload() -> Response:
    """Take a file in; where a photo was taken is removed."""
    if request.mimetype != "multipart/form-data":
        raise UnsupportedMediaType
    taken = take(request.files.getlist("file"), most=1)
    if taken.refused or not taken.kept:
        raise Invalid({"/file": taken.refused or [_("Send one file.")]})
    (kept,) = taken.kept

    def work() -> Answer:
        row = db.session.get_one(StoredFile, services.record(kept, person_id=viewer().person_id or 0))
        return Answer({"id": row.ref, "media_type": row.media_type, "size": row.size}, 201)

    return write({"name": kept.name, "digest": kept.digest}, work)
