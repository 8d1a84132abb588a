"""Public notice: published for a number of days, with objections that must be answered."""
