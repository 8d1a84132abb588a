"""Loads the portal's kit for tests."""

pytest_plugins = ["portal.testing.fixtures"]
