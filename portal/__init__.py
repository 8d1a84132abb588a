"""Linli 邻里: a plugin-based portal for grassroots governance. The core, which knows no plugin."""
