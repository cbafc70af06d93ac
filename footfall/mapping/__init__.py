"""Proposes how a log is mapped, by the names and the values of its fields."""
