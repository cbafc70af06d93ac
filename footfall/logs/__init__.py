"""Loads any log as it is: each record as the text of a JSON object."""
