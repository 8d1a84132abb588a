"""What a place tells its residents: notices."""
