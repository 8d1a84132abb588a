"""Pages of roles: who holds them, and what they allow."""

from portal.roles.blueprint import bp
from portal.roles.views import giving, shaping

__all__ = ["bp", "giving", "shaping"]
