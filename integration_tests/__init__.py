"""Whole runs of the project on real engines, driven by pytest."""
