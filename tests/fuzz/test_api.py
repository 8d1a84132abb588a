"""The whole API, asked by its own document: what it says is what it answers, and nothing answers 500."""

from typing import Any

import pytest
import schemathesis
from flask import Flask
from hypothesis import given, settings
from hypothesis import strategies as st
from schemathesis import Case, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.schemas import APIOperation
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from sqlalchemy import select

from portal.accounts.models import Account
from portal.db import db
from portal.testing import factories as make
from tests.fuzz.writing import KEPT_ON_REFUSAL, written

pytestmark = pytest.mark.timeout(900)

DOCUMENT = "/api/v1/openapi.json"
CHECKS = [not_a_server_error, content_type_conformance, response_schema_conformance, status_code_conformance]
SOMEBODY = "hongda-secretary"
KNOWN = {"place": ["hongda", "hongda", "hongda", "wushujie"], "number": [f"HD-2026-{n:04}" for n in range(1, 17)]}
"""What stands in paths, so that most of what is sent reaches something."""


@st.composite
def requests(draw: st.DrawFn, operation: APIOperation) -> Case:
    """A request as the document describes it, or one that breaks it, mostly about something that is there."""
    mode = draw(st.sampled_from([GenerationMode.POSITIVE, GenerationMode.POSITIVE, GenerationMode.NEGATIVE]))
    case: Case = draw(operation.as_strategy(generation_mode=mode))
    for name in set(KNOWN) & set(case.path_parameters):
        if draw(st.integers(0, 7)):
            case.path_parameters[name] = draw(st.sampled_from(KNOWN[name]))
    return case


def test_whatever_is_asked_is_answered_as_documented(app: Flask) -> None:
    with app.app_context():
        person = db.session.scalars(select(Account.person_id).where(Account.login == SOMEBODY)).one()
        token, engine = make.make_token(person), db.engine
    headers = {"Authorization": f"Bearer {token}", "Accept-Language": "en"}
    document = schemathesis.openapi.from_wsgi(DOCUMENT, app)
    operations = [result.ok() for result in document.get_all_operations()]
    described = app.test_client().get(DOCUMENT).json["paths"]
    assert len(operations) == sum(map(len, described.values())) - 1  # the document itself is left out
    for operation in operations:
        throw(operation, headers, engine)


def throw(operation: APIOperation, headers: dict[str, str], engine: Any) -> None:
    @settings(settings.get_profile("fuzz-api"))
    @given(requests(operation))
    def ask(case: Case) -> None:
        with written(engine) as tables:
            answer = case.call(headers=headers)
        case.validate_response(answer, checks=CHECKS)
        if answer.status_code >= 400:
            assert tables <= KEPT_ON_REFUSAL

    ask()
