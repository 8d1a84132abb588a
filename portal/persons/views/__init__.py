"""Pages of the register."""

from portal.persons.blueprint import bp
from portal.persons.views import claims, home, households, register, slips

__all__ = ["bp", "claims", "home", "households", "register", "slips"]
