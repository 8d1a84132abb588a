"""The counter: a worker enters what the person in front of them says, and hands them a receipt (rule 6)."""
