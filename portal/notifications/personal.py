"""Messages to a person: told in their export, gone with their erasure."""

from collections.abc import Sequence

from flask_babel import gettext as _
from sqlalchemy import delete, select

from portal.db import db
from portal.events import EventRecord
from portal.notifications.models import FailingAddress, MessageChoice, Notification, QuietHours, SentMessage
from portal.plugin.contributions import ErasedPerson, PersonalData
from portal.plugin.registry import plugins


def export_person(person_id: int) -> Sequence[PersonalData]:
    """Return somebody's inbox, and the mail and SMS they were sent."""
    inbox = db.session.execute(
        select(Notification.at, Notification.read_at, EventRecord)
        .join(EventRecord, EventRecord.id == Notification.event_id)
        .where(Notification.person_id == person_id)
    ).all()
    words = plugins().describe([row.EventRecord for row in inbox])
    sent = select(SentMessage.at, SentMessage.medium, SentMessage.address, SentMessage.sent_at).where(
        SentMessage.person_id == person_id
    )
    return [
        PersonalData.of(
            "inbox",
            _("Inbox"),
            {"at": _("When"), "read_at": _("Read on"), "title": _("Message")},
            [(row.at, row.read_at, words[row.EventRecord.id].title) for row in inbox],
        ),
        PersonalData.of(
            "sent",
            _("Mail and SMS to me"),
            {
                "at": _("When"),
                "medium": _("How"),
                "address": _("Where to"),
                "sent_at": _("Sent"),
            },
            db.session.execute(sent).all(),
        ),
    ]


def erase_person(person: ErasedPerson) -> None:
    """Delete the inbox, the record of what was sent, and how they wanted to be told."""
    for model in (Notification, SentMessage, MessageChoice, QuietHours):
        db.session.execute(delete(model).where(model.person_id == person.person_id))
    db.session.execute(delete(FailingAddress).where(FailingAddress.address.in_(person.traces)))
