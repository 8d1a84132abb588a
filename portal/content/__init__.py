"""Notices and other words of a place."""
