"""Loads the kit's fixtures for the core's tests and for the plugins' alike."""

from hypothesis import settings

pytest_plugins = ["portal.testing.fixtures"]

# The same examples every time, however slow the machine: a run that fails fails again.
settings.register_profile("linli", deadline=None, derandomize=True)
settings.load_profile("linli")
