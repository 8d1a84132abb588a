"""What happened to roles, in the reader's words."""

from collections.abc import Mapping, Sequence

from flask_babel import gettext as _

from portal.events import EventRecord
from portal.jurisdictions.tree import TREE
from portal.plugin.contributions import Description
from portal.roles.queries import role_name


def describe_events(records: Sequence[EventRecord]) -> Mapping[int, Description]:
    """Return words for those of `records` that are about roles, by record id."""
    places = TREE().by_id
    described = {}
    for record in records:
        if record.name in ("role.given", "role.ended"):
            role, place = role_name(str(record.facts["role"])), places[record.home_id].name
            words = {
                "role.given": _("The role %(role)s is given at %(place)s.", role=role, place=place),
                "role.ended": _("The role %(role)s at %(place)s has ended.", role=role, place=place),
            }
            described[record.id] = Description(words[record.name], url="/me")
        elif record.name == "role.shaped":
            role = role_name(str(record.facts["role"]))
            described[record.id] = Description(_("What the role %(role)s allows was changed.", role=role))
    return described
