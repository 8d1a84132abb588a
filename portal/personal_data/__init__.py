"""What people may ask about what is kept of them: an export of it, and their erasure."""
