"""The words of the log of messages."""

from collections.abc import Mapping

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from portal.events import DIGEST
from portal.notifications.messages import TEMPLATES
from portal.notifications.models import BOUNCED, FAILED, SENT, UNAFFORDABLE, WAITING
from portal.notifications.providers import MAIL, SMS
from portal.plugin.registry import plugins

MEDIA: Mapping[str, LazyString] = {MAIL: _l("Mail"), SMS: _l("SMS")}
STATES: Mapping[str, tuple[LazyString, str]] = {
    WAITING: (_l("Waiting"), "warn"),
    SENT: (_l("Sent"), "done"),
    FAILED: (_l("Not delivered"), "late"),
    BOUNCED: (_l("Came back"), "late"),
    UNAFFORDABLE: (_l("No SMS left"), "grey"),
}
"""Each state in words, and the tone of its chip."""


def kinds() -> Mapping[str, LazyString]:
    """Return every kind of message in words, by key."""
    groups = {key: group.label for key, group in plugins().message_groups.items()}
    templates = {key: template.subject for key, template in TEMPLATES.items()}
    return {**groups, DIGEST: _l("Daily digest"), **templates}
