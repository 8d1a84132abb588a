"""What may be allowed about words."""

from flask_babel import lazy_gettext as _l

from portal.plugin.contributions import Permission

EDIT = "translations.edit"

PERMISSIONS = (Permission(EDIT, _l("Edit translations"), _l("Change the words of the portal in every language.")),)
