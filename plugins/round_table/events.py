"""Facts of the round table."""

from dataclasses import dataclass

from flask_babel import lazy_gettext as _l

from portal.events import Amount, Fact
from portal.proposals.events import ProposalEvent


@dataclass(frozen=True, kw_only=True)
class MatterDiscussed(ProposalEvent):
    """A matter was on the table (`H1`, `H5`)."""

    name = "round_table.discussed"
    label = _l("A matter is discussed at the round table")

    meeting: Fact
    form: Fact
    outcome: Fact
    present: Amount
