"""Great Expectations, imported so that it leaves alone what it does not need."""

from __future__ import annotations

import importlib
import os
import sys
import warnings
from types import ModuleType

from footfall.errors import UserError

# It imports Spark wherever it is installed, which takes seconds, and whose client of Spark Connect
# ends the process where it takes it for a run of doctests.
_UNUSED = ("pyspark", "pyspark.sql.connect")


def require_great_expectations() -> None:
    """Import it, or stop with a sentence where it is not installed."""
    if sys.modules.get("great_expectations"):
        return
    # Read when it is imported; it would tell its makers that it is used.
    os.environ["GX_ANALYTICS_ENABLED"] = "false"
    hidden: dict[str, ModuleType | None] = {
        name: sys.modules[name] for name in _UNUSED if name in sys.modules
    }
    sys.modules.update(dict.fromkeys(_UNUSED))  # type: ignore[arg-type]
    try:
        with warnings.catch_warnings():
            # It imports whatever engines there are, and these find fault with each other.
            warnings.simplefilter("ignore")
            importlib.import_module("great_expectations")
    except ImportError as error:
        raise UserError(
            "Checks need Great Expectations: pip install 'footfall[checks]'."
        ) from error
    finally:
        for name in _UNUSED:
            del sys.modules[name]
        sys.modules.update(hidden)  # type: ignore[arg-type]
