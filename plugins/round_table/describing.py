"""The round table's facts in words."""

from collections.abc import Mapping, Sequence

from flask_babel import format_date
from flask_babel import gettext as _

from plugins.round_table import queries
from plugins.round_table.events import MatterDiscussed
from plugins.round_table.words import FORMS, OUTCOMES
from portal.events import EventRecord
from portal.plugin import Description


def describe(records: Sequence[EventRecord]) -> Mapping[int, Description]:
    """Return words for the records that are ours, by record id. At most one query."""
    ours = [record for record in records if record.name == MatterDiscussed.name]
    if not ours:
        return {}
    meetings = queries.meetings_by_id([int(record.facts["meeting"]) for record in ours])
    described: dict[int, Description] = {}
    for record in ours:
        meeting = meetings.get(int(record.facts["meeting"]))
        if meeting is not None:
            described[record.id] = Description(
                title=_(
                    "%(meeting)s on %(day)s: %(outcome)s",
                    meeting=FORMS.get(meeting.form, meeting.form),
                    day=format_date(meeting.met_on),
                    outcome=OUTCOMES[meeting.outcome],
                ),
                text=meeting.agreed,
            )
    return described
