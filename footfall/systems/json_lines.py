"""Telling the JSON records of a system from those of anything else."""

import re
from collections.abc import Collection, Iterator, Mapping
from typing import Any

import orjson

from footfall.files import RefusedRecordError

# what a container runtime puts before each line: time, stream, and whether the line is whole
_CRI_PREFIX = re.compile(rb"\d{4}-\d\d-\d\dT\S+ (stdout|stderr) [FP] ")
# fields that a reason names, where they look like names and not like data
_SHOWN = 5
_NAME = re.compile(r"[@A-Za-z_][\w.-]{0,39}")
_EMPTY_TEXTS = {"", "null", "[]", "{}"}


def parse_object(line: bytes) -> dict[str, Any]:
    """The JSON object of a line.

    Raises RefusedRecordError where it is none.
    """
    try:
        record = orjson.loads(line)
    except orjson.JSONDecodeError as error:
        raise RefusedRecordError(_problem_of(line)) from error
    if not isinstance(record, dict):
        raise RefusedRecordError("not a JSON object")
    return record


def check_recognised(record: Mapping[str, Any], fields: Collection[str], system: str) -> None:
    """Whether a record is of a system: at least one of the fields has a value.

    fields: those by which its records are told from others. system: its name, for the reason.
    Raises RefusedRecordError, which says what was found instead.
    """
    if _is_recognised(record, fields):
        return
    if isinstance(record.get("log"), str):
        raise RefusedRecordError("wrapped by a container runtime: unwrap the field log")
    for name, value in record.items():
        if any(_is_recognised(inner, fields) for inner in _objects_in(value)):
            told = _told([name])
            raise RefusedRecordError(f"wrapped: {system}'s record stands in the field {told}")
    wanted = ", ".join(fields)
    if any(name in record for name in fields):
        raise RefusedRecordError(f"not {system}'s: {wanted} have no value")
    found = _told(record) if record else "no fields at all"
    raise RefusedRecordError(f"not {system}'s: it has none of {wanted}, but {found}")


def _problem_of(line: bytes) -> str:
    if _CRI_PREFIX.match(line):
        return "not JSON: it begins with the time and stream of a container runtime"
    try:
        line.decode()
    except UnicodeDecodeError:
        return "not UTF-8"
    return "not JSON"


def _is_recognised(record: Mapping[str, Any], fields: Collection[str]) -> bool:
    return any(_has_value(record.get(name)) for name in fields)


def _has_value(value: Any) -> bool:
    if isinstance(value, str):
        return value.strip() not in _EMPTY_TEXTS
    return value is not None and value != [] and value != {}


def _objects_in(value: Any) -> Iterator[Mapping[str, Any]]:
    """The object that a field holds, also as text and behind a time."""
    if isinstance(value, str) and "{" in value:
        try:
            value = orjson.loads(value[value.index("{") :])
        except orjson.JSONDecodeError:
            return
    if isinstance(value, dict):
        yield value


def _told(names: Collection[str]) -> str:
    """Names of fields, as far as they are no data."""
    shown = [name for name in names if _NAME.fullmatch(name)][:_SHOWN]
    further = len(names) - len(shown)
    return ", ".join(shown + ([f"{further} more"] if shown and further else [])) or "others"
