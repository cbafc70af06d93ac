"""The Apache Superset bundle: declared here, rendered to YAML in ``bi/superset``."""
