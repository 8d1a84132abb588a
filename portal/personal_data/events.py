"""Facts about people's own data."""

from dataclasses import dataclass

from flask_babel import lazy_gettext as _l

from portal.events import Event, Party


@dataclass(frozen=True, kw_only=True)
class PersonErased(Event):
    """Somebody was erased from the register; what they took part in stands without them."""

    name = "person.erased"
    label = _l("Somebody is erased from the register")
    subject_kind = "person"

    persons: Party


EVENT_TYPES = (PersonErased,)
