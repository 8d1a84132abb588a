"""Pages of accounts."""

from portal.accounts.blueprint import bp
from portal.accounts.views import devices, door, forgotten, me, tokens

__all__ = ["bp", "devices", "door", "forgotten", "me", "tokens"]
