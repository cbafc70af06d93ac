"""How fast the project is, at which size, on which engine: `python -m benchmarks --help`."""
