"""What happened to messages, in the reader's words."""

from collections.abc import Mapping, Sequence

from flask_babel import gettext as _

from portal.events import EventRecord
from portal.jurisdictions.tree import TREE
from portal.notifications.events import AddressFailed, SmsBudgetUsedUp
from portal.plugin.contributions import Description


def describe_events(records: Sequence[EventRecord]) -> Mapping[int, Description]:
    """Return words for those of `records` that are about messages, by record id. No query."""
    described = {}
    for record in records:
        if record.name == SmsBudgetUsedUp.name:
            place = TREE().by_id[record.home_id]
            described[record.id] = Description(
                _("%(place)s has no SMS left this month.", place=place.name),
                _("Messages go by mail and to the inbox until the month ends. Codes for signing in still go out."),
                f"/j/{place.slug}/messages/",
            )
        elif record.name == AddressFailed.name:
            described[record.id] = Description(
                _("Mail to you comes back."),
                _("We send nothing more to your e-mail address. Please correct it, or say that it works again."),
                "/me/messages",
            )
    return described
