"""Procedures as administrators see them: checked, drawn, published in numbered versions."""
