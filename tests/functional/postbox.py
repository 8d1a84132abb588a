"""What tests of messages share: a postbox, and people around a proposal."""

from datetime import UTC, datetime

from portal import clock
from portal.config import touch
from portal.db import db, transact
from portal.events import Actor
from portal.jurisdictions.tree import Place
from portal.notifications.providers import Message
from portal.plugin.models import PlaceSetting
from portal.proposals import events
from portal.proposals.models import Follow
from portal.publishing import publish
from portal.testing import factories as make

NOON = datetime(2026, 11, 20, 4, tzinfo=UTC)
"""12:00 where the places are."""
NIGHT = datetime(2026, 11, 20, 15, tzinfo=UTC)
"""23:00 there."""
MORNING = datetime(2026, 11, 20, 23, tzinfo=UTC)
"""07:00 there, the next day: quiet hours end."""


class Postbox:
    """A provider that keeps what it was given, or raises what it is told to."""

    def __init__(self) -> None:
        self.sent: list[Message] = []
        self.raises: Exception | None = None

    def send(self, message: Message) -> None:
        if self.raises:
            raise self.raises
        self.sent.append(message)


class Village:
    """A community, a proposer with mail and phone, a follower with mail, and an administrator."""

    def __init__(self) -> None:
        self.home = make.make_place("hongda")
        self.proposer, self.follower, self.admin = (make.make_person(place_id=self.home.id) for _ in range(3))
        self.account = make.make_account(self.proposer, email="li@example.org", phone="+8613900000001", language="en")
        make.make_account(self.follower, email="wang@example.org", language="en")
        make.make_account(self.admin, email="admin@example.org", language="en")
        make.make_role("locality_admin", ["notifications.log", "settings.edit", "translations.edit"])
        make.give_role(self.admin, "locality_admin", self.home)
        self.proposal = make.make_proposal(self.home, self.proposer, title="Snow on the paths")
        self.follow(self.follower)

    def follow(self, *people: int) -> None:
        rows = [Follow(proposal_id=self.proposal, person_id=person, at=clock.now()) for person in people]
        transact(lambda: db.session.add_all(rows))

    def step(self) -> int:
        """Publish that the proposal was withdrawn: the proposer and the followers are told."""
        about = {
            "home_id": self.home.id,
            "subject_id": self.proposal,
            "actor": Actor(self.admin),
            "proposers": [self.proposer],
            "category": None,
            "subtype": None,
        }
        return transact(lambda: publish(events.ProposalWithdrawn(**about)))


def set_at(place: Place, name: str, value: int) -> None:
    """Set one of the settings of messages at a place."""

    def work() -> None:
        db.session.merge(PlaceSetting(place_id=place.id, owner="notifications", name=name, value=value))
        touch()

    transact(work)
