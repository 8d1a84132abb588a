"""What the room of roles may allow."""

from flask_babel import lazy_gettext as _l

from portal.plugin.contributions import Permission

GIVE = "roles.give"
SHAPE = "roles.shape"

PERMISSIONS = (
    Permission(
        GIVE,
        _l("Give and end roles"),
        _l("See who holds which role, give roles and end them: only what one holds oneself."),
    ),
    Permission(
        SHAPE,
        _l("Decide what roles allow"),
        _l("Name the roles of the whole portal, and say what each allows: only what one holds oneself."),
    ),
)
