"""Tell people what happened, once each, and let them say that they have read it."""

from collections.abc import Iterable

from sqlalchemy import insert, select, update

from portal import clock
from portal.accounts.models import Account
from portal.db import db
from portal.events import FOLLOWERS, EventRecord
from portal.notifications.models import Notification
from portal.outbox import enqueue
from portal.persons.models import Person
from portal.plugin.registry import plugins
from portal.proposals.models import Follow


def tell_people(*, event_id: int) -> None:
    """Put a fact into the inboxes of those it concerns, and let mail go out to those with an address.

    Can be repeated: nobody is told twice. Whoever acted isn't told; on whose behalf they acted is.
    """
    record = db.session.get_one(EventRecord, event_id)
    told = set(db.session.scalars(select(Notification.person_id).where(Notification.event_id == event_id)))
    people = _registered(_concerned(record) - told - {record.actor_id})
    if not people:
        return
    rows = [{"person_id": person_id, "event_id": event_id, "at": record.at} for person_id in people]
    db.session.execute(insert(Notification), rows)
    for person_id in _with_mail(people):
        enqueue("mail", {"person": person_id, "event": event_id})


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


def _concerned(record: EventRecord) -> set[int]:
    event_type = plugins().event_types.get(record.name)
    tells = event_type.tells if event_type else ()
    people = {person_id for party in tells for person_id in record.parties.get(party, ())}
    if FOLLOWERS in tells:
        proposal_id = record.subject_id if record.subject_kind == "proposal" else record.facts.get("proposal")
        people |= set(db.session.scalars(select(Follow.person_id).where(Follow.proposal_id == proposal_id)))
    return people


def _registered(people: Iterable[int | None]) -> list[int]:
    """Leave out who was erased from the register."""
    return list(
        db.session.scalars(
            select(Person.id).where(Person.id.in_(people), Person.erased_at.is_(None)).order_by(Person.id)
        )
    )


def _with_mail(people: Iterable[int]) -> list[int]:
    return list(
        db.session.scalars(
            select(Account.person_id)
            .where(Account.person_id.in_(people), Account.email.is_not(None), Account.blocked_at.is_(None))
            .order_by(Account.person_id)
        )
    )
