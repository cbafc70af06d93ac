"""`python -m footfall`, the same as the command `footfall`."""

from footfall.cli import app

app()
