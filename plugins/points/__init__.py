"""Points: a plugin of Linli."""
