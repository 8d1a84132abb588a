"""Publish, correct and take down announcements."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from portal import clock
from portal.content.events import AnnouncementChanged, AnnouncementPublished, AnnouncementTakenDown
from portal.content.models import Announcement
from portal.db import db
from portal.events import Actor
from portal.publishing import publish


@dataclass(frozen=True, kw_only=True)
class AnnouncementWords:
    """What an announcement says, by language, and for how long: `until` is its last day, in the place's zone."""

    titles: Mapping[str, str]
    bodies: Mapping[str, str]
    pinned: bool
    until: date | None


def publish_announcement(*, place_id: int, words: AnnouncementWords, actor: Actor) -> int:
    """Publish an announcement and return its id."""
    moment = clock.now()
    announcement = Announcement(place_id=place_id, published_at=moment, published_by_id=actor.person_id)
    _write(announcement, words)
    db.session.add(announcement)
    db.session.flush()
    publish(AnnouncementPublished(home_id=place_id, subject_id=announcement.id, actor=actor))
    return announcement.id


def change_announcement(*, announcement_id: int, words: AnnouncementWords, actor: Actor) -> None:
    """Correct an announcement."""
    announcement = db.session.get_one(Announcement, announcement_id)
    _write(announcement, words)
    publish(AnnouncementChanged(home_id=announcement.place_id, subject_id=announcement_id, actor=actor))


def take_down(*, announcement_id: int, actor: Actor) -> None:
    """Take an announcement down; it is kept for the record."""
    announcement = db.session.get_one(Announcement, announcement_id)
    if announcement.taken_down_at is None:
        announcement.taken_down_at = clock.now()
        publish(AnnouncementTakenDown(home_id=announcement.place_id, subject_id=announcement_id, actor=actor))


def _write(announcement: Announcement, words: AnnouncementWords) -> None:
    announcement.titles = dict(words.titles)
    announcement.bodies = dict(words.bodies)
    announcement.pinned = words.pinned
    announcement.until = words.until
    announcement.changed_at = clock.now()
