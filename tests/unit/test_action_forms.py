"""One form for a page and a script: its JSON schema, and JSON fed through it."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from flask import Flask
from wtforms import BooleanField, DateField, FloatField, IntegerField, RadioField, SelectChoice, StringField
from wtforms.validators import DataRequired, Length, NumberRange, Optional

from portal.app import create_app
from portal.forms import DataForm, FilesField
from portal.proposals.action_forms import BadFields, bind_json, schema


class Visit(DataForm):
    who = StringField("Who", validators=[DataRequired(), Length(max=20)])
    on = DateField("On", validators=[Optional()])
    people = IntegerField("People", validators=[Optional(), NumberRange(1, 99)])
    kind = RadioField("Kind", choices=[SelectChoice("a", "A"), SelectChoice("b", "B")], default="a")
    paper = BooleanField("On paper")
    photos = FilesField("Photos", validators=[Length(max=2)])


@pytest.fixture
def bare(tmp_path: Path) -> Iterator[Flask]:
    """A portal without a database: messages come from its catalogue."""
    app = create_app({"DATA_DIR": str(tmp_path), "SECRET_KEY": "only for tests"})
    with app.test_request_context("/?lang=en"):
        yield app


def test_schema_says_types_limits_choices_and_what_must_be(bare: Flask) -> None:
    described = schema(Visit())
    assert described["required"] == ["who"]
    assert described["additionalProperties"] is False
    properties = described["properties"]
    assert properties["who"] == {"title": "Who", "type": "string", "maxLength": 20}
    assert properties["on"]["format"] == "date"
    assert (properties["people"]["minimum"], properties["people"]["maximum"]) == (1, 99)
    assert [choice["const"] for choice in properties["kind"]["oneOf"]] == ["a", "b"]
    assert properties["paper"]["type"] == "boolean"
    assert (properties["photos"]["type"], properties["photos"]["maxItems"]) == ("array", 2)


def test_json_fills_the_form_as_its_page_would(bare: Flask) -> None:
    sent = {"who": " Li ", "on": "2026-11-23", "people": 3, "kind": "b", "paper": True, "photos": ["x", "y", "x"]}
    form = bind_json(Visit, sent)
    form.usable_files = lambda refs: refs
    assert form.validate()
    assert form.data == {
        "who": "Li",
        "on": date(2026, 11, 23),
        "people": 3,
        "kind": "b",
        "paper": True,
        "photos": ["x", "y"],
    }


def test_what_is_left_out_takes_its_default(bare: Flask) -> None:
    form = bind_json(Visit, {"who": "Li", "paper": False, "on": None})
    assert form.validate(), form.errors
    assert (form["kind"].data, form["paper"].data, form["on"].data) == ("a", False, None)


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({"who": "Li", "colour": "red"}, "colour"),
        ({"who": 3}, "who"),
        ({"who": "Li", "people": "3"}, "people"),
        ({"who": "Li", "people": True}, "people"),
        ({"who": "Li", "people": 3.5}, "people"),
        ({"who": "Li", "paper": "yes"}, "paper"),
        ({"who": "Li", "photos": "x"}, "photos"),
        ({"who": "Li", "photos": [1]}, "photos"),
        ({"who": {"a": 1}}, "who"),
        (["who"], "fields"),
        (None, "fields"),
    ],
)
def test_unknown_properties_and_other_types_are_refused(bare: Flask, sent: object, field: str) -> None:
    with pytest.raises(BadFields) as bad:
        bind_json(Visit, sent)
    assert field in bad.value.errors


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({}, "who"),
        ({"who": "   "}, "who"),
        ({"who": "x" * 21}, "who"),
        ({"who": "Li", "on": "tomorrow"}, "on"),
        ({"who": "Li", "people": 0}, "people"),
        ({"who": "Li", "kind": "c"}, "kind"),
        ({"who": "Li", "photos": ["1", "2", "3"]}, "photos"),
    ],
)
def test_what_the_form_would_refuse_is_refused(bare: Flask, sent: dict[str, object], field: str) -> None:
    form = bind_json(Visit, sent)
    assert not form.validate()
    assert field in form.errors


def test_field_without_a_json_form_fails_when_the_class_is_made() -> None:
    with pytest.raises(TypeError, match="FloatField"):
        type("Weighed", (DataForm,), {"weight": FloatField("Weight")})
