"""The OpenAPI document and the page that shows it."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_babel import lazy_gettext as _l
from openapi_spec_validator import OpenAPIV31SpecValidator

from portal.api.openapi import operations, template
from portal.plugin.blueprint import PUBLIC, PortalBlueprint
from portal.plugin.operation import operation
from tests.functional.programs import Program


def test_document_is_valid_openapi(app: Flask) -> None:
    OpenAPIV31SpecValidator(Program(app).get("/api/v1/openapi.json").json).validate()


def test_every_route_of_the_api_is_in_the_document(app: Flask) -> None:
    paths = Program(app).get("/api/v1/openapi.json").json["paths"]
    rules = [rule for rule in app.url_map.iter_rules() if rule.rule.startswith("/api/v1/")]
    assert len(rules) >= 10
    for rule in rules:
        for method in rule.methods - {"HEAD", "OPTIONS"}:
            assert method.lower() in paths[template(rule)]
    assert sum(len(path) for path in paths.values()) == len([*_operations(app)])


def _operations(app: Flask) -> list[str]:
    with app.app_context():
        return [rule.endpoint for rule, _access, _described in operations(app)]


def test_document_speaks_the_language_asked_for(app: Flask) -> None:
    answer = Program(app).get("/api/v1/openapi.json", headers={"Accept-Language": "en"})
    assert answer.json["paths"]["/api/v1/jurisdictions"]["get"]["summary"] == "Places, in the order of their slugs"


def test_page_lists_every_operation_and_problem(client: FlaskClient) -> None:
    page = client.get("/api/?lang=en")
    assert page.status_code == 200
    assert page.mimetype == "text/html"
    assert "/api/v1/j/{place}/proposals/{number}/transitions" in page.text
    assert 'id="invalid-fields"' in page.text


def test_route_without_description_fails_at_import() -> None:
    bp = PortalBlueprint("trial", __name__, plugin="trial")
    with pytest.raises(ValueError, match="no @operation"):
        bp.route("/api/v1/trial", permission=PUBLIC)(lambda: "")


@pytest.mark.parametrize("scope", ["read", "other.write"])
def test_route_that_changes_something_needs_its_own_write_scope(scope: str) -> None:
    bp = PortalBlueprint("trial", __name__, plugin="trial")
    view = operation(summary=_l("Trial"), answer={}, scope=scope)(lambda: "")
    with pytest.raises(ValueError, match="scope"):
        bp.route("/api/v1/trial", methods=["POST"], permission=PUBLIC)(view)
