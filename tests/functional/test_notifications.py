"""Facts reach those they concern: once, in their language, and never whoever acted."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from portal import clock
from portal.db import db, transact
from portal.events import FOLLOWERS, NEIGHBOURS, Actor, carried
from portal.notifications.models import Notification, SentMessage
from portal.notifications.providers import MAIL, SMS, Message
from portal.notifications.services import tell_people
from portal.outbox import OutboxRow, enqueue
from portal.plugin.registry import plugins
from portal.proposals import events
from portal.proposals.models import Follow
from portal.publishing import publish
from portal.testing import factories as make
from portal.worker.delivering import WAIT_AFTER
from portal.worker.loop import drain

NOON = datetime(2026, 11, 20, 4, tzinfo=UTC)
"""In the zone of the places: when nobody has quiet hours."""


class Postbox:
    """A provider that keeps what it was given, or refuses it."""

    def __init__(self) -> None:
        self.sent: list[Message] = []
        self.refuses = False

    def send(self, message: Message) -> None:
        if self.refuses:
            raise ConnectionError("the post office is closed")
        self.sent.append(message)


@pytest.fixture
def post(app: Flask) -> dict[str, Postbox]:
    boxes = {MAIL: Postbox(), SMS: Postbox()}
    app.extensions["portal.providers"] = boxes
    return boxes


class World:
    """A proposer, two followers and a secretary around one proposal."""

    def __init__(self) -> None:
        names = {"en": "Hongda", "zh_Hans": "宏大社区", "zh_Hant": "宏大社區"}
        self.home = make.make_place("hongda", names=names)
        self.proposer, self.follower, self.secretary = (make.make_person() for _ in range(3))
        self.proposal = make.make_proposal(self.home, self.proposer)
        transact(self._follow)

    def _follow(self) -> None:
        for person_id in (self.follower, self.secretary):
            db.session.add(Follow(proposal_id=self.proposal, person_id=person_id, at=clock.now()))

    def about(self, actor: Actor) -> dict[str, Any]:
        return {
            "home_id": self.home.id,
            "subject_id": self.proposal,
            "actor": actor,
            "proposers": [self.proposer],
            "category": None,
            "subtype": None,
        }

    def step(self, actor: Actor) -> int:
        """Publish what one step publishes: an end, its fact, the next beginning."""
        about = self.about(actor)
        ended = transact(
            lambda: publish(events.StageFinished(**about, run=1, stage="filing", kind="filing", outcome="accepted"))
        )
        transact(lambda: publish(events.ProposalFiled(**about)))
        transact(lambda: publish(events.StageEntered(**about, run=2, stage="triage", kind="triage")))
        return ended


def the_letter() -> OutboxRow:
    return db.session.scalars(select(OutboxRow).where(OutboxRow.kind == "letter")).one()


def told() -> list[tuple[int, int]]:
    return [
        (row.person_id, row.event_id)
        for row in db.session.execute(select(Notification.person_id, Notification.event_id).order_by("person_id"))
    ]


def test_one_step_is_told_once_to_proposer_and_followers_but_not_to_whoever_acted(app: Flask) -> None:
    with app.app_context():
        world = World()
        ended = world.step(Actor(world.secretary))
        drain()
        assert told() == [(world.proposer, ended), (world.follower, ended)]


def test_a_person_on_whose_behalf_a_worker_acted_is_told(app: Flask) -> None:
    with app.app_context():
        world = World()
        actor = Actor(world.secretary, for_id=world.proposer, channel="phone")
        event = transact(lambda: publish(events.ProposalSubmitted(**world.about(actor), proposer_kind="resident")))
        drain()
        assert told() == [(world.proposer, event)]


def test_an_erased_person_is_told_nothing(app: Flask) -> None:
    with app.app_context():
        world = World()
        gone = make.make_person(erased_at=clock.now())
        transact(lambda: db.session.add(Follow(proposal_id=world.proposal, person_id=gone, at=clock.now())))
        world.step(Actor(world.secretary))
        drain()
        assert gone not in {person_id for person_id, _event in told()}


def test_telling_again_tells_only_who_was_not_told(app: Flask) -> None:
    with app.app_context():
        world = World()
        ended = world.step(Actor(world.secretary))
        drain()
        late = make.make_person()
        transact(lambda: db.session.add(Follow(proposal_id=world.proposal, person_id=late, at=clock.now())))
        transact(lambda: tell_people(event_id=ended))
        assert [person_id for person_id, _event in told()] == [world.proposer, world.follower, late]


def test_every_event_tells_only_parties_it_carries(app: Flask) -> None:
    with app.app_context():
        for event_type in plugins().event_types.values():
            assert set(event_type.tells) <= {*carried(event_type, "party"), FOLLOWERS, NEIGHBOURS}, event_type.name


@pytest.mark.parametrize(("language", "place"), [("en", "Hongda"), ("zh_Hant", "宏大社區"), (None, "宏大社区")])
def test_mail_goes_to_those_with_an_address_in_their_language(
    app: Flask, post: dict[str, Postbox], language: str | None, place: str
) -> None:
    with app.app_context(), clock.telling(NOON):
        world = World()
        make.make_account(world.proposer, email="li@example.org", language=language)
        make.make_account(world.follower, email="blocked@example.org", blocked_at=clock.now())
        world.step(Actor(world.secretary))
        drain()
        (mail,) = post[MAIL].sent
        assert mail.address == "li@example.org"
        assert place in mail.subject
        assert "http://127.0.0.1:8000/inbox" in mail.body
        assert db.session.scalars(select(SentMessage.person_id)).all() == [world.proposer]
        assert not post[SMS].sent


def test_a_direct_message_leaves_no_secret_behind(app: Flask, post: dict[str, Postbox]) -> None:
    link = "http://127.0.0.1:8000/recover/s3cret"
    with app.app_context():
        person = make.make_person()
        account = make.make_account(person, email="li@example.org")
        payload = {"account": account, "template": "recovery", "values": {"link": link}}
        transact(lambda: enqueue("message", payload))
        drain()
        assert link in post[MAIL].sent[0].body
        assert set(db.session.scalars(select(OutboxRow.kind))) == {"message", "letter"}
        assert all(payload == {} for payload in db.session.scalars(select(OutboxRow.payload)))
        kept = db.session.execute(select(*SentMessage.__table__.columns)).one()
        assert "s3cret" not in str(kept)


def test_a_direct_message_goes_by_sms_where_there_is_no_mail(app: Flask, post: dict[str, Postbox]) -> None:
    with app.app_context():
        account = make.make_account(make.make_person(), phone="+8613900000001")
        payload = {"account": account, "template": "recovery", "values": {"link": "x"}}
        transact(lambda: enqueue("message", payload))
        drain()
        assert [message.address for message in post[SMS].sent] == ["+8613900000001"]
        assert not post[MAIL].sent


@pytest.mark.parametrize(
    "payload",
    [
        {"template": "recovery", "values": {"link": "x"}},
        {"template": "no such template", "values": {}},
    ],
)
def test_what_can_never_arrive_is_given_up_at_once(
    app: Flask, post: dict[str, Postbox], payload: dict[str, Any]
) -> None:
    with app.app_context():
        account = make.make_account(make.make_person())
        transact(lambda: enqueue("message", {"account": account, **payload}))
        drain()
        row = db.session.scalars(select(OutboxRow)).one()
        assert (row.done_at, row.tries, row.payload) == (None, 1, {})
        assert row.given_up_at is not None


def test_refused_mail_is_tried_again_later_and_given_up_in_the_end(app: Flask, post: dict[str, Postbox]) -> None:
    post[MAIL].refuses = True
    with app.app_context():
        account = make.make_account(make.make_person(), email="li@example.org")
        payload = {"account": account, "template": "recovery", "values": {"link": "x"}}
        transact(lambda: enqueue("message", payload))
        start = moment = clock.now()
        for tries, wait in enumerate(WAIT_AFTER, 1):
            with clock.telling(moment):
                drain()
                drain()  # too early for the next try
            row = the_letter()
            assert (row.tries, row.given_up_at) == (tries, None)
            moment = row.try_at
            assert moment >= start + wait
            db.session.rollback()
        with clock.telling(moment):
            drain()
        row = the_letter()
        assert row.given_up_at == moment
        assert row.payload == {}
        assert "post office is closed" in row.error
        db.session.rollback()
        post[MAIL].refuses = False
        with clock.telling(moment + timedelta(days=1)):
            drain()
        assert not post[MAIL].sent
        logged = db.session.scalars(select(SentMessage)).one()
        assert (logged.state, logged.tries, logged.sent_at) == ("failed", len(WAIT_AFTER) + 1, None)
        assert logged.error == "the post office is closed"
