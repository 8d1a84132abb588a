"""Facts about accounts."""

from dataclasses import dataclass

from flask_babel import lazy_gettext as _l

from portal.events import SECURITY, Event, Party


@dataclass(frozen=True, kw_only=True)
class NewDeviceUsed(Event):
    """An account was signed in to from a browser it was never used in before; the subject is its session."""

    name = "account.new_device_used"
    label = _l("A sign-in from a new device")
    subject_kind = "session"
    tells = ("persons",)
    group = SECURITY

    persons: Party


@dataclass(frozen=True, kw_only=True)
class SecondFactorReset(Event):
    """Somebody who lost their authenticator app signs in without it, until they set it up again."""

    name = "account.second_factor_reset"
    label = _l("A second factor is taken away")
    subject_kind = "person"
    tells = ("persons",)
    group = SECURITY

    persons: Party


EVENT_TYPES = (NewDeviceUsed, SecondFactorReset)
