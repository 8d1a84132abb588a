"""Pages of places."""

from portal.jurisdictions.blueprint import bp
from portal.jurisdictions.views import calendar, front, settings

__all__ = ["bp", "calendar", "front", "settings"]
