"""Support, comments and following: once each, counted right, by those who may."""

import pytest
from flask import Flask
from sqlalchemy import func, select

from portal.db import db, transact
from portal.events import Actor, EventRecord
from portal.proposals.engine import NotAllowed
from portal.proposals.models import Comment, Proposal, Support
from portal.proposals.participation import hide_comment, support, unsupport, write_comment
from portal.proposals.services import NotRunning, withdraw_proposal
from portal.testing import factories as make
from tests.functional import matters


def test_supporting_twice_counts_once_and_can_be_taken_back(app: Flask) -> None:
    with app.app_context():
        world = matters.world()
        proposal_id = matters.proposal_id(matters.submit(world.place, world.resident))
        neighbour = matters.actor(world.neighbour)
        assert transact(lambda: support(proposal_id=proposal_id, actor=neighbour))
        assert not transact(lambda: support(proposal_id=proposal_id, actor=neighbour))
        assert db.session.get_one(Proposal, proposal_id).support_count == 1
        for _ in range(2):
            transact(lambda: unsupport(proposal_id=proposal_id, actor=neighbour))
        assert db.session.get_one(Proposal, proposal_id).support_count == 0


def test_eight_at_once_are_counted_right(app: Flask) -> None:
    with app.app_context():
        world = matters.world()
        proposal_id = matters.proposal_id(matters.submit(world.place, world.resident))
        people = [make.make_person() for _ in range(4)]
        for person in people:
            make.give_role(person, "resident", world.place)
    turns = iter([*people, *people])

    def press() -> None:
        with app.app_context():
            actor = matters.actor(next(turns))
            transact(lambda: support(proposal_id=proposal_id, actor=actor))

    matters.at_once(press, times=8)
    with app.app_context():
        assert db.session.get_one(Proposal, proposal_id).support_count == 4
        assert db.session.scalar(select(func.count()).select_from(Support)) == 4
        told = select(func.count()).where(EventRecord.name == "proposal.supported")
        assert db.session.scalar(told) == 4


def test_who_may_support(app: Flask) -> None:
    with app.app_context():
        world = matters.world()
        proposal_id = matters.proposal_id(matters.submit(world.place, world.resident))
        for person in (world.resident, make.make_person("路人")):
            with pytest.raises(NotAllowed):
                transact(lambda person=person: support(proposal_id=proposal_id, actor=matters.actor(person)))
        for_somebody = Actor(world.neighbour, for_id=make.make_person())
        with pytest.raises(NotAllowed):
            transact(lambda: support(proposal_id=proposal_id, actor=for_somebody))
        elder = make.make_person("佟秀兰")
        transact(lambda: support(proposal_id=proposal_id, actor=Actor(world.worker, elder, "phone")))
        kept = db.session.scalars(select(Support)).one()
        assert (kept.person_id, kept.entered_by_id, kept.channel) == (elder, world.worker, "phone")


def test_nobody_supports_or_comments_what_was_withdrawn(app: Flask) -> None:
    with app.app_context():
        world = matters.world()
        proposal_id = matters.proposal_id(matters.submit(world.place, world.resident))
        transact(lambda: withdraw_proposal(proposal_id=proposal_id, actor=matters.actor(world.resident)))
        neighbour = matters.actor(world.neighbour)
        with pytest.raises(NotRunning):
            transact(lambda: support(proposal_id=proposal_id, actor=neighbour))
        with pytest.raises(NotRunning):
            transact(lambda: write_comment(proposal_id=proposal_id, actor=neighbour, body="可惜了"))


def test_a_moderator_hides_a_comment_once_and_its_author_is_told(app: Flask) -> None:
    with app.app_context():
        world = matters.world()
        proposal_id = matters.proposal_id(matters.submit(world.place, world.resident))
        author = matters.actor(world.neighbour)
        comment_id = transact(lambda: write_comment(proposal_id=proposal_id, actor=author, body="骂人的话"))

        def hide(person: int) -> None:
            moderator = matters.actor(person)
            transact(
                lambda: hide_comment(proposal_id=proposal_id, comment_id=comment_id, actor=moderator, reason="骂人")
            )

        with pytest.raises(NotAllowed):
            hide(world.resident)
        hide(world.worker)
        hide(world.worker)
        assert db.session.get_one(Proposal, proposal_id).comment_count == 0
        assert db.session.get_one(Comment, comment_id).hidden_reason == "骂人"
        told = db.session.scalars(select(EventRecord).where(EventRecord.name == "proposal.comment_hidden")).one()
        assert told.parties["authors"] == [world.neighbour]
