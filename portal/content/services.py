"""Publish, correct and take down notices."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from portal import clock
from portal.content.events import NoticeChanged, NoticePublished, NoticeTakenDown
from portal.content.models import Notice
from portal.db import db
from portal.events import Actor, publish


@dataclass(frozen=True, kw_only=True)
class NoticeWords:
    """What a notice says, by language, and for how long: `until` is its last day, in the place's zone."""

    titles: Mapping[str, str]
    bodies: Mapping[str, str]
    pinned: bool
    until: date | None


def publish_notice(*, place_id: int, words: NoticeWords, actor: Actor) -> int:
    """Publish a notice and return its id."""
    moment = clock.now()
    notice = Notice(place_id=place_id, published_at=moment, published_by_id=actor.person_id)
    _write(notice, words)
    db.session.add(notice)
    db.session.flush()
    publish(NoticePublished(home_id=place_id, subject_id=notice.id, actor=actor))
    return notice.id


def change_notice(*, notice_id: int, words: NoticeWords, actor: Actor) -> None:
    """Correct a notice."""
    notice = db.session.get_one(Notice, notice_id)
    _write(notice, words)
    publish(NoticeChanged(home_id=notice.place_id, subject_id=notice_id, actor=actor))


def take_down(*, notice_id: int, actor: Actor) -> None:
    """Take a notice down; it is kept for the record."""
    notice = db.session.get_one(Notice, notice_id)
    if notice.taken_down_at is None:
        notice.taken_down_at = clock.now()
        publish(NoticeTakenDown(home_id=notice.place_id, subject_id=notice_id, actor=actor))


def _write(notice: Notice, words: NoticeWords) -> None:
    notice.titles = dict(words.titles)
    notice.bodies = dict(words.bodies)
    notice.pinned = words.pinned
    notice.until = words.until
    notice.changed_at = clock.now()
