"""The roles of a person: told in their export, ended with their erasure."""

from collections.abc import Sequence

from flask_babel import gettext as _
from sqlalchemy import select, update

from portal import clock
from portal.db import db
from portal.jurisdictions.tree import TREE
from portal.plugin.contributions import ErasedPerson, PersonalData
from portal.roles.models import RoleAssignment
from portal.roles.queries import role_name


def export_person(person_id: int) -> Sequence[PersonalData]:
    """Return the roles somebody holds and held."""
    rows = db.session.execute(
        select(
            RoleAssignment.role,
            RoleAssignment.place_id,
            RoleAssignment.starts,
            RoleAssignment.ends,
            RoleAssignment.ended_at,
        ).where(RoleAssignment.person_id == person_id)
    )
    return [
        PersonalData.of(
            "roles",
            _("Roles"),
            {
                "role": _("Role"),
                "place": _("Place"),
                "starts": _("Since"),
                "ends": _("Until"),
                "ended_at": _("Ended"),
            },
            [(role_name(row.role), TREE().by_id[row.place_id].name, *row[2:]) for row in rows],
        )
    ]


def erase_person(person: ErasedPerson) -> None:
    """End the roles; that somebody held them stays on record."""
    db.session.execute(
        update(RoleAssignment)
        .where(RoleAssignment.person_id == person.person_id, RoleAssignment.ended_at.is_(None))
        .values(ended_at=clock.now())
    )
