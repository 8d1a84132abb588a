"""Accounts: signing in and up, sessions, recovery, one's own page, tokens for the API."""
