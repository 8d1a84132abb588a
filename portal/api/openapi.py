"""The OpenAPI document, made from the routes themselves, so that it can't say anything else than they do."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from flask import Flask, current_app, url_for
from flask_babel import LazyString
from flask_babel import gettext as _
from werkzeug.routing import IntegerConverter, Rule

from portal.api.schemas import SCHEMAS, ref
from portal.forms import DataForm
from portal.plugin.blueprint import PUBLIC, Access
from portal.plugin.operation import API_V1, Operation, Schema
from portal.proposals.action_forms import schema
from portal.web.gate import access_map

VERSION = "1.0.0"
_ARGUMENT = re.compile(r"<(?:[^:<>]+:)?([^<>]+)>")


def document() -> dict[str, Any]:
    """Return the OpenAPI 3.1 document of all routes under `/api/v1/`, plugins' too, in the reader's language."""
    paths: dict[str, dict[str, Any]] = {}
    for rule, access, described in operations(current_app):
        methods = (rule.methods or set()) - {"HEAD", "OPTIONS"}
        path = paths.setdefault(template(rule), {})
        for method in sorted(methods):
            path[method.lower()] = _operation(rule, access, described)
    return plain(
        {
            "openapi": "3.1.0",
            "info": {
                "title": _("Linli API"),
                "version": VERSION,
                "description": _("Places and proposals as open data, and everything a person may do, by token."),
            },
            "servers": [{"url": url_for("web.home", _external=True).rstrip("/")}],
            "paths": dict(sorted(paths.items())),
            "components": {
                "schemas": SCHEMAS,
                "responses": {
                    "Problem": {
                        "description": _("What went wrong (RFC 9457)."),
                        "content": {"application/problem+json": {"schema": ref("Problem")}},
                    }
                },
                "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
            },
        }
    )


def operations(app: Flask) -> Iterator[tuple[Rule, Access, Operation]]:
    """Yield every route of the API with what it asks for and what it says of itself."""
    declared = access_map(app)
    for rule in app.url_map.iter_rules():
        if rule.rule.startswith(API_V1):
            access = declared[rule.endpoint]
            if access.operation is None:
                raise AssertionError(rule.rule)  # PortalBlueprint.route refuses such a route
            yield rule, access, access.operation


def template(rule: Rule) -> str:
    """Return a rule as OpenAPI writes it: `/api/v1/j/{place}`."""
    return _ARGUMENT.sub(r"{\1}", rule.rule)


def plain(value: Any) -> Any:
    """Return a JSON value with its lazy words spoken."""
    if isinstance(value, LazyString):
        return str(value)
    if isinstance(value, Mapping):
        return {name: plain(item) for name, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    return value


def _operation(rule: Rule, access: Access, described: Operation) -> dict[str, Any]:
    by_token: dict[str, Any] = {"token": [described.scope]}
    found: dict[str, Any] = {
        "operationId": rule.endpoint,
        "summary": described.summary,
        "tags": [access.plugin or "portal"],
        "parameters": [*_path_parameters(rule), *_query_parameters(described)],
        "security": [{}, by_token] if access.permission == PUBLIC else [by_token],
        "responses": {
            str(described.status): {
                "description": described.summary,
                "content": {"application/json": {"schema": described.answer}},
            },
            "default": {"$ref": "#/components/responses/Problem"},
        },
    }
    if described.body is not None:
        found["requestBody"] = _body("application/json", _body_schema(described.body))
    if described.upload is not None:
        found["requestBody"] = _body("multipart/form-data", described.upload)
    if "POST" in (rule.methods or ()):
        found["parameters"].append(_key_parameter())
    return found


def _path_parameters(rule: Rule) -> list[dict[str, Any]]:
    return [
        {
            "name": name,
            "in": "path",
            "required": True,
            "schema": {"type": "integer" if isinstance(rule._converters[name], IntegerConverter) else "string"},
        }
        for name in _ARGUMENT.findall(rule.rule)
    ]


def _query_parameters(described: Operation) -> list[dict[str, Any]]:
    return [{"name": name, "in": "query", "schema": schema} for name, schema in described.query.items()]


def _key_parameter() -> dict[str, Any]:
    return {
        "name": "Idempotency-Key",
        "in": "header",
        "description": _("With the same key, a request sent again gets the same answer and nothing is done twice."),
        "schema": {"type": "string", "minLength": 1, "maxLength": 200},
    }


def _body(media_type: str, described: Schema) -> dict[str, Any]:
    return {"required": True, "content": {media_type: {"schema": described}}}


def _body_schema(body: type[DataForm] | Schema) -> Schema:
    return body if isinstance(body, Mapping) else schema(body())
