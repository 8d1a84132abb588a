"""The web side of the core: gate, sessions, languages, errors, base templates and static files."""
