"""Change something for a program: one transaction, and one effect however often the request is sent."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from flask import jsonify, request
from flask_babel import gettext as _
from werkzeug.exceptions import BadRequest
from werkzeug.wrappers import Response

from portal.db import transact
from portal.idempotency import fingerprint, once
from portal.web.viewer import viewer

KEY = "Idempotency-Key"
LONGEST_KEY = 200


@dataclass(frozen=True)
class Answer:
    """What a write answers; `location` is the address of what it made."""

    body: Mapping[str, Any]
    status: int = 200
    location: str = ""


def write(sent: Any, work: Callable[[], Answer]) -> Response:
    """Do `work` in a transaction and answer what it returns.

    With an Idempotency-Key a request sent again gets the answer it got before, and nothing is done twice; `sent` is
    what the key stands for, beside the method and the address. An error keeps nothing, so the same key may try again.
    Raises `BadRequest` for a key that isn't one, `KeyUsedOtherwise` for one that came with something else, `Busy`,
    and whatever `work` raises.
    """
    answer = transact(_once(sent, lambda: asdict(work())))
    response: Response = jsonify(answer["body"])
    response.status_code = answer["status"]
    if answer["location"]:
        response.headers["Location"] = answer["location"]
    return response


def _once(sent: Any, work: Callable[[], dict[str, Any]]) -> Callable[[], dict[str, Any]]:
    key = request.headers.get(KEY)
    if key is None:
        return work
    if not 0 < len(key) <= LONGEST_KEY or not key.isascii() or not key.isprintable():
        raise BadRequest(_("The Idempotency-Key needs 1 to %(most)s printable ASCII characters.", most=LONGEST_KEY))
    digest = fingerprint({"method": request.method, "path": request.path, "sent": sent})
    return lambda: once(scope=f"person:{viewer().person_id}", key=key, digest=digest, work=work)
