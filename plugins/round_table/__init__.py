"""Round table: a plugin of Linli."""
