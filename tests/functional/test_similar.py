"""Which proposals of a place are shown as maybe the same, by one bounded query on both databases."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from flask import Flask

from portal.db import db, transact
from portal.proposals import similar
from portal.proposals.models import Proposal
from portal.proposals.services import withdraw_proposal
from portal.proposals.similar import similar_to
from portal.testing import factories as make
from portal.testing.counting import Counted
from tests.functional import matters

Counting = Callable[[], AbstractContextManager[Counted]]


def found(world: matters.World, number: str) -> list[str]:
    row = db.session.get_one(Proposal, matters.proposal_id(number))
    return [other.number for other in similar_to(world.place, row)]


def test_other_words_find_it_wherever_it_stands_in_the_list(
    app: Flask, monkeypatch: pytest.MonkeyPatch, count_queries: Counting
) -> None:
    with app.app_context():
        world = matters.world()
        lamp = matters.submit(world.place, world.resident, title="路灯不亮", where="三区南门")
        for number in range(6):
            matters.submit(world.place, world.resident, title=f"第{number}场乒乓球赛", body="报名在活动室。")
        monkeypatch.setattr(similar, "NEWEST", 3)
        asked = matters.submit(world.place, world.neighbour, title="三区南门的灯坏了晚上看不清", body="请尽快修")
        row = db.session.get_one(Proposal, matters.proposal_id(asked))
        with count_queries() as counted:
            assert [other.number for other in similar_to(world.place, row)] == [lamp]
        assert counted.count == 1
        assert found(world, lamp) == [asked]


def test_what_ended_otherwise_and_other_places_are_left_out(app: Flask) -> None:
    with app.app_context():
        world = matters.world()
        gone = matters.submit(world.place, world.resident, title="南门的灯坏了")
        matters.draft(world.place, world.resident, title="南门的灯坏了")
        elsewhere = make.make_place("nextdoor", code="ND", parent=world.street)
        make.make_proposal(elsewhere, world.resident, title="南门的灯坏了")
        asked = matters.submit(world.place, world.neighbour, title="南门的路灯不亮")
        assert found(world, asked) == [gone]
        gone_id = matters.proposal_id(gone)
        transact(lambda: withdraw_proposal(proposal_id=gone_id, actor=matters.actor(world.resident)))
        assert found(world, asked) == []


def test_draft_without_words_is_like_nothing(app: Flask) -> None:
    with app.app_context():
        world = matters.world()
        matters.submit(world.place, world.resident, title="南门的灯坏了")
        draft = matters.draft(world.place, world.neighbour, title="", body="")
        assert similar_to(world.place, db.session.get_one(Proposal, draft)) == []
