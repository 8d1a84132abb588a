"""Read what a program sent."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, NoReturn, TypeVar

from flask import request
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import BadRequest, UnsupportedMediaType

from portal.forms import DataForm
from portal.proposals.action_forms import BadFields, bind_json
from portal.web.problems import Invalid

MOST_BYTES = 256 * 1024
Filled = TypeVar("Filled", bound=DataForm)


def json_object() -> dict[str, Any]:
    """Return the JSON object sent.

    Raises `UnsupportedMediaType`, `RequestEntityTooLarge`, and `BadRequest` for what isn't a JSON object or holds
    characters that no database keeps.
    """
    if request.mimetype != "application/json":
        raise UnsupportedMediaType
    request.max_content_length = MOST_BYTES
    try:
        sent = json.loads(request.get_data(), parse_constant=_refuse_constant)
        storable = all("\0" not in text and text.encode() for text in _texts(sent) if text)
    except (ValueError, RecursionError) as error:
        raise BadRequest(_("The body is not JSON in UTF-8.")) from error
    if not storable:
        raise BadRequest(_("A text has a NUL character, which can't be kept."))
    if not isinstance(sent, dict):
        raise BadRequest(_("The body must be a JSON object."))
    return sent


def filled(form: Callable[[MultiDict[str, Any]], Filled], sent: Mapping[str, Any], *, under: str = "") -> Filled:
    """Return a form of this class, filled with JSON and valid.

    `under` points to where the JSON stands in the body. Raises `Invalid`.
    """
    try:
        bound = bind_json(form, sent)
    except BadFields as error:
        raise Invalid(_pointers(error.errors, under)) from error
    if not bound.validate():
        raise Invalid(_pointers(bound.errors, under))
    return bound


def _pointers(errors: Mapping[Any, Sequence[str]], under: str) -> dict[str, Sequence[str]]:
    """Return errors by field, None for the form as a whole, as errors by JSON pointer."""
    return {
        under if name is None else f"{under}/{name.replace('~', '~0').replace('/', '~1')}": said
        for name, said in errors.items()
    }


def _texts(value: Any) -> Iterator[str]:
    """Yield every text in a JSON value, names of properties too."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for item in value:
            yield from _texts(item)
    elif isinstance(value, dict):
        for name, item in value.items():
            yield name
            yield from _texts(item)


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")
