"""Pages of coming in: the first run, an invitation, a new member's first steps."""
