"""What SMS cost: each place pays for a number of them a month.

The place that sets the number pays, for itself and for the places below that set none; where nobody has set one, the
highest place pays. A long text is charged in parts, so parts are what is counted. What opens an account is counted
but never refused: nobody is to be locked out because the month is long.
"""

from dataclasses import dataclass
from datetime import datetime
from math import ceil
from zoneinfo import ZoneInfo

from sqlalchemy import select, update

from portal import clock
from portal.db import db, upsert
from portal.events import CLOCK
from portal.jurisdictions.tree import TREE, Place
from portal.notifications.events import SmsBudgetUsedUp
from portal.notifications.models import SmsMonth
from portal.notifications.settings import ROOM, SMS_A_MONTH
from portal.plugin.registry import plugins
from portal.plugin.switches import setting_at
from portal.publishing import publish
from portal.roles.queries import holders_of
from portal.switchboard.permissions import SET

ALONE, JOINED = 70, 67
"""How many characters one SMS in Chinese takes, and each part of a longer one."""


@dataclass(frozen=True)
class Budget:
    """Who pays for the SMS of a place, and how it stands this month."""

    payer: Place
    month: str
    allowed: int
    used: int

    @property
    def left(self) -> int:
        """Return how many may still be sent."""
        return max(0, self.allowed - self.used)


def parts_of(text: str) -> int:
    """Return how many SMS a text is charged as."""
    return 1 if len(text) <= ALONE else ceil(len(text) / JOINED)


def budget_of(place: Place) -> Budget:
    """Return how the SMS of a place stand this month. One query."""
    payer = _payer(place.id)
    month = _month(payer)
    used = db.session.scalar(select(SmsMonth.used).where(SmsMonth.place_id == payer.id, SmsMonth.month == month))
    return Budget(payer, month, _allowed(payer), used or 0)


def take(*, place_id: int, parts: int) -> bool:
    """Take `parts` out of the month of whoever pays for a place; False when so many aren't left.

    Exact however many workers take at once: the count and its limit are one statement. The first refusal of a month
    tells the payer's administrators.
    """
    payer = _payer(place_id)
    if not _take(payer, parts, limit=_allowed(payer)):
        _tell_once(payer)
        return False
    return True


def take_anyway(*, place_id: int, parts: int) -> None:
    """Count `parts` without a limit: for messages that open an account."""
    _take(_payer(place_id), parts, limit=None)


def give_back(*, place_id: int, parts: int, taken_at: datetime) -> None:
    """Return what was taken for an SMS that never went out."""
    payer = _payer(place_id)
    mine = (SmsMonth.place_id == payer.id, SmsMonth.month == _month(payer, taken_at), SmsMonth.used >= parts)
    db.session.execute(update(SmsMonth).where(*mine).values(used=SmsMonth.used - parts))


def _take(payer: Place, parts: int, *, limit: int | None) -> bool:
    if limit is not None and parts > limit:
        return False
    row = upsert(SmsMonth).values(place_id=payer.id, month=_month(payer), used=parts)
    counted = row.on_conflict_do_update(
        index_elements=["place_id", "month"],
        set_={"used": SmsMonth.used + parts},
        where=None if limit is None else SmsMonth.used + parts <= limit,
    ).returning(SmsMonth.used)
    return db.session.execute(counted).first() is not None


def _tell_once(payer: Place) -> None:
    month, moment = _month(payer), clock.now()
    row = upsert(SmsMonth).values(place_id=payer.id, month=month, used=0, told_at=moment)
    first = row.on_conflict_do_update(
        index_elements=["place_id", "month"], set_={"told_at": moment}, where=SmsMonth.told_at.is_(None)
    ).returning(SmsMonth.place_id)
    if db.session.execute(first).first() is not None:
        administrators = holders_of(SET, payer)
        publish(SmsBudgetUsedUp(home_id=payer.id, subject_id=payer.id, actor=CLOCK, administrators=administrators))


def _payer(place_id: int) -> Place:
    decided = setting_at(ROOM, SMS_A_MONTH, place_id)
    return decided.place if decided else TREE().trail(place_id)[0]


def _allowed(payer: Place) -> int:
    allowed: int = plugins().setting(ROOM, SMS_A_MONTH, payer.id)
    return allowed


def _month(payer: Place, moment: datetime | None = None) -> str:
    return f"{(moment or clock.now()).astimezone(ZoneInfo(payer.zone)):%Y-%m}"
