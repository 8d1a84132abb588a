"""What the core's rooms bring to the portal, room by room."""

from collections.abc import Sequence

from portal.admin import views as admin
from portal.duties import views as duties
from portal.jurisdictions import views as jurisdictions
from portal.notifications import views as notifications
from portal.persons import views as accounts
from portal.plugin.blueprint import PortalBlueprint
from portal.plugin.registry import CoreContributions
from portal.proposals import events as proposal_events
from portal.proposals import views as proposals
from portal.switchboard import events as switchboard_events
from portal.switchboard import permissions as switchboard_permissions
from portal.switchboard import views as switchboard
from portal.web import home

CORE = CoreContributions(
    permissions=(*switchboard_permissions.PERMISSIONS,),
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
        switchboard_events.PluginSwitched,
        switchboard_events.SettingChanged,
    ),
    nav=(),
)


def blueprints() -> Sequence[PortalBlueprint]:
    """Return the core's blueprints."""
    return (
        home.bp,
        accounts.bp,
        jurisdictions.bp,
        proposals.bp,
        notifications.bp,
        duties.bp,
        switchboard.bp,
        admin.bp,
    )
