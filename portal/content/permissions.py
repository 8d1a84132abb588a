"""What may be allowed about notices."""

from flask_babel import lazy_gettext as _l

from portal.plugin.contributions import Permission

WRITE = "content.write"

PERMISSIONS = (Permission(WRITE, _l("Write notices"), _l("Publish, change and take down notices of a place.")),)
