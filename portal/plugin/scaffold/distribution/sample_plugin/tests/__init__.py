"""Tests of the plugin, with the portal's kit."""
