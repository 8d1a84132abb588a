"""Facts about roles."""

from dataclasses import dataclass

from flask_babel import lazy_gettext as _l

from portal.events import Event, Fact, Party


@dataclass(frozen=True, kw_only=True)
class RoleGiven(Event):
    """Somebody was given a role at a place."""

    name = "role.given"
    label = _l("A role is given")
    subject_kind = "role"
    tells = ("holders",)

    holders: Party
    role: Fact


@dataclass(frozen=True, kw_only=True)
class RoleEnded(Event):
    """A role was ended before its term."""

    name = "role.ended"
    label = _l("A role is ended")
    subject_kind = "role"
    tells = ("holders",)

    holders: Party
    role: Fact


@dataclass(frozen=True, kw_only=True)
class RoleShaped(Event):
    """What a role allows, or its name, was changed for the whole portal."""

    name = "role.shaped"
    label = _l("A role is changed")
    subject_kind = "place"

    role: Fact


EVENT_TYPES = (RoleEnded, RoleGiven, RoleShaped)
