"""Every hook a plugin can implement, in three groups.

*Set-up* hooks run once at start for every plugin found. *Scoped* hooks run only where the plugin is switched on.
*Always* hooks run even where it is off, because what it recorded must still be told, exported and erased.
"""

# mypy: disable-error-code="empty-body"

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import pluggy

from portal.plugin.contributions import Description, ErasedPerson, NavEntry, Permission, PersonalData, SlotContent

if TYPE_CHECKING:
    from portal.events import Event, EventRecord
    from portal.jurisdictions.tree import Place
    from portal.plugin.blueprint import PortalBlueprint
    from portal.plugin.stage import StageKind

PROJECT = "portal"
hookspec = pluggy.HookspecMarker(PROJECT)
hookimpl = pluggy.HookimplMarker(PROJECT)


class SetUpHooks:
    """Run once, when the application is made."""

    @hookspec
    def blueprints(self) -> "Sequence[PortalBlueprint]":
        """Return the plugin's blueprints.

        When: at start, after all plugins are found. Every route needs a permission and answers 404 where the plugin
        is off. Not run again when a place switches the plugin on or off.
        """

    @hookspec
    def permissions(self) -> Sequence[Permission]:
        """Return the permissions the plugin's routes and stage actions ask for, keys prefixed with its own key.

        When: at start. Not run for a plugin the kill switch names.
        """

    @hookspec
    def stage_kinds(self) -> "Sequence[StageKind]":
        """Return the stage kinds procedures may use, keys `<plugin>.<kind>`.

        When: at start. Not run for a plugin the kill switch names: its kinds then show as absent.
        """

    @hookspec
    def event_types(self) -> "Sequence[type[Event]]":
        """Return the facts the plugin publishes, names `<plugin>.<past tense>`.

        When: at start, for every plugin found, even one the kill switch names: what it recorded is still told.
        Not run again when a place switches the plugin on or off.
        """


class ScopedHooks:
    """Run only where the plugin is switched on."""

    @hookspec
    def nav(self, place: "Place") -> Sequence[NavEntry]:
        """Return entries for the menu of `place`.

        When: on each page of a place. Entries the viewer may not open are left out afterwards. Not run on pages
        without a place.
        """

    @hookspec
    def slot(self, name: str, place: "Place", subjects: Sequence[object]) -> Sequence[SlotContent]:
        """Return content for the slot `name` (one of `portal.plugin.contributions.SLOTS`) of a page of `place`.

        When: once per slot of a page, with all its rows at once as `subjects` (the one proposal on its own page), so
        that one query serves them all. Each content's template sees its own context and `place`.
        Not run for the API.
        """

    @hookspec
    def on_event(self, event: "Event", event_id: int) -> None:
        """React to a fact `event`, in the transaction that records it under `event_id`.

        When: after the event's record is written, where the plugin is on at the event's home; plugins it requires
        hear of it first. Raising rolls everything back; to decline, record the refusal and return.
        Not run where the plugin is off, and not made up for when it is switched on later.
        """


class AlwaysHooks:
    """Run even where the plugin is off, and under the kill switch."""

    @hookspec
    def describe_events(self, records: "Sequence[EventRecord]") -> Mapping[int, Description]:
        """Return words for those of `records` that the plugin published, by record id.

        When: a timeline, a message or the record of acts is shown. Not run for pages without events.
        """

    @hookspec
    def export_person(self, person_id: int) -> Sequence[PersonalData]:
        """Return what the plugin keeps of the person `person_id`, as tables in the current language.

        When: the worker makes the export somebody asked for of their own data, outside any transaction.
        Not run for what is public, and not for staff: only the person reads the export.
        """

    @hookspec
    def erase_person(self, person: ErasedPerson) -> None:
        """Take away what tells who `person` was: their own free text, their traces in texts that stay.

        When: in the transaction that erases them, before their entry in the register is emptied. Rows others count
        on keep standing; they point to the emptied entry, which reads “A former resident”.
        Not run again, so whatever is left out stays; raising rolls the whole erasure back.
        """
