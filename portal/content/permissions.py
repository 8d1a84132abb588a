"""What may be allowed about announcements."""

from flask_babel import lazy_gettext as _l

from portal.plugin.contributions import Permission

WRITE = "content.write"

PERMISSIONS = (
    Permission(WRITE, _l("Write announcements"), _l("Publish, change and take down announcements of a place.")),
)
