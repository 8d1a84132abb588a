"""What the register keeps of a person: told in their export, emptied with their erasure."""

import secrets
from collections.abc import Sequence

from flask_babel import gettext as _
from sqlalchemy import delete, select

from portal import clock
from portal.db import db
from portal.duties.models import Task
from portal.erased import EMPTIED
from portal.jurisdictions.tree import TREE
from portal.persons.access import AccessRecord
from portal.persons.models import HomeClaim, Household, HouseholdMember, Person
from portal.persons.services.homes import SUBJECT
from portal.plugin.contributions import ErasedPerson, PersonalData


def export_person(person_id: int) -> Sequence[PersonalData]:
    """Return somebody's entry, where they live and lived, and who looked at their private details."""
    person = db.session.get_one(Person, person_id)
    own = (
        person.name,
        person.shown_name,
        person.phone,
        person.birth_year,
        _place(person.place_id),
        person.created_at,
        person.verified_at,
    )
    homes = (
        select(Household.place_id, Household.door, HouseholdMember.since, HouseholdMember.until)
        .join(HouseholdMember, HouseholdMember.household_id == Household.id)
        .where(HouseholdMember.person_id == person_id)
    )
    claims = select(HomeClaim.place_id, HomeClaim.door, HomeClaim.state, HomeClaim.made_at, HomeClaim.reason).where(
        HomeClaim.person_id == person_id
    )
    looks = select(AccessRecord.place_id, AccessRecord.at).where(
        AccessRecord.subject_kind == "person", AccessRecord.subject_id == person_id
    )
    return [
        PersonalData.of(
            "person",
            _("Entry in the register"),
            {
                "name": _("Name"),
                "shown_name": _("What others read"),
                "phone": _("Phone number"),
                "birth_year": _("Year of birth"),
                "place": _("Place"),
                "created_at": _("Entered"),
                "verified_at": _("Verified"),
            },
            [own],
        ),
        PersonalData.of(
            "homes",
            _("Where I live and lived"),
            {"place": _("Place"), "door": _("Door"), "since": _("Since"), "until": _("Until")},
            [(_place(row.place_id), *row[1:]) for row in db.session.execute(homes)],
        ),
        PersonalData.of(
            "home_claims",
            _("Where I said I live"),
            {
                "place": _("Place"),
                "door": _("Door"),
                "state": _("State"),
                "made_at": _("When"),
                "reason": _("Reason"),
            },
            [(_place(row.place_id), *row[1:]) for row in db.session.execute(claims)],
        ),
        PersonalData.of(
            "looked_at",
            _("When staff looked at my private details"),
            {"place": _("Place"), "at": _("When")},
            [(_place(row.place_id), row.at) for row in db.session.execute(looks)],
        ),
    ]


def erase_person(person: ErasedPerson) -> None:
    """Empty the entry and forget where they lived; the row stands for everything that points to it."""
    claims = select(HomeClaim.id).where(HomeClaim.person_id == person.person_id)
    db.session.execute(delete(Task).where(Task.subject_kind == SUBJECT, Task.subject_id.in_(claims)))
    db.session.execute(delete(HomeClaim).where(HomeClaim.person_id == person.person_id))
    db.session.execute(delete(HouseholdMember).where(HouseholdMember.person_id == person.person_id))
    row = db.session.get_one(Person, person.person_id, with_for_update=True)
    row.ref = secrets.token_hex(6)
    row.name = row.shown_name = EMPTIED
    row.phone = ""
    row.birth_year = row.place_id = None
    row.verified_at = row.claim_code_hash = row.claim_code_until = None
    row.erased_at = clock.now()
    db.session.flush()
    db.session.expire(row)


def _place(place_id: int | None) -> str:
    place = TREE().by_id.get(place_id or 0)
    return place.name if place else ""
