"""The dashboard: one static page of panels, each a dbt analysis with a header."""
