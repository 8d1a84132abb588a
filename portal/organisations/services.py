"""Keep the register of organisations: enter, change, close, name members and liaisons."""

from collections.abc import Mapping

from sqlalchemy import select

from portal import clock
from portal.db import db
from portal.events import Actor
from portal.jurisdictions.tree import Place
from portal.organisations.events import MemberLeft, MemberNamed, OrganisationClosed, OrganisationEntered
from portal.organisations.models import Organisation, OrganisationMember
from portal.publishing import publish


class NoSuchMember(Exception):
    """Nobody of that id belongs to the organisation now."""


def enter_organisation(
    *, place: Place, kind: str, names: Mapping[str, str], phone: str, note: str, actor: Actor
) -> int:
    """Enter an organisation at a place; it serves those below as well. Returns its id."""
    row = Organisation(place_id=place.id, kind=kind, names=dict(names), phone=phone, note=note, created_at=clock.now())
    db.session.add(row)
    db.session.flush()
    publish(OrganisationEntered(home_id=place.id, subject_id=row.id, actor=actor, kind=kind))
    return row.id


def change_organisation(*, organisation_id: int, kind: str, names: Mapping[str, str], phone: str, note: str) -> None:
    """Change what is known of an organisation."""
    row = db.session.get_one(Organisation, organisation_id)
    row.kind, row.names, row.phone, row.note = kind, dict(names), phone, note


def close_organisation(*, organisation_id: int, actor: Actor) -> None:
    """Take an organisation off the register; what it did stays under its name."""
    row = db.session.get_one(Organisation, organisation_id, with_for_update=True)
    if row.closed_at is not None:
        return
    row.closed_at = clock.now()
    publish(OrganisationClosed(home_id=row.place_id, subject_id=row.id, actor=actor))


def name_member(*, organisation_id: int, person_id: int, liaison: bool, actor: Actor) -> None:
    """Let somebody belong to an organisation; for one who does already, change whether they speak for it."""
    organisation = db.session.get_one(Organisation, organisation_id, with_for_update=True)
    member = db.session.scalar(
        select(OrganisationMember).where(
            OrganisationMember.organisation_id == organisation_id,
            OrganisationMember.person_id == person_id,
            OrganisationMember.until.is_(None),
        )
    )
    if member is not None and member.liaison == liaison:
        return
    if member is None:
        today = clock.now().date()
        db.session.add(
            OrganisationMember(organisation_id=organisation_id, person_id=person_id, liaison=liaison, since=today)
        )
    else:
        member.liaison = liaison
    publish(
        MemberNamed(
            home_id=organisation.place_id,
            subject_id=organisation_id,
            actor=actor,
            members=[person_id],
            liaison=liaison,
        )
    )


def end_membership(*, organisation_id: int, member_id: int, actor: Actor) -> None:
    """Let somebody leave an organisation. Raises `NoSuchMember`."""
    member = db.session.get(OrganisationMember, member_id, with_for_update=True)
    if member is None or member.organisation_id != organisation_id or member.until is not None:
        raise NoSuchMember
    organisation = db.session.get_one(Organisation, organisation_id)
    member.until = clock.now().date()
    member.liaison = False
    publish(
        MemberLeft(
            home_id=organisation.place_id,
            subject_id=organisation_id,
            actor=actor,
            members=[member.person_id],
        )
    )
