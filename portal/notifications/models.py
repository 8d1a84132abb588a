"""Tables of messages."""

from datetime import date, datetime, time

from sqlalchemy import Date, ForeignKey, Index, Integer, String, Time, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from portal.db import Key, Model, UTCDateTime

WAITING, SENT, FAILED, BOUNCED, UNAFFORDABLE = "waiting", "sent", "failed", "bounced", "unaffordable"
"""The states of a message; the last is an SMS that the month's budget didn't allow."""


class Notification(Model):
    """A fact somebody is told in their inbox, once; `for_digest` while it waits for their next digest."""

    __tablename__ = "notification"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    read_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    for_digest: Mapped[bool] = mapped_column(default=False)
    digest_id: Mapped[int | None] = mapped_column(ForeignKey("sent_message.id"), index=True)

    __table_args__ = (
        UniqueConstraint("person_id", "event_id"),
        Index("ix_notification_unread", "person_id", "read_at"),
        Index(
            "ix_notification_for_digest",
            "person_id",
            sqlite_where=text("for_digest"),
            postgresql_where=text("for_digest"),
        ),
    )


class SentMessage(Model):
    """A mail or SMS, from when it was decided on: the log of what was sent. What it said isn't kept.

    `kind` is a group of messages, `digest`, or a template of `messages.py`. `ref` stands in the Message-ID, so that a
    returned mail names the message it was.
    """

    __tablename__ = "sent_message"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    ref: Mapped[str] = mapped_column(String(32), unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    place_id: Mapped[int | None] = mapped_column(ForeignKey("jurisdiction.id"))
    kind: Mapped[str] = mapped_column(Key)
    medium: Mapped[str] = mapped_column(Key)
    event_id: Mapped[int | None] = mapped_column(ForeignKey("event.id"))
    digest_day: Mapped[date | None] = mapped_column(Date)
    address: Mapped[str] = mapped_column(String(254), default="")
    state: Mapped[str] = mapped_column(Key, default=WAITING)
    tries: Mapped[int] = mapped_column(Integer, default=0)
    error: Mapped[str] = mapped_column(String(300), default="")
    sms_parts: Mapped[int] = mapped_column(Integer, default=0)
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    sent_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    __table_args__ = (
        Index("ix_sent_message_place", "place_id", "id"),
        Index(
            "uq_sent_message_digest",
            "person_id",
            "digest_day",
            unique=True,
            sqlite_where=text("digest_day IS NOT NULL"),
            postgresql_where=text("digest_day IS NOT NULL"),
        ),
    )


class MessageChoice(Model):
    """How one person wants one group of messages; without a row the group's own way counts.

    `mail_before` is what counted before the link in a mail stopped it, so that this can be undone.
    """

    __tablename__ = "message_choice"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    group: Mapped[str] = mapped_column(Key, primary_key=True)
    mail: Mapped[str] = mapped_column(Key)
    sms: Mapped[bool]
    mail_before: Mapped[str | None] = mapped_column(Key)


class QuietHours(Model):
    """When a person wants neither mail nor SMS, in their place's zone; never where both are the same."""

    __tablename__ = "quiet_hours"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    start: Mapped[time] = mapped_column(Time)
    end: Mapped[time] = mapped_column(Time)


class FailingAddress(Model):
    """An address mail came back from: stopped since `failed_at`, or counted."""

    __tablename__ = "failing_address"

    address: Mapped[str] = mapped_column(String(254), primary_key=True)
    soft: Mapped[int] = mapped_column(Integer, default=0)
    reason: Mapped[str] = mapped_column(String(300), default="")
    noted_at: Mapped[datetime] = mapped_column(UTCDateTime)
    failed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


class SmsMonth(Model):
    """How many SMS a place has paid for in a month, such as `2026-11`."""

    __tablename__ = "sms_month"

    place_id: Mapped[int] = mapped_column(ForeignKey("jurisdiction.id"), primary_key=True)
    month: Mapped[str] = mapped_column(String(7), primary_key=True)
    used: Mapped[int] = mapped_column(Integer, default=0)
    told_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
