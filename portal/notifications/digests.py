"""One digest a day for each person who has something new and wants it so."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import delete, select, update

from portal import clock
from portal.accounts.models import Account
from portal.db import db, transact, upsert
from portal.events import DIGEST
from portal.notifications.choosing import USUAL, locality, quiet_hours, zone_of
from portal.notifications.models import Notification, SentMessage
from portal.notifications.posting import Draft, row_of, send_later
from portal.notifications.providers import MAIL
from portal.notifications.queries import failing_among
from portal.notifications.settings import DIGEST_HOUR, ROOM
from portal.persons.models import Person
from portal.plugin.contributions import Job
from portal.plugin.registry import plugins

AT_A_TIME = 200


def post_digests() -> None:
    """Post a digest to everybody for whom something waits, whose place's hour has come, and who had none today."""
    for day, people in _due().items():
        for start in range(0, len(people), AT_A_TIME):
            some = people[start : start + AT_A_TIME]
            transact(lambda day=day, some=some: _post(day, some))  # type: ignore[misc]


def _due() -> Mapping[date, Sequence[int]]:
    """Return for whom a digest is due, by the day it is in their place. Two queries."""
    waiting = select(Notification.person_id).where(Notification.for_digest)
    rows = db.session.execute(select(Person.id, Person.place_id).where(Person.id.in_(waiting)).order_by(Person.id))
    due: dict[date, list[int]] = defaultdict(list)
    for person_id, place_id in rows:
        place = locality(place_id)
        if place is None:
            continue
        local = clock.now().astimezone(ZoneInfo(place.zone))
        if local.hour >= plugins().setting(ROOM, DIGEST_HOUR, place.id):
            due[local.date()].append(person_id)
    had = {
        (row.digest_day, row.person_id)
        for row in db.session.execute(
            select(SentMessage.digest_day, SentMessage.person_id).where(SentMessage.digest_day.in_(due))
        )
    }
    return {day: [person_id for person_id in people if (day, person_id) not in had] for day, people in due.items()}


def _post(day: date, people: Sequence[int]) -> None:
    """Claim the day for these people, put what waits into their digests, and post those that have something to tell.

    The unique day of a person is what two workers can't both have; all of it happens or nothing.
    """
    drafts = _drafts(day, people)
    ids = _claimed(drafts)
    mine = (Notification.person_id.in_(ids), Notification.for_digest)
    its_digest = select(SentMessage.id).where(
        SentMessage.person_id == Notification.person_id, SentMessage.digest_day == day
    )
    filled = set(
        db.session.scalars(
            update(Notification)
            .where(*mine, Notification.read_at.is_(None))
            .values(for_digest=False, digest_id=its_digest.scalar_subquery())
            .returning(Notification.person_id)
            .execution_options(synchronize_session=False)
        )
    )
    done = Notification.person_id.in_([*ids, *(set(people) - drafts.keys())])  # read meanwhile, or nowhere to send it
    db.session.execute(
        update(Notification)
        .where(done, Notification.for_digest)
        .values(for_digest=False)
        .execution_options(synchronize_session=False)
    )
    empty = [message_id for person_id, message_id in ids.items() if person_id not in filled]
    db.session.execute(delete(SentMessage).where(SentMessage.id.in_(empty)))
    told = [person_id for person_id in ids if person_id in filled]
    send_later([ids[person_id] for person_id in told], [drafts[person_id] for person_id in told])


def _drafts(day: date, people: Sequence[int]) -> Mapping[int, Draft]:
    """Return a digest for each of these people who can be mailed, by person."""
    rows = db.session.execute(
        select(Account.person_id, Account.email, Person.place_id)
        .join(Person, Person.id == Account.person_id)
        .where(Account.person_id.in_(people), Account.email.is_not(None), Account.blocked_at.is_(None))
    ).all()
    failing, quiet = failing_among([row.email for row in rows]), quiet_hours(people)
    drafts = {}
    for row in rows:
        if row.email not in failing:
            place = locality(row.place_id)
            drafts[row.person_id] = Draft(
                person_id=row.person_id,
                place_id=place.id if place else None,
                kind=DIGEST,
                medium=MAIL,
                address=row.email,
                goes_at=quiet.get(row.person_id, USUAL).until(clock.now(), zone_of(row.place_id)),
                digest_day=day,
            )
    return drafts


def _claimed(drafts: Mapping[int, Draft]) -> Mapping[int, int]:
    """Write the digests into the log and return their ids by person; whoever has one of that day is left out."""
    if not drafts:
        return {}
    added = (
        upsert(SentMessage)
        .on_conflict_do_nothing(
            index_elements=["person_id", "digest_day"], index_where=SentMessage.digest_day.is_not(None)
        )
        .returning(SentMessage.person_id, SentMessage.id)
    )
    return {row.person_id: row.id for row in db.session.execute(added, [row_of(draft) for draft in drafts.values()])}


DIGESTS = Job("notifications.digests", post_digests, every=timedelta(minutes=5))
