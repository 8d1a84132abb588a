"""What a place tells its residents: announcements."""
