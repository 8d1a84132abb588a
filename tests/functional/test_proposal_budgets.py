"""How many queries the pages of proposals may ask: the same for three rows as for thirty."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from portal import clock
from portal.db import db, transact
from portal.proposals.clocks import look_after_stages
from portal.proposals.models import StageRun
from portal.proposals.participation import support, write_comment
from portal.testing import factories as make
from portal.testing.counting import Counted
from tests.functional import matters
from tests.functional.localities import Locality, at, do, in_days, locality, met, submitted

Counting = Callable[[], AbstractContextManager[Counted]]
SIGNED_OUT, SIGNED_IN = 8, 12
SHOWN_BESIDE = 6
"""What rooms add to a page: the panels of table and notice, two for those of promises; two that describe events."""


@pytest.fixture
def world(app: Flask) -> matters.World:
    with app.app_context():
        return matters.world()


def _fill(app: Flask, world: matters.World, rows: int) -> str:
    """Make so many proposals, with so many comments on the first, and return its number."""
    with app.app_context():
        number = matters.submit(world.place, world.resident, title="楼道堆物清理日")
        for n in range(rows - 1):
            matters.submit(world.place, world.resident, title=f"楼道堆物清理日 {n}")
        proposal_id, neighbour = matters.proposal_id(number), matters.actor(world.neighbour)
        transact(lambda: support(proposal_id=proposal_id, actor=neighbour))
        for n in range(rows):
            transact(lambda n=n: write_comment(proposal_id=proposal_id, actor=neighbour, body=f"说一句 {n}"))
    return number


def _asked(client: FlaskClient, count_queries: Counting, address: str) -> Counted:
    client.get(address)  # the first page of a process also loads its configuration
    with count_queries() as counted:
        assert client.get(address).status_code == 200
    return counted


@pytest.mark.parametrize(
    "address",
    [
        "/j/hongda/proposals/",
        "/j/hongda/proposals/?q=堆物&state=open&category=safety&order=moved",
        "/j/wushu/proposals/",
        "/j/hongda/proposals/{number}",
        "/j/hongda/proposals/{number}/dossier",
        "/j/hongda/proposals/{number}/sheet?print=large",
    ],
)
def test_pages_ask_the_same_for_three_as_for_thirty(
    app: Flask, client: FlaskClient, world: matters.World, count_queries: Counting, address: str
) -> None:
    few = address.format(number=_fill(app, world, 3))
    out_few = _asked(client, count_queries, few)
    with app.app_context():
        make.sign_in(client, world.worker)
    in_few = _asked(client, count_queries, few)
    many = address.format(number=_fill(app, world, 30))
    in_many = _asked(client, count_queries, many)
    client.delete_cookie("linli_session")
    out_many = _asked(client, count_queries, many)
    assert out_few.count == out_many.count <= SIGNED_OUT, str(out_many)
    assert in_few.count == in_many.count <= SIGNED_IN, str(in_many)


@pytest.mark.parametrize(
    "address",
    [
        "/me/proposals",
        "/me/proposals?show=backed",
        "/me/proposals?show=drafts",
        "/j/hongda/proposals/new",
        "/j/hongda/proposals/new/guided?draft={draft}",
        "/j/hongda/proposals/drafts/{draft}/review",
    ],
)
def test_own_pages_ask_the_same_for_three_as_for_thirty(
    app: Flask, client: FlaskClient, world: matters.World, count_queries: Counting, address: str
) -> None:
    _fill(app, world, 3)
    with app.app_context():
        draft = matters.draft(world.place, world.resident, title="楼道堆物清理日")
        make.sign_in(client, world.resident)
    few = _asked(client, count_queries, address.format(draft=draft))
    _fill(app, world, 30)
    many = _asked(client, count_queries, address.format(draft=draft))
    assert few.count == many.count <= SIGNED_IN, str(many)


def test_a_matter_that_came_back_many_times_asks_no_more(
    app: Flask, client: FlaskClient, count_queries: Counting
) -> None:
    """Every stage kind's panels are asked for at once: those of the core and the round table's."""
    with app.app_context():
        here = locality("hongda")
        matter = submitted(here.place, here.resident)
        do(matter, here.secretary, "receive")
        do(matter, here.secretary, "file", took_part="Two committees")
        _once_round(matter, here)
        make.sign_in(client, here.secretary)
    pages = [f"/j/hongda/proposals/X-2026-0001{page}" for page in ("", "/dossier")]
    few = [_asked(client, count_queries, page) for page in pages]
    with app.app_context():
        for _ in range(5):
            _once_round(matter, here)
        assert db.session.scalar(select(func.count()).where(StageRun.proposal_id == matter)) > 25
    many = [_asked(client, count_queries, page) for page in pages]
    assert [counted.count for counted in few] == [counted.count for counted in many], str(many[0])
    assert all(counted.count <= SIGNED_IN + SHOWN_BESIDE for counted in many), str(many[0])
    shown = client.get(pages[0]).text
    assert shown.count("Lamps are mended.") >= 6


def _once_round(matter: int, here: Locality) -> None:
    """Lead a matter from triage over the table and its handling back to triage."""
    do(matter, here.secretary, "keep", unit=str(here.unit), grade="middle")
    do(matter, here.secretary, "put_off", **met(agreed="Lamps are mended."))
    do(matter, here.secretary, "promise", **met(unit=str(here.unit), done_by=in_days(9), promise="We mend them."))
    with clock.telling(clock.now() + timedelta(days=30)):
        look_after_stages()
    do(matter, here.liaison, "not_ours", reason="The pipes are the heating company's.")
    assert at(matter) == "triage"
