"""Rows of tables as JSON objects: nothing is rounded, and no value is left out."""

from __future__ import annotations

import math
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import orjson

from footfall.files import too_large

_LEAST, _GREATEST = -(2**63), 2**64 - 1
_OPTIONS = orjson.OPT_NON_STR_KEYS
# of a row that is too large so much is kept
_CUT_BYTES = 1_000


def as_record(row: Mapping[str, Any], most: int) -> tuple[bytes, str]:
    """A row as the text of a JSON object, and why it is to be refused, else empty.

    Times are ISO 8601, with their offset where they have one; decimals and whole numbers of any
    size are exact; bytes are hexadecimal behind \\x, as PostgreSQL writes them; numbers that JSON
    lacks are texts, such as NaN. most: bytes of the text; of a larger one the beginning is given.
    """
    try:
        text = orjson.dumps(_exact(row), default=_other, option=_OPTIONS)
    except orjson.JSONEncodeError:
        return repr(row).encode(errors="backslashreplace"), "not UTF-8"
    return (text, "") if len(text) <= most else (text[:_CUT_BYTES], too_large(len(text)))


def _exact(value: Any) -> Any:
    """What orjson writes as it is: it knows no NaN and no numbers beyond 64 bits."""
    if isinstance(value, float):
        return value if math.isfinite(value) else _unusual(value)
    if isinstance(value, int):
        return value if _LEAST <= value <= _GREATEST else orjson.Fragment(str(value))
    if isinstance(value, Mapping):
        return {key: _exact(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_exact(each) for each in value]
    return value


def _unusual(value: float) -> str:
    return "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"


def _other(value: Any) -> Any:
    if isinstance(value, Decimal):
        return orjson.Fragment(f"{value:f}") if value.is_finite() else _unusual(float(value))
    if isinstance(value, bytes | bytearray | memoryview):
        return f"\\x{bytes(value).hex()}"
    return str(value)
