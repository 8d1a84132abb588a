"""The plugin: its identity and its hooks."""

from collections.abc import Mapping, Sequence

from flask_babel import lazy_gettext as _l

from plugins.round_table import describing, personal, views
from plugins.round_table.events import MatterDiscussed
from plugins.round_table.stages import RoundTableSession
from portal.events import Event, EventRecord
from portal.jurisdictions.tree import Place
from portal.plugin import (
    Description,
    ErasedPerson,
    NavEntry,
    PersonalData,
    Plugin,
    PortalBlueprint,
    hookimpl,
)
from portal.plugin.stage import StageKind


class RoundTable(Plugin):
    """Meetings of the council, and the promises made there."""

    key = "round_table"
    label = _l("Round table")
    description = _l("Meetings of the council, and the promises made there.")

    @hookimpl
    def blueprints(self) -> Sequence[PortalBlueprint]:
        """Bring the table's page."""
        return [views.bp]

    @hookimpl
    def stage_kinds(self) -> Sequence[StageKind]:
        """Bring the stage at the table."""
        return [RoundTableSession()]

    @hookimpl
    def event_types(self) -> Sequence[type[Event]]:
        """Bring the fact that a matter was discussed."""
        return [MatterDiscussed]

    @hookimpl
    def nav(self, place: Place) -> Sequence[NavEntry]:
        """Put the table into a place's menu."""
        return [NavEntry("round_table.index", _l("Council meetings"), "users", order=40)]

    @hookimpl
    def describe_events(self, records: Sequence[EventRecord]) -> Mapping[int, Description]:
        """Tell what was discussed."""
        return describing.describe(records)

    @hookimpl
    def export_person(self, person_id: int) -> Sequence[PersonalData]:
        """Tell which meetings somebody wrote down."""
        return personal.export_person(person_id)

    @hookimpl
    def erase_person(self, person: ErasedPerson) -> None:
        """Take somebody's traces out of what was agreed in their matters."""
        personal.erase_person(person)
