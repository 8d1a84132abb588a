"""The organisations of a person: told in their export, left with their erasure."""

from collections.abc import Sequence

from flask_babel import gettext as _
from sqlalchemy import select, update

from portal import clock
from portal.db import db
from portal.jurisdictions.tree import in_language
from portal.organisations.models import Organisation, OrganisationMember
from portal.plugin.contributions import ErasedPerson, PersonalData


def export_person(person_id: int) -> Sequence[PersonalData]:
    """Return the organisations somebody belongs and belonged to."""
    rows = db.session.execute(
        select(Organisation.names, OrganisationMember.liaison, OrganisationMember.since, OrganisationMember.until)
        .join(OrganisationMember, OrganisationMember.organisation_id == Organisation.id)
        .where(OrganisationMember.person_id == person_id)
    )
    return [
        PersonalData.of(
            "organisations",
            _("Organisations"),
            {"name": _("Name"), "liaison": _("Liaison"), "since": _("Since"), "until": _("Until")},
            [(in_language(row.names), *row[1:]) for row in rows],
        )
    ]


def erase_person(person: ErasedPerson) -> None:
    """Leave every organisation as of today."""
    db.session.execute(
        update(OrganisationMember)
        .where(OrganisationMember.person_id == person.person_id, OrganisationMember.until.is_(None))
        .values(until=clock.now().date())
    )
