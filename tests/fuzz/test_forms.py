"""Every form, filled in every way: nothing answers 500, and what is refused leaves the database as it was."""

from collections.abc import Sequence
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given, settings
from hypothesis import strategies as st
from werkzeug.test import TestResponse

from portal.db import db
from portal.testing.routes import routes
from tests.browser.demo.test_accessibility import furnish
from tests.fuzz.conftest import SHARDS
from tests.fuzz.reading import FieldSeen, FormSeen, browser_of
from tests.fuzz.writing import KEPT_ON_REFUSAL, written

pytestmark = pytest.mark.timeout(900)

NASTY = (
    "", " ", "\0", "\t\n\r", "'", '"><script>alert(1)</script>', "{{7*7}}", "%s%n%00", "../../../etc/passwd", "-1", "0",
    "1e309", "NaN", "2147483648", "99999999999999999999", "2026-02-30", "0000-01-01", "9999-12-31", "true", "null",
    "[]", "\u202eabc", "\ufeff", "\u200b", "\U0001f4a5" * 40, "停车" * 3000, "x" * 70_000, "a@b",
    "１３８００１３８０００",
)  # fmt: skip
PICTURE = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de"
    "0000000c49444154789c63f8cfc0000003010100c9fe92ef0000000049454e44ae426082"
)
FILES = ((b"", "empty.png"), (b"not a picture", "a.png"), (PICTURE, "dot.png"), (b"%PDF-1.4 broken", "b.pdf"))
WORDS = ("楼前路灯不亮", "请社区看看。", "2026-12-01", "hongda-resident", "13800138000", "3", "linli-demo")
DRAFTS = {"proposals.new", "proposals.draft", "proposals.review", "proposals.guided"}
"""Where what was typed is kept as a draft whatever else is wrong with it."""
KEPT_OF_DRAFTS = {"proposal", "attachment", "idempotent_answer"}
CONTROLS_WITH_CHOICE = ("select", "radio", "checkbox", "button")


def plausible(control: FieldSeen) -> st.SearchStrategy[Any]:
    if control.type == "file":
        return st.sampled_from([None, *FILES])
    if control.type in CONTROLS_WITH_CHOICE and control.options:
        return st.sampled_from([*control.options, None] if control.type != "select" else control.options)
    if control.type in ("hidden", "csrf_token"):
        return st.just(control.value)
    if control.type == "date":
        return st.dates().map(str)
    return st.sampled_from([control.value, *WORDS])


def hostile(control: FieldSeen) -> st.SearchStrategy[Any]:
    if control.type == "file":
        return st.sampled_from([*FILES, "not a file"])
    return st.one_of(st.sampled_from(NASTY), st.text(st.characters(codec="utf-8"), max_size=80), st.none())


@st.composite
def posts(draw: st.DrawFn, forms: Sequence[FormSeen]) -> tuple[FormSeen, dict[str, Any]]:
    """A form, filled in sensibly, with one field of nonsense, or with nothing but nonsense."""
    form = draw(st.sampled_from(forms))
    manner = draw(st.sampled_from(["sensible", "one", "one", "all"]))
    odd = draw(st.sampled_from(form.fields)).name if form.fields and manner == "one" else ""
    values = {}
    for control in form.fields:
        fill = hostile if manner == "all" or control.name == odd else plausible
        value = draw(fill(control))
        if isinstance(value, tuple):
            value = (BytesIO(value[0]), value[1])
        if value is not None:
            values[control.name] = value
    return form, values


def send(client: FlaskClient, form: FormSeen, values: dict[str, Any]) -> TestResponse:
    return client.post(form.url, data=values, content_type="multipart/form-data", headers={"Accept-Language": "en"})


def test_every_route_that_takes_a_form_is_among_them(forms: Sequence[FormSeen], made_once: Flask) -> None:
    takes = {
        route.endpoint
        for route in routes(made_once)
        if route.method == "POST" and not route.rule.rule.startswith("/api/")
    }
    assert takes == {form.endpoint for form in forms}


@pytest.mark.parametrize("shard", range(SHARDS))
def test_whatever_is_sent_is_answered(app: Flask, forms: Sequence[FormSeen], shard: int) -> None:
    share = [form for number, form in enumerate(forms) if number % SHARDS == shard]
    with app.app_context():
        world, engine = furnish(), db.engine
    browsers = {login: browser_of(app, world, login) for login in {form.login for form in share}}

    @settings(settings.get_profile("fuzz-forms"))
    @given(posts(share))
    def throw(post: tuple[FormSeen, dict[str, Any]]) -> None:
        form, values = post
        with written(engine) as tables:
            answer = send(browsers[form.login], form, values)
        assert answer.status_code < 500
        if answer.status_code >= 400:
            assert tables <= KEPT_ON_REFUSAL | (KEPT_OF_DRAFTS if form.endpoint in DRAFTS else set())
        if answer.status_code in (401, 403) and form.login:
            browsers[form.login] = browser_of(app, world, form.login)

    throw()
