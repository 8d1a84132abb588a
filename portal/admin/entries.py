"""The pages an administrator has, from what every room contributes."""

from collections.abc import Sequence

from portal.jurisdictions.tree import TREE, Place
from portal.plugin.contributions import AdminEntry
from portal.plugin.registry import plugins
from portal.roles.standing import Standing


def may_administer(standing: Standing) -> bool:
    """Tell whether somebody has any page of administration anywhere. No query."""
    return any(standing.may_anywhere(entry.permission) for entry in plugins().core.admin)


def entries_at(standing: Standing, place: Place) -> Sequence[AdminEntry]:
    """Return the pages somebody has at a place."""
    return [entry for entry in plugins().core.admin if standing.may(entry.permission, place.id)]


def places_of(standing: Standing) -> Sequence[Place]:
    """Return the open places where somebody holds a role themselves, from the highest down."""
    held = {held.place_id for held in standing.roles}
    places = (TREE().by_id[place_id] for place_id in held)
    return sorted((place for place in places if place.open), key=lambda place: place.path)
