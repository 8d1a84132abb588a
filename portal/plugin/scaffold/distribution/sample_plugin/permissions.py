"""What a role may allow; the keys begin with the plugin's key."""

from flask_babel import lazy_gettext as _l

from portal.plugin import Permission

RESTART = "sample_plugin.restart"

PERMISSIONS = (Permission(RESTART, _l("Restart the count"), _l("Let the count of accepted proposals begin anew.")),)
