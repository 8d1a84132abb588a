"""Read the register of a place: who lives there, by name, phone number or door."""

import re
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, Row, Select, and_, exists, or_, select

from portal.accounts.models import Account
from portal.db import db
from portal.jurisdictions.models import Jurisdiction
from portal.jurisdictions.tree import TREE, Place
from portal.paging import Page, page_of
from portal.persons.contacts import BadContact, clean_phone
from portal.persons.doors import BadDoor, clean_door
from portal.persons.models import HomeClaim, Household, HouseholdMember, Person
from portal.roles.models import RoleAssignment

LAST_DIGITS = 4
MOST_FOUND = 10


@dataclass(frozen=True)
class Entry:
    """Somebody in the register, as staff see them."""

    id: int
    ref: str
    name: str
    phone: str
    place: Place | None
    door: str
    birth_year: int | None
    verified: bool
    account_id: int | None
    login: str
    blocked_at: datetime | None
    blocked_reason: str
    claim_code_until: datetime | None

    def home(self, within: Place) -> str:
        """Return where they live, as one says it at a place: the way down from there and the door."""
        return " · ".join(filter(None, (TREE().way(within.id, self.place.id) if self.place else "", self.door)))

    def told_apart(self, within: Place) -> str:
        """Return what tells namesakes apart: home, year of birth where it is known, end of the phone number.

        Of whom no number is known, the register's own.
        """
        born = _("born %(year)s", year=self.birth_year) if self.birth_year else ""
        return " · ".join(filter(None, (self.home(within), born, self.mark)))

    @property
    def mark(self) -> str:
        """Return the end of their phone number in words, or else their number in the register."""
        if self.phone:
            return _("phone ending in %(digits)s", digits=self.phone[-LAST_DIGITS:])
        return _("register no. %(number)s", number=self.ref)


def people_at(place: Place, *, search: str = "", after: str | None = None, before: str | None = None) -> Page[Entry]:
    """Return a page of who lives at a place or below it, the newest entry first. One query. Raises `BadCursor`.

    `search` is part of a name, the last digits of a phone number (at least four), or a door.
    """
    query = _entries().where(_lives_at(place))
    if search:
        query = query.where(_matches(search))
    page = page_of(query, by=Person.id, tie=Person.id, after=after, before=before)
    return Page(_shown(page.rows), page.after, page.before)


def person_at(place: Place, ref: str) -> Entry | None:
    """Return somebody this place's workers have to do with, by the reference in addresses; None for a foreigner.

    That is who lives at the place or below it, says so, or holds a role there.
    """
    claims = (
        exists()
        .where(HomeClaim.person_id == Person.id, HomeClaim.state == "waiting")
        .where(HomeClaim.place_id == Jurisdiction.id, _below(place))
    )
    holds = (
        exists()
        .where(RoleAssignment.person_id == Person.id, RoleAssignment.ended_at.is_(None))
        .where(RoleAssignment.place_id == Jurisdiction.id, _below(place))
    )
    query = _entries().where(Person.ref == ref, or_(_lives_at(place), claims, holds))
    return next(iter(_read(query)), None)


def duplicates(*, name: str, phone: str, place: Place, door: str) -> Sequence[Entry]:
    """Return who in the register of a place may be the same person: the phone number, or the name, or name and door."""
    same = [Person.name == name]
    if phone:
        same.append(Person.phone == phone)
    query = _entries().where(_lives_at(place), or_(*same)).order_by(Person.id.desc()).limit(5)
    found = _read(query)
    by_phone = [entry for entry in found if phone and entry.phone == phone]
    by_name = [entry for entry in found if entry not in by_phone and (not door or entry.door in ("", door))]
    return [*by_phone, *by_name]


def find_people(place: Place, typed: str) -> Sequence[Entry]:
    """Return whom somebody may mean who gives a role or names a member: people of the place by name, phone number
    or door, and anybody by their whole login name. At most ten.
    """
    local = and_(_lives_at(place), _matches(typed))
    return _read(
        _entries().where(or_(local, Account.login == typed.casefold())).order_by(Person.id.desc()).limit(MOST_FOUND)
    )


def people_called(place: Place, words: str) -> Sequence[Entry]:
    """Return the people of a place whose name holds `words`, or who have that phone number. At most ten. One query."""
    same = [Person.name.contains(words, autoescape=True)]
    with suppress(BadContact):
        same.append(Person.phone == clean_phone(words, place.country))
    return _read(_entries().where(_lives_at(place), or_(*same)).order_by(Person.name, Person.id).limit(MOST_FOUND))


def people_like(place: Place, words: str) -> Sequence[Entry]:
    """Return the people of a place by part of a name, phone number's last digits, or door. At most ten, one query."""
    return _read(_entries().where(_lives_at(place), _matches(words)).order_by(Person.name, Person.id).limit(MOST_FOUND))


def resident_at(place: Place, person_id: int) -> Entry | None:
    """Return one of the people of a place. One query."""
    return next(iter(_read(_entries().where(_lives_at(place), Person.id == person_id))), None)


def person_to_choose(place: Place, ref: str) -> Entry | None:
    """Return somebody `find_people` may have shown: who lives at the place, or anybody with an account."""
    query = _entries().where(Person.ref == ref, or_(_lives_at(place), Account.id.is_not(None)))
    return next(iter(_read(query)), None)


def _entries() -> Select[Person, Account, Household]:
    return (
        select(Person, Account, Household)
        .outerjoin(Account, Account.person_id == Person.id)
        .outerjoin(HouseholdMember, and_(HouseholdMember.person_id == Person.id, HouseholdMember.until.is_(None)))
        .outerjoin(Household, Household.id == HouseholdMember.household_id)
        .where(Person.erased_at.is_(None))
    )


def _below(place: Place) -> ColumnElement[bool]:
    return and_(Jurisdiction.path >= place.path, Jurisdiction.path < place.path_end)


def _lives_at(place: Place) -> ColumnElement[bool]:
    return Person.place_id.in_(select(Jurisdiction.id).where(_below(place)))


def _matches(search: str) -> ColumnElement[bool]:
    ways = [Person.name.contains(search, autoescape=True)]
    digits = re.sub(r"\D", "", search)
    if len(digits) >= LAST_DIGITS:
        ways.append(Person.phone.endswith(digits))
    with suppress(BadDoor):
        ways.append(Household.door.contains(clean_door(search), autoescape=True))
    return or_(*ways)


def _read(query: Select[Person, Account, Household]) -> list[Entry]:
    return _shown(db.session.execute(query).all())


def _shown(rows: Sequence[Row[Person, Account, Household]]) -> list[Entry]:
    places = TREE().by_id
    entries = []
    for person, account, household in rows:
        lives_at = household.place_id if household else person.place_id
        entries.append(
            Entry(
                id=person.id,
                ref=person.ref,
                name=person.name,
                phone=person.phone,
                place=places.get(lives_at) if lives_at else None,
                door=household.door if household else "",
                birth_year=person.birth_year,
                verified=person.verified_at is not None,
                account_id=account.id if account else None,
                login=account.login if account else "",
                blocked_at=account.blocked_at if account else None,
                blocked_reason=account.blocked_reason if account else "",
                claim_code_until=person.claim_code_until,
            )
        )
    return entries
