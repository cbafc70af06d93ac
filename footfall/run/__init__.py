"""The scheduled run: its steps, one after the other, under a lock that nobody else has."""
