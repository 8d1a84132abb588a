"""What roles may be allowed to do with public notices."""

from flask_babel import lazy_gettext as _l

from portal.plugin.contributions import Permission

MANAGE = "public_notices.manage"
OBJECT = "public_notices.object"

PERMISSIONS = (
    Permission(MANAGE, _l("Publish notices"), _l("Put up public notices and answer objections.")),
    Permission(OBJECT, _l("Object to notices"), _l("Say what stands against something published.")),
)
