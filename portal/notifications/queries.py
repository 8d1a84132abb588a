"""Read messages."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select

from portal.accounts.models import Account
from portal.db import db
from portal.events import EventRecord
from portal.jurisdictions.models import Jurisdiction
from portal.jurisdictions.tree import Place
from portal.notifications.models import FailingAddress, Notification, SentMessage
from portal.paging import AnyRow, Page, page_of
from portal.persons.models import Person


@dataclass(frozen=True)
class Letter:
    """A mail or SMS that is about to go, and the account it goes to; without one, all of that is empty."""

    id: int
    ref: str
    state: str
    person_id: int
    place_id: int | None
    kind: str
    medium: str
    address: str
    event_id: int | None
    sms_parts: int
    lives_at: int | None
    account_id: int | None
    email: str | None
    phone: str | None
    language: str | None


@dataclass(frozen=True)
class Asked:
    """Which messages of the log are asked for; what is empty isn't asked."""

    kind: str = ""
    medium: str = ""
    state: str = ""


def count_unread(person_id: int) -> int:
    """Return how many messages a person has not read. One query."""
    unread = select(func.count()).where(Notification.person_id == person_id, Notification.read_at.is_(None))
    return db.session.scalar(unread) or 0


def inbox_of(person_id: int, *, only_unread: bool, after: str | None, before: str | None) -> Page[AnyRow]:
    """Return a page of a person's messages, each with its event, the newest first. One query. Raises `BadCursor`."""
    rows = select(Notification, EventRecord).join(EventRecord, EventRecord.id == Notification.event_id)
    rows = rows.where(Notification.person_id == person_id)
    if only_unread:
        rows = rows.where(Notification.read_at.is_(None))
    return page_of(rows, by=Notification.id, tie=Notification.id, after=after, before=before)


def event_of(person_id: int, notification_id: int) -> EventRecord | None:
    """Return what a message of this person is about; nothing when there is none of that id."""
    found = select(EventRecord).join(Notification, EventRecord.id == Notification.event_id)
    return db.session.scalars(
        found.where(Notification.id == notification_id, Notification.person_id == person_id)
    ).one_or_none()


def letter_of(message_id: int) -> Letter | None:
    """Return a message to be sent, with its addressee's account unless that is blocked. One query."""
    usable = (Account.person_id == SentMessage.person_id) & Account.blocked_at.is_(None)
    columns = (
        *(getattr(SentMessage, name) for name in ("id", "ref", "state", "person_id", "place_id", "kind", "medium")),
        *(getattr(SentMessage, name) for name in ("address", "event_id", "sms_parts")),
        Person.place_id.label("lives_at"),
        Account.id.label("account_id"),
        Account.email,
        Account.phone,
        Account.language,
    )
    row = db.session.execute(
        select(*columns)
        .join(Person, Person.id == SentMessage.person_id)
        .outerjoin(Account, usable)
        .where(SentMessage.id == message_id)
    ).one_or_none()
    return Letter(*row) if row else None


def events_of_digest(message_id: int) -> Sequence[EventRecord]:
    """Return what a digest tells, in the order it happened. One query."""
    told = select(EventRecord).join(Notification, Notification.event_id == EventRecord.id)
    return db.session.scalars(told.where(Notification.digest_id == message_id).order_by(EventRecord.id)).all()


def failing_among(addresses: Collection[str]) -> frozenset[str]:
    """Return those of the addresses that nothing is sent to any more. One query, none for no address."""
    if not addresses:
        return frozenset()
    failing = select(FailingAddress.address).where(FailingAddress.failed_at.is_not(None))
    return frozenset(db.session.scalars(failing.where(FailingAddress.address.in_(addresses))))


def failing_address_of(person_id: int) -> str | None:
    """Return a person's e-mail address when mail to it comes back. One query."""
    return db.session.scalars(
        select(FailingAddress.address)
        .join(Account, Account.email == FailingAddress.address)
        .where(Account.person_id == person_id, FailingAddress.failed_at.is_not(None))
    ).one_or_none()


def sent_at(place: Place, asked: Asked, *, after: str | None, before: str | None) -> Page[AnyRow]:
    """Return a page of the log of a place and those below, the newest first. One query. Raises `BadCursor`."""
    rows = (
        select(SentMessage)
        .join(Jurisdiction, Jurisdiction.id == SentMessage.place_id)
        .where(Jurisdiction.path >= place.path, Jurisdiction.path < place.path_end)
    )
    for name in ("kind", "medium", "state"):
        if value := getattr(asked, name):
            rows = rows.where(getattr(SentMessage, name) == value)
    return page_of(rows, by=SentMessage.id, tie=SentMessage.id, after=after, before=before)
