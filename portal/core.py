"""What the core's rooms bring to the portal, room by room."""

from collections.abc import Sequence

from flask_babel import lazy_gettext as _l

from portal.admin import views as admin
from portal.commitments import clocks as commitment_clocks
from portal.commitments import events as commitment_events
from portal.commitments import permissions as commitment_permissions
from portal.commitments import stages as commitment_stages
from portal.duties import views as duties
from portal.jurisdictions import views as jurisdictions
from portal.notifications import views as notifications
from portal.persons import views as accounts
from portal.plugin.blueprint import PortalBlueprint
from portal.plugin.contributions import NavEntry
from portal.plugin.registry import CoreContributions
from portal.proposals import clocks as proposal_clocks
from portal.proposals import events as proposal_events
from portal.proposals import stages as proposal_stages
from portal.proposals import describe as proposal_words
from portal.proposals import events as proposal_events
from portal.proposals import permissions as proposal_permissions
from portal.proposals import views as proposals
from portal.public_notices import clocks as notice_clocks
from portal.public_notices import events as notice_events
from portal.public_notices import permissions as notice_permissions
from portal.public_notices import stages as notice_stages
from portal.web import home

CORE = CoreContributions(
    permissions=(
        *commitment_permissions.PERMISSIONS,
        *notice_permissions.PERMISSIONS,
    ),
    stage_kinds=(
        *proposal_stages.KINDS,
        *commitment_stages.KINDS,
        *notice_stages.KINDS,
    ),
    permissions=(*proposal_permissions.PERMISSIONS,),
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
        *commitment_events.EVENT_TYPES,
        *notice_events.EVENT_TYPES,
        switchboard_events.PluginSwitched,
        switchboard_events.SettingChanged,
    ),
    nav=(),
    jobs=(
        commitment_clocks.COMMITMENTS,
        notice_clocks.NOTICES,
        proposal_clocks.STAGES,
    ),
    nav=(NavEntry("proposals.index", _l("Proposals"), "list", order=20),),
    describers=(proposal_words.describe_events,),
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
