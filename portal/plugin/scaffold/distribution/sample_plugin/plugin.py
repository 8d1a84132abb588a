"""The plugin: its identity, and its hooks, each a line into services or queries."""

from collections.abc import Sequence

from flask_babel import lazy_gettext as _l

from portal.events import Event
from portal.jurisdictions.tree import Place
from portal.plugin import NavEntry, Permission, Plugin, PortalBlueprint, SlotContent, hookimpl
from portal.plugin.stage import StageKind
from portal.proposals.events import ProposalFiled
from sample_plugin import queries, services, views
from sample_plugin.permissions import PERMISSIONS
from sample_plugin.settings import SamplePluginSettings
from sample_plugin.stages import Visit


class SamplePlugin(Plugin):
    """Accepted proposals, counted against a goal."""

    key = "sample_plugin"
    label = _l("Sample plugin")
    description = _l("Counts the proposals a place has accepted against a goal it sets itself.")
    settings_form = SamplePluginSettings

    @hookimpl
    def blueprints(self) -> Sequence[PortalBlueprint]:
        """Bring the page."""
        return [views.bp]

    @hookimpl
    def permissions(self) -> Sequence[Permission]:
        """Bring what a role may allow."""
        return PERMISSIONS

    @hookimpl
    def stage_kinds(self) -> Sequence[StageKind]:
        """Bring the stage kind."""
        return [Visit()]

    @hookimpl
    def nav(self, place: Place) -> Sequence[NavEntry]:
        """Put the page into the place's menu."""
        return [NavEntry("sample_plugin.index", _l("Sample plugin"), "check", order=90)]

    @hookimpl
    def slot(self, name: str, place: Place, subjects: Sequence[object]) -> Sequence[SlotContent]:
        """Show the count on the place's front page."""
        if name != "front.now":
            return []
        return [SlotContent("sample_plugin/card.html", {"tally": queries.tally_of(place.id)}, order=90)]

    @hookimpl
    def on_event(self, event: Event, event_id: int) -> None:
        """Count an accepted proposal."""
        if isinstance(event, ProposalFiled):
            services.count_accepted(event_id=event_id, place_id=event.home_id)
