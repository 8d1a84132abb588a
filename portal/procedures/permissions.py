"""What roles may be allowed to do with procedures."""

from flask_babel import lazy_gettext as _l

from portal.plugin.contributions import Permission

PUBLISH = "procedures.publish"
REPAIR = "procedures.repair"

PERMISSIONS = (
    Permission(PUBLISH, _l("Publish procedures"), _l("Check, look at and publish how a place deals with proposals.")),
    Permission(REPAIR, _l("Repair procedures"), _l("Set aside a stage whose part of the portal is missing.")),
)
