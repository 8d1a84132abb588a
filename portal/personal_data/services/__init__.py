"""What changes about people's own data."""
