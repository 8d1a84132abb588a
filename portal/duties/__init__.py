"""What waits for somebody: one table, one query for `/today`."""
