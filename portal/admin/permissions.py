"""What may be allowed about the portal as a whole."""

from flask_babel import lazy_gettext as _l

from portal.plugin.contributions import Permission

RECORD = "record.read"

PERMISSIONS = (
    Permission(RECORD, _l("Read the record of acts"), _l("See who did what and when, at a place and below.")),
)
