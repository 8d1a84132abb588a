"""Facts about messages themselves."""

from dataclasses import dataclass

from flask_babel import lazy_gettext as _l

from portal.events import WAITS, Event, Party


@dataclass(frozen=True, kw_only=True)
class SmsBudgetUsedUp(Event):
    """A place has no SMS left this month; `subject_id` is the place that pays."""

    name = "message.sms_used_up"
    label = _l("The SMS of this month are used up")
    subject_kind = "place"
    tells = ("administrators",)
    group = WAITS

    administrators: Party


@dataclass(frozen=True, kw_only=True)
class AddressFailed(Event):
    """Mail to somebody came back for good: nothing more is sent to that address."""

    name = "message.address_failed"
    label = _l("Mail to somebody comes back")
    subject_kind = "person"
    tells = ("persons",)

    persons: Party


EVENT_TYPES = (AddressFailed, SmsBudgetUsedUp)
