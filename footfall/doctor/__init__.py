"""What keeps footfall from working here, and what to do about it: one finding a check."""
