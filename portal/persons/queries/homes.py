"""Read where people say they live, and who decides on it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask_babel import ngettext
from sqlalchemy import Row, Select, func, select

from portal.db import db
from portal.jurisdictions.models import Jurisdiction
from portal.jurisdictions.tree import TREE, Place
from portal.paging import Page, page_of
from portal.persons.models import HomeClaim, Person


@dataclass(frozen=True)
class Claim:
    """A claim as it is shown."""

    id: int
    person_id: int
    person_ref: str
    name: str
    phone: str
    place: Place
    door: str
    as_head: bool
    state: str
    made_at: datetime
    reason: str


def latest_claim(person_id: int) -> Claim | None:
    """Return what a person last said about where they live."""
    query = _claims().where(HomeClaim.person_id == person_id).order_by(HomeClaim.id.desc()).limit(1)
    return next(iter(_read(query)), None)


def waiting_claims(place: Place, *, after: str | None = None, before: str | None = None) -> Page[Claim]:
    """Return a page of the claims that wait at a place and below, the newest first. Raises `BadCursor`."""
    query = (
        _claims()
        .join(Jurisdiction, Jurisdiction.id == HomeClaim.place_id)
        .where(
            HomeClaim.state == "waiting",
            Jurisdiction.path >= place.path,
            Jurisdiction.path < place.path_end,
        )
    )
    page = page_of(query, by=HomeClaim.id, tie=HomeClaim.id, after=after, before=before)
    return Page(_shown(page.rows), page.after, page.before)


def claim_at(place: Place, claim_id: int) -> Claim | None:
    """Return one claim to a home at a place or below it, whatever has become of it."""
    claim = next(iter(_read(_claims().where(HomeClaim.id == claim_id))), None)
    return claim if claim is not None and TREE().covers(place.id, claim.place.id) else None


def why_to_keep(place_id: int) -> str:
    """Return why a place can't be closed: homes there wait for somebody's word; empty when none do."""
    waiting = db.session.scalar(
        select(func.count()).where(HomeClaim.place_id == place_id, HomeClaim.state == "waiting")
    )
    return (
        ngettext("%(num)s home waits to be confirmed.", "%(num)s homes wait to be confirmed.", waiting)
        if waiting
        else ""
    )


def _claims() -> Select[HomeClaim, str, str, str]:
    return select(HomeClaim, Person.ref, Person.name, Person.phone).join(Person, Person.id == HomeClaim.person_id)


def _read(query: Select[HomeClaim, str, str, str]) -> list[Claim]:
    return _shown(db.session.execute(query).all())


def _shown(rows: Sequence[Row[HomeClaim, str, str, str]]) -> list[Claim]:
    places = TREE().by_id
    return [
        Claim(
            id=row.HomeClaim.id,
            person_id=row.HomeClaim.person_id,
            person_ref=row.ref,
            name=row.name,
            phone=row.phone,
            place=places[row.HomeClaim.place_id],
            door=row.HomeClaim.door,
            as_head=row.HomeClaim.as_head,
            state=row.HomeClaim.state,
            made_at=row.HomeClaim.made_at,
            reason=row.HomeClaim.reason,
        )
        for row in rows
    ]
