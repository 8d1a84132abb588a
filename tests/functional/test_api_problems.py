"""Errors of the API are problem documents, never pages."""

from typing import Any

import pytest
from flask import Flask

from portal.db import Busy
from portal.testing import factories as make
from tests.functional.programs import Program


@pytest.fixture
def program(app: Flask) -> Program:
    with app.app_context():
        place = make.make_place("hongda")
        make.make_role("resident", ["proposals.submit"])
        person = make.make_person()
        make.give_role(person, "resident", place)
        return Program(app, make.make_token(person))


def problem_of(answer: Any) -> tuple[int, str]:
    assert answer.json["instance"]
    return answer.status_code, answer.json["type"].rpartition("#")[2]


def test_what_is_not_there_is_not_found(program: Program) -> None:
    for path in ("nothing", "j/nowhere", "j/hongda/proposals/HD-1999-0001", "jurisdictions?parent=nowhere"):
        assert problem_of(program.get(f"/api/v1/{path}")) == (404, "not-found")


def test_nul_in_an_address_names_nothing(program: Program) -> None:
    for path in ("/%00", "?category=%00", "?q=%00"):
        assert problem_of(program.get(f"/api/v1/j/hongda/proposals{path}")) == (404, "not-found")


def test_wrong_method_says_which_are_right(program: Program) -> None:
    answer = program.send("DELETE", "/api/v1/jurisdictions")
    assert problem_of(answer) == (405, "method-not-allowed")
    assert "GET" in answer.headers["Allow"]


def test_what_is_not_a_json_object_is_malformed(program: Program) -> None:
    deep, long = b"[" * 100_000, b'{"a": ' + b"9" * 5000 + b"}"
    surrogate, nul = b'{"a": "\\ud800"}', b'{"title": "\\u0000"}'
    for body in (b"", b"{", b"\xff", b'{"a": NaN}', b"[]", b'"text"', deep, long, surrogate, nul):
        answer = program.send("POST", "/api/v1/j/hongda/proposals", data=body, content_type="application/json")
        assert problem_of(answer) == (400, "malformed-request")


def test_cursor_of_another_list_is_malformed(program: Program) -> None:
    for cursor in ("x", "WzFd", "~", "é"):
        assert problem_of(program.get(f"/api/v1/jurisdictions?after={cursor}")) == (400, "malformed-request")
        assert problem_of(program.get(f"/api/v1/j/hongda/proposals?after={cursor}")) == (400, "malformed-request")


def test_other_media_types_are_refused(program: Program) -> None:
    for content_type in ("text/plain", "multipart/form-data; boundary=x", ""):
        answer = program.send("POST", "/api/v1/j/hongda/proposals", data=b"{}", content_type=content_type)
        assert problem_of(answer) == (415, "wrong-media-type")
    assert problem_of(program.post("/api/v1/files", {})) == (415, "wrong-media-type")


def test_too_much_json_is_refused(program: Program) -> None:
    answer = program.post("/api/v1/j/hongda/proposals", {"body": "x" * 300_000})
    assert problem_of(answer) == (413, "too-large")


def test_each_wrong_field_is_pointed_at(program: Program) -> None:
    answer = program.post("/api/v1/j/hongda/proposals", {"title": 3, "a/b": 1, "channel": "pigeon"})
    assert problem_of(answer) == (422, "invalid-fields")
    assert {error["field"] for error in answer.json["errors"]} == {"/title", "/a~1b"}
    answer = program.post("/api/v1/j/hongda/proposals", {"title": "x" * 121, "channel": "pigeon"})
    assert {error["field"] for error in answer.json["errors"]} == {"/title", "/body", "/channel"}


def test_problems_speak_the_language_asked_for(program: Program) -> None:
    english = program.get("/api/v1/nothing?lang=en")
    assert english.json["title"] == "There is nothing at this address."


@pytest.mark.parametrize(("error", "expected"), [(Busy(), (503, "busy")), (ArithmeticError(), (500, "internal-error"))])
def test_own_failures_are_problem_documents_too(
    app: Flask, program: Program, monkeypatch: pytest.MonkeyPatch, error: Exception, expected: tuple[int, str]
) -> None:
    def fail() -> None:
        raise error

    monkeypatch.setitem(app.config, "TESTING", False)
    monkeypatch.setitem(app.view_functions, "api_jurisdictions.index", fail)
    answer = app.test_client().get("/api/v1/jurisdictions")
    assert answer.mimetype == "application/problem+json"
    assert problem_of(answer) == expected
