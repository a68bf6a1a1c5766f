"""What keeps a breach from counting: rows that nobody could read, and what somebody allowed."""
