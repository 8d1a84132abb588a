"""Pages of messages."""

from portal.notifications.blueprint import bp
from portal.notifications.views import choices, inbox, log, unsubscribe

__all__ = ["bp", "choices", "inbox", "log", "unsubscribe"]
