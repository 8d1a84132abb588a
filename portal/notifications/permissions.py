"""What may be allowed about messages."""

from flask_babel import lazy_gettext as _l

from portal.plugin.contributions import Permission

LOG = "notifications.log"

PERMISSIONS = (
    Permission(
        LOG,
        _l("Read the log of messages"),
        _l("See which mail and SMS went out at a place and below, and send a failed one again."),
    ),
)
