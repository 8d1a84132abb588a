"""Facts about wording; `subject_id` is the place they count for."""

from dataclasses import dataclass

from flask_babel import lazy_gettext as _l

from portal.events import Event, Fact


@dataclass(frozen=True, kw_only=True)
class WordingChanged(Event):
    """A place words a message its own way, or (`own` false) gave it back to the catalogue."""

    name = "wording.changed"
    label = _l("The portal's words are changed")
    subject_kind = "place"

    message: Fact
    language: Fact
    own: Fact
