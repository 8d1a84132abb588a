"""Proposals: the record, its way through a procedure, and what people see of it."""
