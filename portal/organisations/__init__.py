"""Organisations of the six parties, who belongs to them and who speaks for them."""
