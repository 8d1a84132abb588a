"""What the room of personal data may allow."""

from flask_babel import lazy_gettext as _l

from portal.plugin.contributions import Permission

ERASE = "personal_data.erase"

PERMISSIONS = (
    Permission(
        ERASE,
        _l("Erase people from the register"),
        _l("Erase somebody who asked for it in person: their entry, their account, their own words."),
    ),
)
