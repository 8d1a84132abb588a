"""Decide on mail and SMS, and note what became of them. `letters.py` writes them, `delivery.py` hands them over."""

import re
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import insert, update

from portal import clock
from portal.db import db
from portal.events import AT_ONCE, DIGEST
from portal.notifications import budget
from portal.notifications.choosing import usual_ways, ways_chosen
from portal.notifications.models import FAILED, SENT, UNAFFORDABLE, WAITING, SentMessage
from portal.notifications.providers import MAIL, Refused
from portal.notifications.queries import Letter, failing_among
from portal.outbox import enqueue_all
from portal.persons.contacts import mask_email
from portal.plugin.registry import plugins

LETTER = "letter"
"""The kind of outbox row that carries a mail or SMS out."""


@dataclass(frozen=True, kw_only=True)
class Draft:
    """A mail or SMS to be sent from `goes_at` on; `values` fill a template and are kept until it is sent."""

    person_id: int
    place_id: int | None
    kind: str
    medium: str
    address: str
    goes_at: datetime
    event_id: int | None = None
    digest_day: date | None = None
    values: Mapping[str, str] = field(default_factory=dict)


def post(drafts: Sequence[Draft]) -> None:
    """Write messages into the log and let the worker send them, in the caller's transaction. Few statements."""
    if not drafts:
        return
    rows = [row_of(draft) for draft in drafts]
    # By reference, not in the order of the rows: keeping that order would cost a statement for each.
    added = insert(SentMessage).returning(SentMessage.ref, SentMessage.id)
    ids = {row.ref: row.id for row in db.session.execute(added, rows)}
    send_later([ids[row["ref"]] for row in rows], drafts)


def row_of(draft: Draft) -> dict[str, Any]:
    """Return a draft as a row of the log."""
    return {
        "ref": secrets.token_hex(16),
        "at": clock.now(),
        "state": WAITING,
        "tries": 0,
        "error": "",
        "sms_parts": 0,
        **{name: getattr(draft, name) for name in ("person_id", "place_id", "kind", "medium", "address")},
        **{name: getattr(draft, name) for name in ("event_id", "digest_day")},
    }


def send_later(ids: Sequence[int], drafts: Sequence[Draft]) -> None:
    """Let the worker send what stands in the log under `ids`. One statement."""
    work = [
        ({"letter": message_id, "values": dict(draft.values)}, draft.goes_at)
        for message_id, draft in zip(ids, drafts, strict=True)
    ]
    enqueue_all(LETTER, work)


def mark_sent(*, message_id: int, address: str) -> None:
    """Note that a provider took a message over."""
    _change(message_id, state=SENT, sent_at=clock.now(), address=address, error="", tries=SentMessage.tries + 1)


def note_failure(*, message_id: int, error: Exception, final: bool) -> None:
    """Note that a try failed, and why; the last one gives back what an SMS would have cost."""
    row = db.session.get(SentMessage, message_id)
    if row is None or row.state != WAITING:
        return
    row.tries += 1
    row.error = readable(error)
    if final:
        row.state = FAILED
        if row.sms_parts and row.place_id:
            budget.give_back(place_id=row.place_id, parts=row.sms_parts, taken_at=row.at)
            row.sms_parts = 0


def pay(*, letter: Letter, parts: int, limited: bool) -> bool:
    """Take an SMS out of the month's budget, once however often it is tried; False when the budget doesn't allow it."""
    row = db.session.get_one(SentMessage, letter.id, with_for_update=True)
    if row.sms_parts or letter.place_id is None:
        return True
    if limited and not budget.take(place_id=letter.place_id, parts=parts):
        return False
    if not limited:
        budget.take_anyway(place_id=letter.place_id, parts=parts)
    row.sms_parts = parts
    return True


def fall_back(*, letter: Letter) -> None:
    """Note that an SMS could not be paid, and send a mail instead to whoever isn't told by mail already."""
    _change(letter.id, state=UNAFFORDABLE)
    if not letter.email or failing_among([letter.email]):
        return
    chosen = ways_chosen([letter.person_id]).get((letter.person_id, letter.kind))
    ways = chosen or usual_ways(plugins().message_groups[letter.kind], mailable=True)
    if ways.mail not in (AT_ONCE, DIGEST):
        instead = Draft(
            person_id=letter.person_id,
            place_id=letter.place_id,
            kind=letter.kind,
            medium=MAIL,
            address=letter.email,
            goes_at=clock.now(),
            event_id=letter.event_id,
        )
        post([instead])


def send_again(*, message_id: int) -> bool:
    """Send a failed message anew; False when it didn't fail, or when what it said is gone: a code is asked for anew."""
    row = db.session.get(SentMessage, message_id, with_for_update=True)
    if row is None or not can_be_sent_again(row):
        return False
    row.state, row.error = WAITING, ""
    enqueue_all(LETTER, [({"letter": row.id, "values": {}}, clock.now())])
    return True


def can_be_sent_again(row: SentMessage) -> bool:
    """Tell whether a message failed and can be written anew from what is kept."""
    return row.state == FAILED and (row.event_id is not None or row.digest_day is not None)


def readable(error: Exception) -> str:
    """Return what went wrong as the log may show it: addresses masked, no link, no number that may be a code."""
    said = " ".join(str(error).split()) or type(error).__name__
    if isinstance(error, Refused):
        said = " ".join(error.reason.split())
    said = re.sub(r"[^\s<>:]+@[^\s<>:,;]+", lambda found: mask_email(found[0]), said)
    said = re.sub(r"\S+://\S+", "…", said)
    return re.sub(r"\+?\d{5,}", "…", said)[:300]


def _change(message_id: int, **values: Any) -> None:
    db.session.execute(update(SentMessage).where(SentMessage.id == message_id).values(**values))
