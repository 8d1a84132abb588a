"""What this room brings to the portal."""

from flask_babel import lazy_gettext as _l

from portal.plugin.contributions import AdminEntry
from portal.plugin.room import Room
from portal.translations.permissions import EDIT
from portal.wording import events, views

ROOM = Room(
    blueprints=(views.bp,),
    event_types=(events.WordingChanged,),
    admin=(
        AdminEntry(
            "wording.index",
            EDIT,
            _l("Words"),
            _l("How messages and pages say things here, in each language."),
            "text-size",
            "portal",
        ),
    ),
)
