"""What roles may be allowed to do with proposals."""

from flask_babel import lazy_gettext as _l

from portal.plugin.contributions import Permission

SUBMIT = "proposals.submit"
TAKE_PART = "proposals.take_part"
ACT_FOR = "proposals.act_for"
READ_PRIVATE = "proposals.read_private"
MODERATE = "proposals.moderate"
REMIND = "proposals.remind"
HANDLE = "proposals.handle"
TRIAGE = "proposals.triage"
CATEGORIES = "proposals.categories"

PERMISSIONS = (
    Permission(SUBMIT, _l("Submit proposals"), _l("Hand in proposals of one's own.")),
    Permission(TAKE_PART, _l("Take part"), _l("Support, follow and comment on proposals.")),
    Permission(ACT_FOR, _l("Act for somebody"), _l("Enter what residents say on paper, by phone or in person.")),
    Permission(READ_PRIVATE, _l("Read private details"), _l("Full names, contact details and notes for staff.")),
    Permission(MODERATE, _l("Moderate comments"), _l("Hide a comment and tell its author why.")),
    Permission(REMIND, _l("Send reminders"), _l("Press whoever has a stage, at most once a day.")),
    Permission(HANDLE, _l("Handle proposals"), _l("Work on a proposal that was passed on.")),
    Permission(TRIAGE, _l("Triage proposals"), _l("Decide who handles a proposal: here, below or above.")),
    Permission(CATEGORIES, _l("Say what may be proposed"), _l("Edit categories, the negative list and the plan.")),
)
