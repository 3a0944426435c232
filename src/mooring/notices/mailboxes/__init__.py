"""The kinds of mailboxes that calendars answer to. Each knows what has come since it was last read, and takes out nothing unasked."""
