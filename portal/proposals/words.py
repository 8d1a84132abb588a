"""What keys of a proposal are called on the screen."""

from collections.abc import Mapping

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from portal.plugin.stage import FactValue

STATES = {
    "draft": _l("Draft"),
    "open": _l("In progress"),
    "closed": _l("Resolved"),
    "declined": _l("Declined"),
    "merged": _l("Merged"),
    "withdrawn": _l("Withdrawn"),
}
CHANNELS = {
    "web": _l("Online"),
    "phone": _l("By phone"),
    "letter": _l("By letter"),
    "suggestion_box": _l("Suggestion box"),
    "home_visit": _l("Home visit"),
    "reception": _l("At the reception"),
    "proposal_day": _l("Proposal day"),
    "activity": _l("At an activity"),
}
TOLD_BY = {key: label for key, label in CHANNELS.items() if key != "web"}
"""How something reaches a worker who enters it for somebody (rule 6)."""
PROPOSER_KINDS = {
    "resident": _l("For myself"),
    "together": _l("With other residents"),
    "organisation": _l("For an organisation I belong to"),
}
AWAITING = {
    "filing": _l("Awaiting acceptance"),
    "handling": _l("In progress"),
    "public_notice": _l("On notice"),
    "acceptance": _l("Awaiting sign-off"),
}
"""An open stage of these kinds, in the words residents use; any other is called by its own name."""

GRADES: Mapping[FactValue, LazyString] = {
    "small": _l("Small: residents and the grid can solve it"),
    "middle": _l("Middle: the community or street helps"),
    "major": _l("Major: the district helps, or it must be reviewed"),
}
"""How big a matter is, as triage says (`P8`)."""
