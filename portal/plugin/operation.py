"""What a route of the API says of itself; the OpenAPI document is made from it.

    @bp.route("/api/v1/j/<place>/points/me", permission=SIGNED_IN)
    @operation(summary=_l("My points"), answer={"type": "object", …})
    def mine(place: Place) -> Response: …

A route under `/api/v1/` without one fails at import, as one without a permission does.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from flask_babel import LazyString

from portal.forms import DataForm

API_V1 = "/api/v1/"
READ = "read"
"""The scope a token needs for whatever changes nothing."""

Schema = Mapping[str, Any]
"""A JSON schema; `{"$ref": "#/components/schemas/…"}` names one of `portal/api/schemas.py`."""

View = TypeVar("View", bound=Callable[..., Any])


@dataclass(frozen=True, kw_only=True)
class Operation:
    """What can be sent to a route and what it answers.

    `scope` is what a caller's token must hold: `READ`, or `<room or plugin>.write` for a route that changes
    something. `query` describes arguments of the address; `body` is the form that reads the JSON sent, or its
    schema; `upload` is the schema of a multipart form instead.
    """

    summary: LazyString
    answer: Schema
    status: int = 200
    scope: str = READ
    query: Mapping[str, Schema] = field(default_factory=dict)
    body: type[DataForm] | Schema | None = None
    upload: Schema | None = None


def operation(**described: Any) -> Callable[[View], View]:
    """Describe a view of the API; takes the fields of `Operation`."""

    def decorate(view: View) -> View:
        view.operation = Operation(**described)  # type: ignore[attr-defined]  # read by PortalBlueprint and openapi
        return view

    return decorate
