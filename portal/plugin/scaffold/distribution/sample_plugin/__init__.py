"""Sample plugin: a plugin of Linli."""
