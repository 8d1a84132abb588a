"""What this room brings to the portal."""

from flask_babel import lazy_gettext as _l

from portal.counter.views import bp
from portal.plugin.contributions import NavEntry
from portal.plugin.room import Room

ROOM = Room(blueprints=(bp,), nav=(NavEntry("counter.desk", _l("Counter"), "edit", order=75),))
