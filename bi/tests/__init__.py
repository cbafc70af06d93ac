"""The bundle in a real Superset: by ``make test-bi``, as it needs an environment of its own."""
