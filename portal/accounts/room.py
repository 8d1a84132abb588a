"""What this room brings to the portal."""

from datetime import timedelta

from portal.accounts import describe, events, personal
from portal.accounts.services.one_time_codes import forget_old_codes
from portal.accounts.views import bp
from portal.db import transact
from portal.plugin.contributions import Job
from portal.plugin.room import Room

ROOM = Room(
    blueprints=(bp,),
    event_types=events.EVENT_TYPES,
    describers=(describe.describe_events,),
    jobs=(Job("accounts.codes", lambda: transact(forget_old_codes), every=timedelta(hours=6)),),
    exporters=(personal.export_person,),
    erasers=(personal.erase_person,),
)
