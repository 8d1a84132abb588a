"""Figures, counted from the records themselves; never a ranking of persons, staff or places (rule 2)."""
