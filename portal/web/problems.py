"""Errors for programs: problem documents (RFC 9457), each of a type that `/api/` explains."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from flask import jsonify, request, url_for
from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from werkzeug.exceptions import UnprocessableEntity
from werkzeug.wrappers import Response


class Invalid(UnprocessableEntity):
    """Some of what a program sent can't be used; `errors` are sentences by JSON pointer, such as `/fields/reason`."""

    def __init__(self, errors: Mapping[str, Iterable[str]]) -> None:
        super().__init__()
        self.errors = errors


@dataclass(frozen=True)
class Problem:
    """A type of problem: `key` is its anchor on the page `/api/`."""

    key: str
    title: LazyString
    detail: LazyString


PROBLEMS: Mapping[int, Problem] = {
    400: Problem(
        "malformed-request",
        _l("The request can't be read."),
        _l("Send a JSON object in UTF-8, and header lines and cursors as this document describes them."),
    ),
    401: Problem(
        "token-needed",
        _l("A valid token is needed."),
        _l("Send “Authorization: Bearer” with a personal token that has neither ended nor been revoked."),
    ),
    403: Problem(
        "not-allowed",
        _l("This isn't open to the token's owner, or not to this token."),
        _l("What a token may do is what its scopes and its owner's roles both allow."),
    ),
    404: Problem(
        "not-found",
        _l("There is nothing at this address."),
        _l("The address may be mistyped, or what it names isn't offered here."),
    ),
    405: Problem(
        "method-not-allowed",
        _l("This address doesn't take this method."),
        _l("The header Allow lists those it takes."),
    ),
    409: Problem(
        "conflict",
        _l("This can't be done as things stand."),
        _l("Something has changed meanwhile. Read the proposal again to see what can be done now."),
    ),
    413: Problem("too-large", _l("This is too large."), _l("Send less at once.")),
    415: Problem(
        "wrong-media-type",
        _l("This media type isn't read here."),
        _l("Send JSON as application/json, and files as multipart/form-data."),
    ),
    422: Problem(
        "invalid-fields",
        _l("Some of what was sent can't be used."),
        _l("Each entry of “errors” points to a field and says what is wrong with it."),
    ),
    429: Problem(
        "too-many-requests",
        _l("Too many requests in a short time."),
        _l("The header Retry-After says when to go on."),
    ),
    500: Problem(
        "internal-error", _l("Something went wrong here."), _l("Nothing was changed. We have noted what happened.")
    ),
    503: Problem("busy", _l("The portal is very busy."), _l("Nothing was changed. Please try again in a minute.")),
}


def problem(
    code: int,
    *,
    detail: str = "",
    errors: Mapping[str, Iterable[str]] | None = None,
    headers: Iterable[tuple[str, str]] = (),
) -> Response:
    """Return a problem document; `errors` as in `Invalid`."""
    kind = PROBLEMS.get(code) or PROBLEMS[400 if code < 500 else 500]
    document: dict[str, Any] = {
        "type": url_for("api.index", _external=True, _anchor=kind.key),
        "title": str(kind.title),
        "status": code,
        "detail": detail or str(kind.detail),
        "instance": request.path,
    }
    if errors:
        document["errors"] = [
            {"field": pointer, "message": str(message)} for pointer, said in errors.items() for message in said
        ]
    response: Response = jsonify(document)
    response.status_code = code
    response.mimetype = "application/problem+json"
    response.headers.extend([header for header in headers if header[0] not in ("Content-Type", "Content-Length")])
    return response
