"""Delivering the matches of alert_events: an outbox in the warehouse, and Apprise beyond it."""
