"""Neighbourhood projects: a plugin of Linli."""
