"""Messages to a person: told in their export, gone with their erasure."""

from collections.abc import Sequence

from flask_babel import gettext as _
from sqlalchemy import delete, select

from portal.db import db
from portal.events import EventRecord
from portal.notifications.models import FailingAddress, MessageChoice, Notification, QuietHours, SentMessage
from portal.notifications.words import MEDIA, STATES, kinds
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
    sent = db.session.execute(
        select(SentMessage.at, SentMessage.medium, SentMessage.address, SentMessage.kind, SentMessage.state)
        .where(SentMessage.person_id == person_id)
        .order_by(SentMessage.id)
    ).all()
    named = kinds()
    choices = select(MessageChoice.group, MessageChoice.mail, MessageChoice.sms).where(
        MessageChoice.person_id == person_id
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
                "kind": _("What about"),
                "state": _("State"),
            },
            [
                (
                    row.at,
                    str(MEDIA[row.medium]),
                    row.address,
                    str(named.get(row.kind, row.kind)),
                    str(STATES[row.state][0]),
                )
                for row in sent
            ],
        ),
        PersonalData.of(
            "message_choices",
            _("How I want messages"),
            {"group": _("What about"), "mail": _("E-mail"), "sms": _("SMS")},
            [(named.get(row.group, row.group), row.mail, row.sms) for row in db.session.execute(choices)],
        ),
    ]


def erase_person(person: ErasedPerson) -> None:
    """Delete the inbox, the choices, and the record of what was sent and what came back."""
    sent_to = select(SentMessage.address).where(SentMessage.person_id == person.person_id)
    db.session.execute(delete(FailingAddress).where(FailingAddress.address.in_(sent_to)))
    for table in (Notification, MessageChoice, QuietHours, SentMessage):
        db.session.execute(delete(table).where(table.person_id == person.person_id))
