"""Mail that comes back: what a mail server says of it (RFC 3464), and when an address is given up.

A returned mail names the message it was by the Message-ID among what is returned. That reference can't be guessed, so
nobody can stop another's mail with a made-up return.
"""

import email
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from email.message import Message
from email.policy import default

from sqlalchemy import delete, select

from portal import clock
from portal.db import db
from portal.events import CLOCK
from portal.notifications.choosing import locality
from portal.notifications.events import AddressFailed
from portal.notifications.models import BOUNCED, SENT, FailingAddress, SentMessage
from portal.notifications.posting import readable
from portal.notifications.providers import FULL
from portal.persons.models import Person
from portal.publishing import publish

SOFT_ALLOWED = 5
"""How often mail may come back for a passing reason before the address is given up."""
SOFT_COUNTS_FOR = timedelta(days=30)
_REF = re.compile(r"<([0-9a-f]{32})@")
_RETURNED = ("message/rfc822", "text/rfc822-headers", "message/global", "message/global-headers")


@dataclass(frozen=True)
class Bounce:
    """What a returned mail says: which message it was, whether for good, and why."""

    ref: str
    hard: bool
    reason: str


def read_bounce(raw: bytes) -> Bounce | None:
    """Return what a returned mail says; nothing for a mail that isn't one, or not one of ours."""
    mail = email.message_from_bytes(raw, policy=default)
    ref = next(_refs(mail), None)
    for part in mail.walk() if ref else ():
        if part.get_content_type() == "message/delivery-status":
            for about in _blocks(part)[1:]:  # the first is about the server
                status, action = (str(about.get(name, "")).strip().lower() for name in ("Status", "Action"))
                if action in ("failed", "delayed"):
                    reason = str(about.get("Diagnostic-Code", "")).partition(";")[2].strip() or status
                    hard = action == "failed" and status.startswith("5") and not status.startswith(FULL)
                    return Bounce(str(ref), hard, reason)
    return None


def note_bounce(bounce: Bounce) -> str | None:
    """Note what a returned mail says and return the address it came back from; nothing for what we never sent.

    After a hard bounce, or the last soft one allowed, nothing more is sent to the address, and its owner is told.
    """
    row = db.session.scalars(select(SentMessage).where(SentMessage.ref == bounce.ref).with_for_update()).one_or_none()
    if row is None or row.state not in (SENT, BOUNCED):
        return None
    if row.state == SENT:
        row.state, row.error = BOUNCED, readable(Exception(bounce.reason))
        _count(row, row.address, bounce.reason, hard=bounce.hard)
    return row.address


def note_refused(*, message_id: int, address: str, reason: str) -> None:
    """Note that a server refused an address for good when mail was handed over."""
    _count(db.session.get_one(SentMessage, message_id), address, reason, hard=True)


def try_again(*, address: str) -> None:
    """Send to an address again: its owner says that it works."""
    db.session.execute(delete(FailingAddress).where(FailingAddress.address == address))


def _count(message: SentMessage, address: str, reason: str, *, hard: bool) -> None:
    moment = clock.now()
    row = db.session.get(FailingAddress, address, with_for_update=True)
    row = row or FailingAddress(address=address, soft=0, noted_at=moment)
    recent = moment - row.noted_at <= SOFT_COUNTS_FOR
    row.soft = (row.soft if recent else 0) + (0 if hard else 1)
    row.noted_at, row.reason = moment, readable(Exception(reason))
    db.session.add(row)
    if row.failed_at is None and (hard or row.soft >= SOFT_ALLOWED):
        row.failed_at = moment
        db.session.flush()
        home = locality(db.session.get_one(Person, message.person_id).place_id)
        if home is not None:
            publish(_failed(message.person_id, home.id))


def _failed(person_id: int, home_id: int) -> AddressFailed:
    return AddressFailed(home_id=home_id, subject_id=person_id, actor=CLOCK, persons=[person_id])


def _refs(mail: Message) -> Iterator[str]:
    """Yield the references in the Message-IDs of what is returned."""
    for part in mail.walk():
        if part.get_content_type() in _RETURNED:
            for block in _blocks(part) or [part]:
                yield from _REF.findall(str(block.get("Message-ID") or block.as_string()))


def _blocks(part: Message) -> list[Message]:
    held = part.get_payload()
    return [block for block in held if isinstance(block, Message)] if isinstance(held, list) else []
