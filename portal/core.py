"""What the core's rooms bring to the portal, room by room."""

from collections.abc import Sequence

from portal.admin import views as admin
from portal.duties import views as duties
from portal.jurisdictions import views as jurisdictions
from portal.notifications import delivery
from portal.notifications import views as notifications
from portal.persons import views as accounts
from portal.plugin.blueprint import PortalBlueprint
from portal.plugin.registry import CoreContributions
from portal.proposals import events as proposal_events
from portal.proposals import views as proposals
from portal.web import home
from portal.worker import jobs

CORE = CoreContributions(
    permissions=(),
    stage_kinds=(),
    event_types=(
        proposal_events.ProposalSubmitted,
        proposal_events.ProposalFiled,
        proposal_events.ProposalDeclined,
        proposal_events.ProposalWithdrawn,
        proposal_events.ProposalRated,
        proposal_events.ProposalArchived,
        proposal_events.StageEntered,
        proposal_events.StageFinished,
        proposal_events.StageReminded,
        proposal_events.StageOverdue,
        proposal_events.ProposalSupported,
        proposal_events.CommentWritten,
        proposal_events.CommentHidden,
    ),
    nav=(),
    handlers={
        "event": delivery.handle_event,
        "mail": delivery.handle_mail,
        "message": delivery.handle_message,
    },
    jobs=(jobs.TIDY,),
)


def blueprints() -> Sequence[PortalBlueprint]:
    """Return the core's blueprints."""
    return (home.bp, accounts.bp, jurisdictions.bp, proposals.bp, notifications.bp, duties.bp, admin.bp)
