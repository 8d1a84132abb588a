"""What a person has chosen: which messages come how, and when it is to be quiet."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select, update

from portal.db import db
from portal.events import DIGEST, NOT_AT_ALL
from portal.jurisdictions.tree import TREE, Place
from portal.notifications.models import MessageChoice, Notification, QuietHours
from portal.plugin.contributions import MessageGroup
from portal.plugin.registry import plugins


@dataclass(frozen=True)
class Ways:
    """How one group of messages reaches a person besides the inbox: mail at once, in the digest or not; SMS or not."""

    mail: str
    sms: bool


@dataclass(frozen=True)
class Quiet:
    """Hours without mail and SMS, in the zone of one's place; none where start and end are the same."""

    start: time = time(22)
    end: time = time(7)

    def until(self, moment: datetime, zone: str) -> datetime:
        """Return when a message of this moment may go: at once, or when the quiet hours it falls in are over."""
        local = moment.astimezone(ZoneInfo(zone))
        overnight = self.start > self.end
        late, early = local.time() >= self.start, local.time() < self.end
        if not ((late or early) if overnight else (late and early)):
            return moment
        day = local.date() + timedelta(days=1 if overnight and late else 0)
        return datetime.combine(day, self.end, ZoneInfo(zone)).astimezone(moment.tzinfo)


USUAL = Quiet()
ELSEWHERE = "Asia/Shanghai"
"""The zone of a portal that has no places yet."""


def choosable() -> Mapping[str, MessageGroup]:
    """Return the groups people choose ways for, by key, in their order."""
    return {key: group for key, group in plugins().message_groups.items() if not group.urgent}


def usual_ways(group: MessageGroup, *, mailable: bool) -> Ways:
    """Return what counts until somebody chooses; SMS costs, so it is for those without mail only."""
    return Ways(group.mail, group.sms and not mailable)


def ways_chosen(person_ids: Collection[int]) -> Mapping[tuple[int, str], Ways]:
    """Return what people have chosen, by person and group. One query."""
    rows = db.session.scalars(select(MessageChoice).where(MessageChoice.person_id.in_(person_ids)))
    return {(row.person_id, row.group): Ways(row.mail, row.sms) for row in rows}


def quiet_hours(person_ids: Collection[int]) -> Mapping[int, Quiet]:
    """Return the quiet hours people have set, by person; the usual ones count for all others. One query."""
    rows = db.session.scalars(select(QuietHours).where(QuietHours.person_id.in_(person_ids)))
    return {row.person_id: Quiet(row.start, row.end) for row in rows}


def locality(place_id: int | None) -> Place | None:
    """Return a person's place, or the portal's first where they have none yet; None in a portal without places."""
    tree = TREE()
    return tree.by_id[place_id] if place_id is not None else next(iter(tree.children(None)), None)


def zone_of(place_id: int | None) -> str:
    """Return the zone a person lives in."""
    place = locality(place_id)
    return place.zone if place else ELSEWHERE


def choose(*, person_id: int, ways: Mapping[str, Ways], quiet: Quiet) -> None:
    """Keep what a person chose on their page: for each group the ways, and the quiet hours."""
    for group, chosen in ways.items():
        db.session.merge(MessageChoice(person_id=person_id, group=group, mail=chosen.mail, sms=chosen.sms))
        row = db.session.get_one(MessageChoice, (person_id, group))
        row.mail_before = None
    db.session.merge(QuietHours(person_id=person_id, start=quiet.start, end=quiet.end))
    _forget_waiting(person_id)


def stop_mail(*, person_id: int, groups: Iterable[str]) -> None:
    """Send no more mail of these groups, as somebody asked by the link in one; can be undone."""
    for group, (row, ways) in _rows(person_id, groups, mailable=True).items():
        if ways.mail != NOT_AT_ALL:
            row = row or MessageChoice(person_id=person_id, group=group, sms=ways.sms)
            row.mail, row.mail_before = NOT_AT_ALL, ways.mail
            db.session.add(row)
    _forget_waiting(person_id)


def resume_mail(*, person_id: int, groups: Iterable[str]) -> None:
    """Undo `stop_mail`: what the link stopped comes again as before."""
    for row, _ways in _rows(person_id, groups, mailable=True).values():
        if row is not None and row.mail_before is not None:
            row.mail, row.mail_before = row.mail_before, None


def groups_of_mail(*, person_id: int, kind: str) -> list[str]:
    """Return the groups a mail's link is about: its own, or for a digest all that come in it, or did until the link
    stopped them.
    """
    groups = choosable()
    if kind != DIGEST:
        return [kind] if kind in groups else []
    rows = _rows(person_id, groups, mailable=True)
    return [key for key, (row, ways) in rows.items() if DIGEST in (ways.mail, row and row.mail_before)]


def _forget_waiting(person_id: int) -> None:
    """Let nothing wait for the digest of somebody who wants none any more."""
    db.session.flush()
    ways = (ways for _row, ways in _rows(person_id, choosable(), mailable=True).values())
    if not any(each.mail == DIGEST for each in ways):
        waiting = (Notification.person_id == person_id, Notification.for_digest)
        db.session.execute(update(Notification).where(*waiting).values(for_digest=False))


def _rows(person_id: int, groups: Iterable[str], *, mailable: bool) -> Mapping[str, tuple[MessageChoice | None, Ways]]:
    """Return a person's rows of these groups, with the ways that count."""
    found = db.session.scalars(select(MessageChoice).where(MessageChoice.person_id == person_id))
    rows = {row.group: row for row in found}
    known = choosable()
    return {key: (rows.get(key), _ways(rows.get(key), known[key], mailable=mailable)) for key in groups}


def _ways(row: MessageChoice | None, group: MessageGroup, *, mailable: bool) -> Ways:
    return usual_ways(group, mailable=mailable) if row is None else Ways(row.mail, row.sms)
