"""Facts about public notices in the reader's words."""

from collections.abc import Mapping, Sequence

from flask_babel import gettext as _

from portal.events import EventRecord
from portal.plugin.contributions import Description
from portal.public_notices.queries import of_ids


def describe_events(records: Sequence[EventRecord]) -> Mapping[int, Description]:
    """Return words for those of `records` that are about public notices, by record id. At most one query."""
    own = [record for record in records if record.subject_kind == "public_notice"]
    if not own:
        return {}
    rows = of_ids({record.subject_id for record in own})
    titles = {
        "public_notice.opened": _("A public notice is put up."),
        "public_notice.objected": _("Somebody objects to a public notice."),
        "public_notice.answered": _("An objection to a public notice is answered."),
        "public_notice.ended": _("A public notice has ended."),
    }
    return {
        record.id: Description(titles[record.name], row.notice.title, row.url, matter=row.notice.title)
        for record in own
        if (row := rows.get(record.subject_id))
    }
