"""How much is tried: ``FOOTFALL_TEST_DEPTH=deep`` for all of it, else what fits into CI's time."""

from __future__ import annotations

import os
from typing import TypeVar

T = TypeVar("T")

DEEP = os.environ.get("FOOTFALL_TEST_DEPTH") == "deep"


def by_depth(usual: T, deep: T) -> T:
    """One of two values: usually, and when all is tried."""
    return deep if DEEP else usual
