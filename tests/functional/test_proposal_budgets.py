"""How many queries the pages of proposals may ask: the same for three rows as for thirty."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from flask import Flask
from flask.testing import FlaskClient

from portal.db import transact
from portal.proposals.participation import support, write_comment
from portal.testing import factories as make
from portal.testing.counting import Counted
from tests.functional import matters

Counting = Callable[[], AbstractContextManager[Counted]]
SIGNED_OUT, SIGNED_IN = 8, 12


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
    "address", ["/me/proposals", "/j/hongda/proposals/new", "/j/hongda/proposals/drafts/{draft}/review"]
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
