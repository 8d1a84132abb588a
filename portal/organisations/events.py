"""Facts about organisations."""

from dataclasses import dataclass

from flask_babel import lazy_gettext as _l

from portal.events import Event, Fact, Party


@dataclass(frozen=True, kw_only=True)
class OrganisationEntered(Event):
    """An organisation was entered in the register."""

    name = "organisation.entered"
    label = _l("An organisation is entered")
    subject_kind = "organisation"

    kind: Fact


@dataclass(frozen=True, kw_only=True)
class OrganisationClosed(Event):
    """An organisation no longer exists or no longer works here."""

    name = "organisation.closed"
    label = _l("An organisation is closed")
    subject_kind = "organisation"


@dataclass(frozen=True, kw_only=True)
class MemberNamed(Event):
    """Somebody belongs to an organisation now, as a liaison or not."""

    name = "organisation.member_named"
    label = _l("Somebody is named a member or liaison of an organisation")
    subject_kind = "organisation"
    tells = ("members",)

    members: Party
    liaison: Fact


@dataclass(frozen=True, kw_only=True)
class MemberLeft(Event):
    """Somebody no longer belongs to an organisation."""

    name = "organisation.member_left"
    label = _l("Somebody leaves an organisation")
    subject_kind = "organisation"

    members: Party


EVENT_TYPES = (MemberLeft, MemberNamed, OrganisationClosed, OrganisationEntered)
