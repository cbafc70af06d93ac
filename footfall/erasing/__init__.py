"""Erases persons: asks dbt for the operation erase_users, and prints what is left to do."""
