"""What the core's rooms bring to the portal, room by room."""

from collections.abc import Sequence

from flask_babel import lazy_gettext as _l

from portal.admin import views as admin
from portal.content import events as content_events
from portal.content import front as content_front
from portal.content import permissions as content_permissions
from portal.content import views as content
from portal.duties import views as duties
from portal.jurisdictions import events as place_events
from portal.jurisdictions import permissions as place_permissions
from portal.jurisdictions import views as jurisdictions
from portal.notifications import delivery
from portal.notifications import views as notifications
from portal.persons import views as accounts
from portal.plugin.blueprint import PortalBlueprint
from portal.plugin.contributions import NavEntry
from portal.plugin.registry import CoreContributions
from portal.proposals import events as proposal_events
from portal.proposals import views as proposals
from portal.statistics import front as statistics_front
from portal.statistics.queries import open_matters
from portal.web import home, machines
from portal.worker import jobs

CORE = CoreContributions(
    permissions=(
        *content_permissions.PERMISSIONS,
        *place_permissions.PERMISSIONS,
    ),
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
        *content_events.EVENT_TYPES,
        *place_events.EVENT_TYPES,
    ),
    nav=(
        NavEntry("jurisdictions.front", _l("Home"), "home", order=10),
        NavEntry("content.index", _l("Notices"), "info", order=70),
    ),
    slots={
        "front.now": (),
        "front.sections": (
            content_front.notices,
            statistics_front.figures,
        ),
    },
    reasons_to_keep_place=(open_matters,),
    handlers={
        "event": delivery.handle_event,
        "mail": delivery.handle_mail,
        "message": delivery.handle_message,
    },
    jobs=(jobs.TIDY,),
)


def blueprints() -> Sequence[PortalBlueprint]:
    """Return the core's blueprints."""
    return (
        accounts.bp,
        admin.bp,
        content.bp,
        duties.bp,
        home.bp,
        jurisdictions.bp,
        machines.bp,
        notifications.bp,
        proposals.bp,
    )
