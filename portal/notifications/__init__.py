"""Messages to people: an inbox in the portal, mail and SMS through the outbox."""
