"""Plugins that ship with Linli; each is found through its entry point, like anybody's."""
