"""Facts about announcements in the reader's words."""

from collections.abc import Mapping, Sequence

from portal.content.queries import of_ids
from portal.events import EventRecord
from portal.jurisdictions.tree import TREE, in_language
from portal.plugin.contributions import Description
from portal.plugin.registry import plugins


def describe_events(records: Sequence[EventRecord]) -> Mapping[int, Description]:
    """Return words for those of `records` that are about announcements, by record id. At most one query."""
    own = [record for record in records if record.subject_kind == "announcement"]
    if not own:
        return {}
    titles = of_ids({record.subject_id for record in own})
    places, types = TREE().by_id, plugins().event_types
    return {
        record.id: Description(
            str(types[record.name].label),
            url=f"/j/{places[record.home_id].slug}/announcements/{record.subject_id}",
            matter=in_language(titles.get(record.subject_id, {})),
        )
        for record in own
    }
