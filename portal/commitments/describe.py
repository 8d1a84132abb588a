"""Facts about commitments in the reader's words."""

from collections.abc import Mapping, Sequence

from flask_babel import gettext as _
from flask_babel import ngettext

from portal.commitments.queries import Row, of_ids
from portal.commitments.words import FOLLOW_UPS
from portal.dates import day
from portal.events import EventRecord
from portal.plugin.contributions import Description

MADE = "commitment.made"


def describe_events(records: Sequence[EventRecord]) -> Mapping[int, Description]:
    """Return words for those of `records` that are about commitments, by record id. At most one query."""
    own = [record for record in records if record.name.startswith("commitment.")]
    if not own:
        return {}
    rows = of_ids({int(record.facts["commitment"]) for record in own})
    return {
        record.id: Description(
            _title(record, row), row.commitment.text if record.name == MADE else "", row.url, matter=row.title
        )
        for record in own
        if (row := rows.get(int(record.facts["commitment"])))
    }


def _title(record: EventRecord, row: Row) -> str:
    unit = row.unit_name
    match record.name:
        case "commitment.made":
            return _("%(unit)s has promised.", unit=unit)
        case "commitment.refused":
            return _("%(unit)s says that the matter isn't theirs.", unit=unit)
        case "commitment.postponed":
            until = day(row.commitment.done_by) if row.commitment.done_by else ""
            return _("%(unit)s has more time, until %(day)s.", unit=unit, day=until)
        case "commitment.done":
            return _("%(unit)s reports that it is done.", unit=unit)
        case "commitment.accepted":
            return _("What %(unit)s did is signed off.", unit=unit)
        case "commitment.sent_back":
            return _("What %(unit)s did is sent back.", unit=unit)
        case "commitment.followed_up":
            key = str(record.facts.get("follow_up", ""))
            return _("The promise of %(unit)s is followed up: %(how)s.", unit=unit, how=FOLLOW_UPS.get(key, key))
        case "commitment.reminded":
            return _("The promise of %(unit)s is nearly due.", unit=unit)
    late = record.amounts.get("working_days", 0)
    return ngettext(
        "The promise of %(unit)s is overdue by %(num)s working day and was reported to the level above.",
        "The promise of %(unit)s is overdue by %(num)s working days and was reported to the level above.",
        late,
        unit=unit,
    )
