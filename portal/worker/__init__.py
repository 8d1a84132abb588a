"""What happens after a commit and by the clock: the outbox is delivered, jobs run when they are due."""
