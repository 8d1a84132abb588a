"""What roles may be allowed to do with commitments."""

from flask_babel import lazy_gettext as _l

from portal.plugin.contributions import Permission

ANSWER = "commitments.answer"
MANAGE = "commitments.manage"

PERMISSIONS = (
    Permission(ANSWER, _l("Answer for a unit"), _l("Promise, report what was done, or say that it isn't theirs.")),
    Permission(MANAGE, _l("Follow promises up"), _l("Grant more time, sign off what was done, press and visit.")),
)
