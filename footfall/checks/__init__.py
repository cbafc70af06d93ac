"""Checks with Great Expectations: the raw tables before a build, the marts after it."""
