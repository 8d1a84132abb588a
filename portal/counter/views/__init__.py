"""Pages of the counter."""

from portal.counter.blueprint import bp
from portal.counter.views import desk, door, matters, receipts

__all__ = ["bp", "desk", "door", "matters", "receipts"]
