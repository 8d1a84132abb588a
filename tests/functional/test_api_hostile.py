"""Whatever is sent: no failure of ours, and nothing half-written."""

from collections.abc import Mapping
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from portal.db import db
from portal.events import EventRecord
from portal.files.models import StoredFile
from portal.idempotency import Answer, fingerprint
from portal.proposals.models import Comment, Proposal, StageRun, Support
from portal.testing import factories as make
from portal.web import tokens
from tests.functional import matters
from tests.functional.programs import Program
from tests.functional.test_api_proposals import PROPOSALS, SHORT, WORDS

KEPT = (Answer, Comment, EventRecord, Proposal, StageRun, StoredFile, Support)
SCALARS = (
    st.none()
    | st.booleans()
    | st.integers(-(2**70), 2**70)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=80)
    | st.sampled_from(["", "\0", "\ud800", "file", "decline", "online", "9999-99-99", "0001-01-01", "x" * 4000])
)
ANYTHING = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4)
)


def named(*names: str) -> st.SearchStrategy[dict[str, Any]]:
    """Return objects with some of these properties, of any type."""
    return st.fixed_dictionaries({}, optional=dict.fromkeys(names, ANYTHING))


PROPOSAL = named("title", "body", "category", "subtype", "where", "channel", "private_note", "files", "more")
FIELDS = named("met_on", "form", "took_part", "note", "reason", "listed", "more")
TRANSITION = st.fixed_dictionaries({}, optional={"action": SCALARS, "fields": FIELDS | ANYTHING, "more": ANYTHING})


def rows() -> Mapping[str, int]:
    """Count what there is."""
    db.session.rollback()
    counts = [select(func.count()).select_from(table).scalar_subquery().label(table.__tablename__) for table in KEPT]
    return dict(db.session.execute(select(*counts)).one()._mapping)


@pytest.mark.parametrize("keyed", [False, True])
def test_no_body_breaks_a_write_or_leaves_a_half(app: Flask, monkeypatch: pytest.MonkeyPatch, keyed: bool) -> None:
    monkeypatch.setattr(tokens, "WRITES", "1000000/minute")
    monkeypatch.setattr(matters.publish_procedure, "__defaults__", (SHORT,))
    with app.app_context():
        world = matters.world()
        worker = Program(app, make.make_token(world.worker))
        path = f"{PROPOSALS}/{matters.submit(world.place, world.resident)}"

        @settings(max_examples=15, suppress_health_check=list(HealthCheck))
        @given(proposal=PROPOSAL, partly=PROPOSAL, comment=named("body", "more"), transition=TRANSITION, other=ANYTHING)
        def try_all(proposal: Any, partly: Any, comment: Any, transition: Any, other: Any) -> None:
            for address, body in (
                (PROPOSALS, proposal),
                (PROPOSALS, {**WORDS, **partly}),
                (f"{path}/comments", comment),
                (f"{path}/transitions", transition),
                (f"{path}/support", other),
                (PROPOSALS, other),
            ):
                before = rows()
                answer = worker.post(address, body, key=fingerprint({"body": body}) if keyed else "")
                assert answer.status_code < 500
                assert answer.status_code < 400 or rows() == before

        try_all()


def test_no_address_breaks_a_read(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tokens, "READS", "1000000/minute")
    with app.app_context():
        number = matters.submit(matters.world().place, 1)
    reader = Program(app)

    @settings(max_examples=15, suppress_health_check=list(HealthCheck))
    @given(
        value=st.text(max_size=40), name=st.sampled_from(["after", "q", "state", "category", "stage", "order", "lang"])
    )
    def try_all(value: str, name: str) -> None:
        for address in (PROPOSALS, f"{PROPOSALS}/{number}/events", "/api/v1/jurisdictions"):
            reader.get(address, query_string={name: value})

    try_all()
