"""Tell people what happened, once each, and let them say that they have read it."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import Row, insert, select, update

from portal import clock
from portal.accounts.models import Account
from portal.db import db
from portal.events import AT_ONCE, DIGEST, FOLLOWERS, NEIGHBOURS, EventRecord
from portal.jurisdictions.models import Jurisdiction
from portal.jurisdictions.tree import TREE
from portal.notifications.choosing import USUAL, Ways, quiet_hours, usual_ways, ways_chosen, zone_of
from portal.notifications.models import Notification
from portal.notifications.posting import Draft, post
from portal.notifications.providers import MAIL, SMS
from portal.notifications.queries import failing_among
from portal.persons.models import Person
from portal.plugin.contributions import MessageGroup
from portal.plugin.registry import plugins
from portal.proposals.models import Follow

T = TypeVar("T")

AT_A_TIME = 500
"""How many people are told together: enough for few statements, few enough for one."""


def tell_people(*, event_id: int) -> None:
    """Put a fact into the inboxes of those it concerns, and post mail and SMS to those who want it at once.

    Can be repeated: nobody is told twice. Whoever acted isn't told; on whose behalf they acted is.
    """
    record = db.session.get_one(EventRecord, event_id)
    concerned = _concerned(record)
    told = db.session.scalars(select(Notification.person_id).where(Notification.event_id == event_id))
    left = sorted(concerned.keys() - set(told) - {record.actor_id})
    for people in _chunks(left):
        _tell(record, {person_id: concerned[person_id] for person_id in people})


def mark_read(*, person_id: int, notification_id: int) -> bool:
    """Note that somebody has read a message of theirs; False when there is none of that id."""
    row = db.session.get(Notification, notification_id)
    if row is None or row.person_id != person_id:
        return False
    row.read_at = row.read_at or clock.now()
    return True


def mark_all_read(*, person_id: int, up_to: int) -> None:
    """Note that somebody has read all their messages up to one; what came while they looked stays unread."""
    db.session.execute(
        update(Notification)
        .where(Notification.person_id == person_id, Notification.id <= up_to, Notification.read_at.is_(None))
        .values(read_at=clock.now())
    )


def _concerned(record: EventRecord) -> Mapping[int, MessageGroup]:
    """Return whom a fact is told, each with the nearest of the groups of messages it reaches them in."""
    event_type = plugins().event_types.get(record.name)
    concerned: dict[int, MessageGroup] = {}
    for party in event_type.tells if event_type else ():
        group = event_type.group_of(party)  # type: ignore[union-attr]  # there is one, it has parties
        for person_id in _people(record, party):
            held = concerned.setdefault(person_id, group)
            concerned[person_id] = min(held, group, key=lambda each: each.order)
    return concerned


def _people(record: EventRecord, party: str) -> Collection[int]:
    if party == FOLLOWERS:
        proposal_id = record.subject_id if record.subject_kind == "proposal" else record.facts.get("proposal")
        return db.session.scalars(select(Follow.person_id).where(Follow.proposal_id == proposal_id)).all()
    if party == NEIGHBOURS:
        home = TREE().by_id[record.home_id]
        below = (Jurisdiction.path >= home.path, Jurisdiction.path < home.path_end)
        living = select(Person.id).join(Jurisdiction, Jurisdiction.id == Person.place_id).where(*below)
        return db.session.scalars(living.join(Account, Account.person_id == Person.id)).all()
    return record.parties.get(party, ())


def _tell(record: EventRecord, concerned: Mapping[int, MessageGroup]) -> None:
    people = _registered(concerned)
    failing = failing_among([person.email for person in people if person.email])
    chosen, quiet = ways_chosen(concerned), quiet_hours(concerned)
    inbox: list[dict[str, Any]] = []
    drafts: list[Draft] = []
    for person in people:
        group = concerned[person.id]
        email = person.email if person.email not in failing else None
        usual = usual_ways(group, mailable=email is not None)
        ways = usual if group.urgent else chosen.get((person.id, group.key), usual)
        moment, zone = clock.now(), zone_of(person.place_id)
        goes_at = moment if group.urgent else quiet.get(person.id, USUAL).until(moment, zone)
        in_digest = ways.mail == DIGEST and email is not None
        inbox.append({"person_id": person.id, "event_id": record.id, "at": record.at, "for_digest": in_digest})
        drafts += _drafts(record, person.id, group.key, ways, (email, person.phone), goes_at)
    if inbox:
        db.session.execute(insert(Notification), inbox)
    post(drafts)


def _drafts(
    record: EventRecord,
    person_id: int,
    group: str,
    ways: Ways,
    addresses: tuple[str | None, str | None],
    goes_at: datetime,
) -> Iterator[Draft]:
    wanted = ((MAIL, ways.mail == AT_ONCE), (SMS, ways.sms))
    for (medium, wants), address in zip(wanted, addresses, strict=True):
        if wants and address:
            yield Draft(
                person_id=person_id,
                place_id=record.home_id,
                kind=group,
                medium=medium,
                address=address,
                goes_at=goes_at,
                event_id=record.id,
            )


def _registered(people: Collection[int]) -> Sequence[Row[int, int | None, str | None, str | None]]:
    """Return those in the register, with the addresses of an account that isn't blocked; who was erased is left out."""
    usable = (Account.person_id == Person.id) & Account.blocked_at.is_(None)
    return db.session.execute(
        select(Person.id, Person.place_id, Account.email, Account.phone)
        .outerjoin(Account, usable)
        .where(Person.id.in_(people), Person.erased_at.is_(None))
        .order_by(Person.id)
    ).all()


def _chunks(people: Sequence[T]) -> Iterator[Sequence[T]]:
    for start in range(0, len(people), AT_A_TIME):
        yield people[start : start + AT_A_TIME]
