"""Change public notices. Everything here runs inside the caller's `transact()`."""

from collections.abc import Sequence
from datetime import date, timedelta

from sqlalchemy import exists, select, update

from portal import clock
from portal.db import db
from portal.duties.services import close_task, open_task
from portal.events import Actor
from portal.jurisdictions.calendars import calendar_of
from portal.jurisdictions.tree import TREE, Place
from portal.plugin.stage import Finish
from portal.proposals import engine
from portal.proposals.engine import NotAllowed, NotOpen
from portal.public_notices import events
from portal.public_notices.models import Objection, PublicNotice
from portal.publishing import publish

TASK = "objection"
MANAGER = "secretary"
ASKED = {"zh_Hans": "答复异议", "zh_Hant": "答覆異議", "en": "Answer an objection"}


def last_day(place: Place, *, days: int, counting: str) -> date:
    """Return the last day of a notice put up today: `days` later, counted as `working` or `calendar` days."""
    today = clock.today(place.zone)
    if counting == "working":
        return calendar_of(place.id).add_working_days(today, days)
    return today + timedelta(days=days)


def put_up(
    *,
    place: Place,
    title: str,
    text: str,
    ends_on: date,
    actor: Actor,
    proposal_id: int | None = None,
    run_id: int | None = None,
) -> PublicNotice:
    """Publish something until `ends_on`, a date in the place's zone."""
    notice = PublicNotice(
        place_id=place.id,
        proposal_id=proposal_id,
        run_id=run_id,
        title=title,
        text=text,
        opened_at=clock.now(),
        opened_by_id=actor.person_id,
        ends_on=ends_on,
        state="open",
    )
    db.session.add(notice)
    db.session.flush()
    publish(events.NoticeOpened(home_id=place.id, subject_id=notice.id, actor=actor, proposal=proposal_id))
    return notice


def object_to(
    notice_id: int, *, text: str, actor: Actor, person_id: int | None = None, channel: str = "web"
) -> Objection:
    """Say what stands against a notice; a worker may enter it for `person_id`. Raises `NotOpen` once it has ended."""
    notice = load(notice_id)
    objector = person_id or actor.person_id
    if objector is None:
        raise NotAllowed("public_notices.object")
    objection = Objection(
        notice_id=notice.id,
        person_id=objector,
        text=text,
        at=clock.now(),
        channel=channel,
        entered_by_id=actor.person_id if objector != actor.person_id else None,
    )
    db.session.add(objection)
    db.session.flush()
    _open_task(notice, objection.id)
    publish(
        events.ObjectionMade(
            home_id=notice.place_id,
            subject_id=notice.id,
            actor=actor,
            proposal=notice.proposal_id,
            objectors=[objector],
            objection=objection.id,
        )
    )
    return objection


def answer(objection_id: int, *, text: str, upheld: bool, actor: Actor) -> None:
    """Answer an objection. One that is upheld stops the notice and sends its proposal back.

    The last answer after the notice's last day ends it. Raises `NotOpen` when it is answered already.
    """
    notice_id = db.session.scalar(select(Objection.notice_id).where(Objection.id == objection_id))
    notice = load(notice_id or 0)
    answered = db.session.execute(
        update(Objection)
        .where(Objection.id == objection_id, Objection.answered_at.is_(None))
        .values(answer=text, upheld=upheld, answered_at=clock.now(), answered_by_id=actor.person_id)
        .returning(Objection.person_id)
    ).scalar_one_or_none()
    if answered is None:
        raise NotOpen(objection_id)
    close_task(subject_kind=TASK, subject_id=objection_id)
    publish(
        events.ObjectionAnswered(
            home_id=notice.place_id,
            subject_id=notice.id,
            actor=actor,
            proposal=notice.proposal_id,
            objectors=[answered],
            objection=objection_id,
            upheld=upheld,
        )
    )
    if upheld:
        stop(notice)
        if notice.run_id is not None:
            engine.finish(notice.run_id, Finish(outcome="upheld", reason=text), actor)
    else:
        end_if_over(notice, actor)


def end_if_over(notice: PublicNotice, actor: Actor) -> None:
    """End a notice whose days are over and whose objections are all answered; otherwise nothing happens."""
    over = notice.ends_on < clock.today(TREE().by_id[notice.place_id].zone)
    if not over or notice.state != "open" or has_unanswered(notice.id):
        return
    end(notice, actor)
    if notice.run_id is not None:
        engine.finish(notice.run_id, Finish(outcome="ended"), actor)


def end(notice: PublicNotice, actor: Actor) -> None:
    """Take a notice down: it stood for its days."""
    notice.state, notice.ended_at = "ended", clock.now()
    publish(events.NoticeEnded(home_id=notice.place_id, subject_id=notice.id, actor=actor, proposal=notice.proposal_id))


def stop(notice: PublicNotice) -> None:
    """Take a notice down early: an objection was upheld, or its matter ended otherwise."""
    notice.state, notice.ended_at = "stopped", clock.now()
    for objection_id in _unanswered(notice.id):
        close_task(subject_kind=TASK, subject_id=objection_id)


def resume(notice: PublicNotice, *, ends_on: date) -> None:
    """Put a notice up again that was taken down with its matter."""
    notice.state, notice.ended_at, notice.ends_on = "open", None, ends_on
    for objection_id in _unanswered(notice.id):
        _open_task(notice, objection_id)


def has_unanswered(notice_id: int) -> bool:
    """Tell whether an objection still waits for its answer."""
    waiting = exists().where(Objection.notice_id == notice_id, Objection.answered_at.is_(None))
    return bool(db.session.scalar(select(waiting)))


def load(notice_id: int) -> PublicNotice:
    """Return an open notice with its row locked: an objection and the end can't both win. Raises `NotOpen`."""
    notice = db.session.scalars(
        select(PublicNotice)
        .where(PublicNotice.id == notice_id, PublicNotice.state == "open")
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    ).one_or_none()
    if notice is None:
        raise NotOpen(notice_id)
    return notice


def _unanswered(notice_id: int) -> Sequence[int]:
    waiting = select(Objection.id).where(Objection.notice_id == notice_id, Objection.answered_at.is_(None))
    return db.session.scalars(waiting.order_by(Objection.id)).all()


def _open_task(notice: PublicNotice, objection_id: int) -> None:
    place = TREE().by_id[notice.place_id]
    open_task(
        subject_kind=TASK,
        subject_id=objection_id,
        title=notice.title,
        labels=ASKED,
        link=f"/j/{place.slug}/public-notices/{notice.id}",
        seat_id=place.id,
        role=MANAGER,
        due=notice.ends_on,
    )
