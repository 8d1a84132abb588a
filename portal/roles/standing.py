"""What a person holds where. Held here or above counts here."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property

from sqlalchemy import or_, select

from portal import clock
from portal.config import Section
from portal.db import db
from portal.events import Actor
from portal.jurisdictions.tree import TREE, in_language
from portal.plugin.registry import plugins
from portal.roles.models import RoleAssignment, RoleTemplate

RESIDENT = "resident"
EVERYTHING = "*"
"""What the system administrator's template lists: every permission declared, those of plugins to come too."""


@dataclass(frozen=True)
class Template:
    """A role template as requests see it."""

    key: str
    names: Mapping[str, str]
    permissions: frozenset[str]
    for_organisation: bool
    duty: bool
    everything: bool = False

    @property
    def name(self) -> str:
        """Return the name in the reader's language."""
        return in_language(self.names)


def _load_templates() -> Mapping[str, Template]:
    rows = db.session.scalars(select(RoleTemplate).order_by(RoleTemplate.position, RoleTemplate.key))
    return {
        row.key: Template(
            row.key,
            row.names,
            _permissions(row.permissions),
            row.for_organisation,
            row.duty,
            everything=EVERYTHING in row.permissions,
        )
        for row in rows
    }


def _permissions(keys: Sequence[str]) -> frozenset[str]:
    return frozenset(plugins().permissions if EVERYTHING in keys else keys)


TEMPLATES = Section("role_templates", _load_templates)


@dataclass(frozen=True)
class Held:
    """One role a person holds now."""

    role: str
    place_id: int
    organisation_id: int | None = None

    @property
    def allows(self) -> frozenset[str]:
        """Return the permissions that come with the role."""
        template = TEMPLATES().get(self.role)
        return template.permissions if template else frozenset()


@dataclass(frozen=True)
class Standing:
    """All roles a person holds now; `NOBODY` for a visitor."""

    person_id: int | None
    roles: Sequence[Held] = ()

    def may(self, permission: str, place_id: int, organisation_id: int | None = None) -> bool:
        """Tell whether the permission is held at this place or above.

        A role given for an organisation counts only in matters of that organisation.
        """
        return any(permission in held.allows and self._counts(held, place_id, organisation_id) for held in self.roles)

    def may_anywhere(self, permission: str) -> bool:
        """Tell whether the permission is held at any place."""
        return any(permission in held.allows for held in self.roles)

    def plays(self, role: str, place_id: int, organisation_id: int | None = None) -> bool:
        """Tell whether the role is held at this place or above, in matters of this organisation."""
        return any(held.role == role and self._counts(held, place_id, organisation_id) for held in self.roles)

    def permissions_at(self, place_id: int) -> frozenset[str]:
        """Return every permission held at this place or above, for no particular organisation."""
        return frozenset().union(*(held.allows for held in self.roles if self._counts(held, place_id, None)))

    @cached_property
    def works(self) -> bool:
        """Tell whether this person holds a role with duties, and so has a day's work to see."""
        templates = TEMPLATES()
        return any(held.role in templates and templates[held.role].duty for held in self.roles)

    def actor(self, *, for_id: int | None = None, channel: str = "web") -> Actor:
        """Return this person as the one who acts."""
        return Actor(self.person_id, for_id, channel)

    @staticmethod
    def _counts(held: Held, place_id: int, organisation_id: int | None) -> bool:
        bound = held.organisation_id is not None and held.organisation_id != organisation_id
        return not bound and TREE().covers(held.place_id, place_id)


NOBODY = Standing(None)


def standing_of(person_id: int) -> Standing:
    """Return what a person holds now: begun, not past its term, not ended. One query."""
    # A term is a date in the place's own zone; a day's slack here is narrowed per place below.
    today = clock.now().date()
    rows = db.session.execute(
        select(
            RoleAssignment.role,
            RoleAssignment.place_id,
            RoleAssignment.organisation_id,
            RoleAssignment.starts,
            RoleAssignment.ends,
        ).where(
            RoleAssignment.person_id == person_id,
            RoleAssignment.ended_at.is_(None),
            RoleAssignment.starts <= today + timedelta(days=1),
            or_(RoleAssignment.ends.is_(None), RoleAssignment.ends >= today - timedelta(days=1)),
        )
    )
    tree = TREE()
    held = []
    for row in rows:
        place = tree.by_id[row.place_id]
        local_today = clock.today(place.zone)
        if row.starts <= local_today and (row.ends is None or local_today <= row.ends):
            held.append(Held(row.role, row.place_id, row.organisation_id))
    return Standing(person_id, tuple(held))
