"""Expert pool: a plugin of Linli."""
