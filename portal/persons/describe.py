"""What happened to people and homes, in the reader's words."""

from collections.abc import Mapping, Sequence

from flask_babel import gettext as _
from sqlalchemy import select

from portal.db import db
from portal.events import EventRecord
from portal.persons.models import HomeClaim
from portal.plugin.contributions import Description


def describe_events(records: Sequence[EventRecord]) -> Mapping[int, Description]:
    """Return words for those of `records` that are about homes, by record id, with the reason for declining one.

    One query at most. What else happens to people says enough by its label.
    """
    own = [record for record in records if record.name in ("home.confirmed", "home.declined")]
    if not own:
        return {}
    claims = {record.subject_id for record in own}
    rows = db.session.execute(select(HomeClaim.id, HomeClaim.reason).where(HomeClaim.id.in_(claims)))
    reasons = {row.id: row.reason for row in rows}
    words = {
        "home.confirmed": _("The home is confirmed: you can submit proposals and take part."),
        "home.declined": _("The home could not be confirmed."),
    }
    return {
        record.id: Description(words[record.name], reasons.get(record.subject_id, ""), "/me/home") for record in own
    }
