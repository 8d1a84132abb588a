"""Facts about people and where they live."""

from dataclasses import dataclass

from flask_babel import lazy_gettext as _l

from portal.events import SECURITY, Event, Party


@dataclass(frozen=True, kw_only=True)
class PersonEntered(Event):
    """A worker entered somebody in the register, having met them."""

    name = "person.entered"
    label = _l("Somebody is entered in the register")
    subject_kind = "person"

    persons: Party


@dataclass(frozen=True, kw_only=True)
class PersonClaimed(Event):
    """Somebody opened the account of the entry a worker had made for them."""

    name = "person.claimed"
    label = _l("Somebody opens the account of their entry")
    subject_kind = "person"

    persons: Party


@dataclass(frozen=True, kw_only=True)
class HomeClaimed(Event):
    """Somebody said where they live; it waits to be confirmed."""

    name = "home.claimed"
    label = _l("Somebody says where they live")
    subject_kind = "home_claim"

    residents: Party


@dataclass(frozen=True, kw_only=True)
class HomeConfirmed(Event):
    """A worker confirmed where somebody lives: from now on they take part."""

    name = "home.confirmed"
    label = _l("A home is confirmed")
    subject_kind = "home_claim"
    tells = ("residents",)

    residents: Party


@dataclass(frozen=True, kw_only=True)
class HomeDeclined(Event):
    """A worker could not confirm where somebody says they live; the reason is on the claim."""

    name = "home.declined"
    label = _l("A home could not be confirmed")
    subject_kind = "home_claim"
    tells = ("residents",)

    residents: Party


@dataclass(frozen=True, kw_only=True)
class HouseholdJoined(Event):
    """Somebody moved into a household."""

    name = "household.joined"
    label = _l("Somebody joins a household")
    subject_kind = "household"

    members: Party


@dataclass(frozen=True, kw_only=True)
class HouseholdLeft(Event):
    """Somebody moved out of a household."""

    name = "household.left"
    label = _l("Somebody leaves a household")
    subject_kind = "household"

    members: Party


@dataclass(frozen=True, kw_only=True)
class HouseholdHeadChanged(Event):
    """Another member answers for the household now."""

    name = "household.head_changed"
    label = _l("A household has another head")
    subject_kind = "household"

    heads: Party


@dataclass(frozen=True, kw_only=True)
class AccountBlocked(Event):
    """Somebody was kept from signing in; the reason is on the account."""

    name = "account.blocked"
    label = _l("An account is blocked")
    subject_kind = "person"

    persons: Party


@dataclass(frozen=True, kw_only=True)
class AccountUnblocked(Event):
    """Somebody may sign in again."""

    name = "account.unblocked"
    label = _l("An account is unblocked")
    subject_kind = "person"
    tells = ("persons",)
    group = SECURITY

    persons: Party


EVENT_TYPES = (
    AccountBlocked,
    AccountUnblocked,
    HomeClaimed,
    HomeConfirmed,
    HomeDeclined,
    HouseholdHeadChanged,
    HouseholdJoined,
    HouseholdLeft,
    PersonClaimed,
    PersonEntered,
)
