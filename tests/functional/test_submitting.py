"""Drafts and handing in: numbers, permissions, one effect however often."""

from threading import Thread

import pytest
from flask import Flask
from sqlalchemy import func, select

from portal.db import db, transact
from portal.events import EventRecord
from portal.proposals import queries
from portal.proposals.engine import NotAllowed
from portal.proposals.models import Proposal, StageRun
from portal.proposals.services import (
    AlreadySubmitted,
    NoProcedure,
    NoSuchDraft,
    NotRunning,
    NotVerified,
    TooSoon,
    delete_draft,
    remind,
    withdraw_proposal,
)
from portal.testing import factories as make
from tests.functional import matters


def test_numbers_count_up_by_place_and_year(app: Flask) -> None:
    with app.app_context():
        world = matters.world()
        other = make.make_place("kenli", code="KL")
        matters.publish_procedure(other)
        make.give_role(world.resident, "resident", other)
        numbers = [matters.submit(world.place, world.resident) for _ in range(2)]
        assert numbers == [f"HD-{matters.YEAR}-0001", f"HD-{matters.YEAR}-0002"]
        assert matters.submit(other, world.resident) == f"KL-{matters.YEAR}-0001"


def test_submitting_pins_the_procedure_and_is_a_fact(app: Flask) -> None:
    with app.app_context():
        world = matters.world()
        number = matters.submit(world.place, world.resident)
        proposal = queries.by_number(world.place, number)
        assert proposal is not None
        assert (proposal.state, proposal.seat_id) == ("open", world.place.id)
        assert proposal.version is not None
        assert [run.key for run in proposal.runs] == ["look"]
        names = db.session.scalars(
            select(EventRecord.name).where(EventRecord.subject_id == proposal.id).order_by(EventRecord.id)
        ).all()
        assert names == ["proposal.submitted", "proposal.stage_entered", "proposal.stage_waits"]


def test_a_draft_is_its_writers_alone(app: Flask) -> None:
    with app.app_context():
        world = matters.world()
        draft = matters.draft(world.place, world.resident)
        with pytest.raises(NoSuchDraft):
            matters.draft(world.place, world.neighbour, draft=draft)
        with pytest.raises(NoSuchDraft):
            transact(lambda: delete_draft(home=world.place, actor=matters.actor(world.neighbour), draft=draft))
        transact(lambda: delete_draft(home=world.place, actor=matters.actor(world.resident), draft=draft))
        assert db.session.get(Proposal, draft) is None


def test_without_confirmation_a_draft_stays_a_draft(app: Flask) -> None:
    with app.app_context():
        world = matters.world()
        newcomer = make.make_person("新来的", verified_at=None)
        with pytest.raises(NotVerified):
            matters.submit(world.place, newcomer)
        stranger = make.make_person("外来的")
        with pytest.raises(NotAllowed):
            matters.submit(world.place, stranger)


def test_a_place_without_a_procedure_takes_nothing(app: Flask) -> None:
    with app.app_context():
        world = matters.world()
        bare = make.make_place("bare")
        make.give_role(world.resident, "resident", bare)
        with pytest.raises(NoProcedure):
            matters.submit(bare, world.resident)


def test_acting_for_somebody_needs_the_permission_and_is_marked(app: Flask) -> None:
    with app.app_context():
        world = matters.world()
        with pytest.raises(NotAllowed):
            matters.draft(world.place, world.resident, proposer_id=world.neighbour)
        with pytest.raises(NotAllowed):
            matters.draft(world.place, world.resident, channel="phone")
        elder = make.make_person("佟秀兰", verified_at=None)
        number = matters.submit(world.place, world.worker, proposer_id=elder, channel="phone")
        proposal = queries.by_number(world.place, number)
        assert proposal is not None
        assert (proposal.proposer_id, proposal.entered_by_id, proposal.channel) == (elder, world.worker, "phone")
        told = db.session.scalars(select(EventRecord).where(EventRecord.name == "proposal.submitted")).one()
        assert (told.actor_id, told.for_id, told.channel) == (world.worker, elder, "phone")
        assert told.parties == {"proposers": [elder]}


def test_two_submits_of_one_draft_at_once_are_one_proposal(app: Flask) -> None:
    with app.app_context():
        world = matters.world()
        draft = matters.draft(world.place, world.resident)
    outcomes: list[str] = []

    def hand_in() -> None:
        with app.app_context():
            try:
                outcomes.append(matters.hand_in(world.place, world.resident, draft))
            except AlreadySubmitted as before:
                outcomes.append(before.number)

    matters.at_once(hand_in, times=4)
    with app.app_context():
        assert outcomes == [f"HD-{matters.YEAR}-0001"] * 4
        assert db.session.scalar(select(func.count()).select_from(StageRun)) == 1


def test_numbers_are_unique_under_concurrency(app: Flask) -> None:
    with app.app_context():
        world = matters.world()
        drafts = [matters.draft(world.place, world.resident) for _ in range(8)]
    numbers: list[str] = []

    def hand_in(draft: int) -> None:
        with app.app_context():
            numbers.append(matters.hand_in(world.place, world.resident, draft))

    threads = [Thread(target=hand_in, args=[draft]) for draft in drafts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(numbers) == [f"HD-{matters.YEAR}-{n:04}" for n in range(1, 9)]


def test_the_proposer_withdraws_and_nobody_else(app: Flask) -> None:
    with app.app_context():
        world = matters.world()
        proposal_id = matters.proposal_id(matters.submit(world.place, world.resident))

        def withdraw(person: int) -> None:
            transact(lambda: withdraw_proposal(proposal_id=proposal_id, actor=matters.actor(person), reason="改了主意"))

        with pytest.raises(NotAllowed):
            withdraw(world.neighbour)
        withdraw(world.resident)
        with pytest.raises(NotRunning):
            withdraw(world.resident)
        proposal = db.session.get_one(Proposal, proposal_id)
        assert proposal.state == "withdrawn"
        run = db.session.scalars(select(StageRun)).one()
        assert (run.outcome, run.reason) == ("withdrawn", "改了主意")


def test_a_reminder_goes_out_once_a_day(app: Flask) -> None:
    with app.app_context():
        world = matters.world()
        proposal_id = matters.proposal_id(matters.submit(world.place, world.resident))

        def send(person: int) -> None:
            transact(lambda: remind(proposal_id=proposal_id, actor=matters.actor(person)))

        with pytest.raises(NotAllowed):
            send(world.resident)
        send(world.worker)
        with pytest.raises(TooSoon):
            send(world.worker)
