"""A small community with people and a procedure of one plain stage, for tests of proposals."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from threading import Thread
from typing import Any

from sqlalchemy import select

from portal import clock, config
from portal.db import db, transact
from portal.events import Actor
from portal.jurisdictions.tree import Place
from portal.proposals.models import Category, ProcedureVersion, Proposal
from portal.proposals.services import Words, save_draft, submit_proposal
from portal.testing import factories as make

YEAR = clock.today("Asia/Shanghai").year
RESIDENT = ("proposals.submit", "proposals.take_part")
WORKER = (
    *RESIDENT,
    "proposals.act_for",
    "proposals.read_private",
    "proposals.moderate",
    "proposals.remind",
    "proposals.triage",
    "proposals.categories",
)
DOCUMENT = {
    "key": "plain",
    "name": {"en": "Plain procedure"},
    "stages": [
        {"key": "look", "kind": "nobody.has_this", "name": {"en": "Look at it"}, "actor": "worker", "clock": 5},
        {"key": "do", "kind": "nobody.has_this", "name": {"en": "Do it"}, "actor": "worker"},
    ],
}


@dataclass(frozen=True)
class World:
    """A street, its community, and three people of the community."""

    street: Place
    place: Place
    resident: int
    neighbour: int
    worker: int


def world() -> World:
    """Make the community; call it inside an app context."""
    street = make.make_place("wushu", code="WS", level="street", takes_proposals=False)
    place = make.make_place("hongda", code="HD", parent=street)
    publish_procedure(place)
    make_categories(place)
    make.make_role("resident", RESIDENT, duty=False)
    make.make_role("worker", WORKER)
    resident, neighbour, worker = (make.make_person(name) for name in ("李桂英", "王建国", "赵书记"))
    for person in (resident, neighbour):
        make.give_role(person, "resident", place)
    make.give_role(worker, "worker", place)
    return World(street, place, resident, neighbour, worker)


def publish_procedure(place: Place, document: Mapping[str, Any] = DOCUMENT) -> None:
    """Give a place a procedure; without one of its own kinds installed its stages show as absent."""

    def work() -> None:
        db.session.add(ProcedureVersion(place_id=place.id, number=1, document=dict(document), published_at=clock.now()))
        config.touch()

    transact(work)


def make_categories(place: Place) -> None:
    """Give a place two categories, one with subtypes, and a negative list of one."""

    def row(key: str, name: str, **values: Any) -> Category:
        return Category(place_id=place.id, key=key, names={"en": name, "zh_Hans": name}, **values)

    def work() -> None:
        building = row("construction", "Construction", position=1)
        db.session.add_all([building, row("safety", "Public safety", position=2)])
        db.session.flush()
        db.session.add_all(
            [
                row("repair", "Repair", parent_id=building.id, position=1),
                row("greening", "Greening", parent_id=building.id, position=2),
                row("petition", "Disputes before a court", negative=True),
            ]
        )
        config.touch()

    transact(work)


def actor(person_id: int) -> Actor:
    """Return a person as the one who acts in the browser."""
    return Actor(person_id)


def draft(place: Place, person_id: int, *, draft: int | None = None, **words: Any) -> int:
    """Let a person write a draft and return its id."""
    said = {"title": "Snow on the steps", "body": "Please say who clears which part.", "category": "safety", **words}
    return transact(lambda: save_draft(home=place, actor=actor(person_id), words=Words(**said), draft=draft))


def hand_in(place: Place, person_id: int, draft_id: int) -> str:
    """Submit a draft and return the proposal's number."""
    return transact(lambda: submit_proposal(home=place, actor=actor(person_id), draft=draft_id))


def submit(place: Place, person_id: int, **words: Any) -> str:
    """Write and submit a proposal and return its number."""
    return hand_in(place, person_id, draft(place, person_id, **words))


def proposal_id(number: str) -> int:
    """Return the id of a proposal."""
    return db.session.scalars(select(Proposal.id).where(Proposal.number == number)).one()


def at_once(call: Callable[[], None], *, times: int) -> None:
    """Run `call` in so many threads at once and wait for all."""
    threads = [Thread(target=call) for _ in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
