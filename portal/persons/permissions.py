"""What the room of persons may allow."""

from flask_babel import lazy_gettext as _l

from portal.plugin.contributions import Permission

READ = "persons.read"
ENTER = "persons.enter"
CONFIRM = "persons.confirm"
BLOCK = "persons.block"

PERMISSIONS = (
    Permission(READ, _l("Read the register"), _l("Find the residents of a place, with their phone numbers and doors.")),
    Permission(
        ENTER,
        _l("Enter people in the register"),
        _l("Enter somebody met in person, and print codes that open their account."),
    ),
    Permission(
        CONFIRM,
        _l("Confirm homes"),
        _l("Confirm or decline where residents say they live, and keep households up to date."),
    ),
    Permission(BLOCK, _l("Block accounts"), _l("Keep somebody from signing in, with a reason, and let them in again.")),
)
