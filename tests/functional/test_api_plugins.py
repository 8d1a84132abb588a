"""A plugin adds to the API with nothing but its blueprint: no hook, no line in the core."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, jsonify
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response
from wtforms import IntegerField
from wtforms.validators import InputRequired, NumberRange

from portal.accounts.scopes import scopes
from portal.api.receiving import filled, json_object
from portal.api.writing import Answer, write
from portal.forms import DataForm
from portal.jurisdictions.tree import Place
from portal.plugin import PUBLIC, SIGNED_IN, Plugin, PortalBlueprint, hookimpl, operation, registry
from portal.testing import factories as make
from portal.testing.fixtures import portal_on
from tests.functional.programs import Program

bp = PortalBlueprint("kettle_api", __name__, plugin="kettle")
CUPS = {"type": "object", "required": ["cups"], "properties": {"cups": {"type": "integer"}}}
poured: list[int] = []


class PourBody(DataForm):
    """How much."""

    cups = IntegerField("Cups", validators=[InputRequired(), NumberRange(1, 9)])


@bp.route("/api/v1/j/<place>/kettle", permission=PUBLIC)
@operation(summary=_l("Cups left"), answer=CUPS)
def show(place: Place) -> Response:
    """Tell how many cups are left."""
    return jsonify({"cups": 9 - sum(poured)})


@bp.route("/api/v1/j/<place>/kettle/cups", methods=["POST"], permission=SIGNED_IN)
@operation(summary=_l("Pour"), scope="kettle.write", body=PourBody, status=201, answer=CUPS)
def pour(place: Place) -> Response:
    """Pour some cups."""
    sent = json_object()

    def work() -> Answer:
        poured.append(filled(PourBody, sent).cups.data or 0)
        return Answer({"cups": 9 - sum(poured)}, 201)

    return write(sent, work)


class Kettle(Plugin):
    """A plugin with an API."""

    key = "kettle"
    label = _l("Kettle")
    description = _l("Makes tea.")

    @hookimpl
    def blueprints(self) -> Sequence[PortalBlueprint]:
        """Bring the routes."""
        return [bp]


@pytest.fixture
def app(database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Flask]:
    monkeypatch.setattr(registry, "found_plugins", lambda: [Kettle()])
    poured.clear()
    with portal_on(database_url, tmp_path) as app:
        app.config.update(TESTING=True)
        yield app


@pytest.fixture
def tokens(app: Flask) -> dict[str, str]:
    with app.app_context():
        place = make.make_place("hongda")
        make.make_place("elsewhere")
        make.switch("kettle", place)
        person = make.make_person()
        return {scope: make.make_token(person, scope) for scope in scopes()} | {"all": make.make_token(person)}


def test_plugins_resource_answers_where_it_is_on(app: Flask, tokens: dict[str, str]) -> None:
    assert Program(app).get("/api/v1/j/hongda/kettle").json == {"cups": 9}
    assert Program(app).get("/api/v1/j/elsewhere/kettle").status_code == 404
    assert Program(app, tokens["all"]).post("/api/v1/j/elsewhere/kettle/cups", {"cups": 1}).status_code == 404


def test_plugins_write_needs_its_own_scope_and_happens_once(app: Flask, tokens: dict[str, str]) -> None:
    path = "/api/v1/j/hongda/kettle/cups"
    assert Program(app).post(path, {"cups": 1}).status_code == 401
    assert Program(app, tokens["proposals.write"]).post(path, {"cups": 1}).status_code == 403
    pouring = Program(app, tokens["kettle.write"])
    assert [pouring.post(path, {"cups": 2}, key="tea").json for _ in range(2)] == [{"cups": 7}] * 2
    assert pouring.post(path, {"cups": 12}).json["errors"][0]["field"] == "/cups"
    assert poured == [2]


def test_plugins_resource_is_in_the_document(app: Flask) -> None:
    paths: dict[str, Any] = Program(app).get("/api/v1/openapi.json").json["paths"]
    assert paths["/api/v1/j/{place}/kettle/cups"]["post"]["security"] == [{"token": ["kettle.write"]}]
    assert paths["/api/v1/j/{place}/kettle"]["get"]["tags"] == ["kettle"]
