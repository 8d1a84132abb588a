"""Commitments: who promised what by when, and whether it was kept."""
