"""Loads the kit's fixtures for the core's tests and for the plugins' alike."""

import pytest
from hypothesis import settings

pytest_plugins = ["portal.testing.fixtures"]

# The same examples every time, however slow the machine: a run that fails fails again.
settings.register_profile("linli", deadline=None, derandomize=True)
settings.load_profile("linli")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let a change of who may open what be written down: read the difference before committing it."""
    parser.addoption("--update-access-matrix", action="store_true", help="write tests/contract/access_matrix.txt anew")
