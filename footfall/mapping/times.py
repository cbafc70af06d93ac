"""Times in text and in numbers, read as the models read them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from zoneinfo import ZoneInfo

_ISO = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)(?:[ T](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d+))?)?"
    r"( ?(?:Z|UTC|GMT)| ?[+-]\d\d(?::?\d\d)?|[+-]00:?00 ?Z)?)?"
)
_CLOCK = r"([0-2]\d(?::?[0-5]\d(?::?(?:[0-5]\d|60)(?:[.,]\d+)?)?)?)"
_OFFSET = r"[+-](?:0\d|1[0-4])(?::?[0-5]\d)?"
_REMARK = r"(?: M=[+-][0-9.]+)?(?: ?[(][^()]*[)])?(?:\[[^ ]*\])?"
_ZONE = (
    rf"(?: ?(?:(Z|UTC|GMT|UT|[+-]00:?00 ?Z)|(?:UTC|GMT)?({_OFFSET})(?: [A-Z]+| [+-]\d{{2,4}})?)"
    rf"{_REMARK})?"
)
_WEEKDAY = r"(?:(?:MON|TUE|WED|THU|FRI|SAT|SUN)[A-Z]*,? +)?"
# the spellings beside ISO 8601: each with the order of year, month, day, clock, zone and offset
_SPELLINGS = [
    (
        re.compile(rf"([12]\d{{3}})[/-](\d\d)[/-](\d\d)(?:[ T_]+{_CLOCK}{_ZONE})?"),
        (1, 2, 3, 4, 5, 6),
    ),
    (re.compile(rf"(20\d\d)(\d\d)(\d\d)(?:[ T]?{_CLOCK}{_ZONE})?"), (1, 2, 3, 4, 5, 6)),
    (
        re.compile(
            rf"{_WEEKDAY}\[?(\d{{1,2}})[ /-]([A-Z]{{3}})[ /-](\d{{4}})"
            rf"(?:(?:[ :T]|, ?){_CLOCK}{_ZONE})?\]?"
        ),
        (3, 2, 1, 4, 5, 6),
    ),
    (
        re.compile(
            rf"{_WEEKDAY}([A-Z]{{3}}) +(\d{{1,2}}),? (\d{{4}})(?:(?:[ T]|, ?){_CLOCK}{_ZONE})?"
        ),
        (3, 1, 2, 4, 5, 6),
    ),
    (
        re.compile(rf"{_WEEKDAY}([A-Z]{{3}}) +(\d{{1,2}}) {_CLOCK}{_ZONE} (\d{{4}})"),
        (6, 1, 2, 3, 4, 5),
    ),
]
# the share of values that makes them times: a log has some that are spoilt
MOST = 0.8
_MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
# seconds of 2001 and of 2100, between which a number is taken for a time
_FIRST, _LAST = 978_307_200, 4_102_444_800
_UNITS = {"s": 1, "ms": 1_000, "us": 1_000_000, "ns": 1_000_000_000}
_DIGITS = re.compile(r"-?\d{9,19}(?:\.\d+)?")
_LOCAL = re.compile(
    r"(?P<first>\d{1,4})(?P<mark>[./-])(?P<second>\d{1,2})(?P=mark)(?P<third>\d{2,4})"
    r"(?P<clock>(?P<between>,? +|T)\d{1,2}:\d\d(?P<seconds>:\d\d(?:(?P<point>[.,])\d+)?)?"
    r"(?P<half>(?P<blank> ?)[AaPp]\.?[Mm]\.?)?(?P<zone>(?P<gap> ?)(?:Z|UTC|GMT|[+-]\d\d:?\d\d))?)?"
)
_FORMAT_PARTS = {
    "%Y": r"(?P<Y>\d{4})",
    "%y": r"(?P<y>\d{2})",
    "%m": r"(?P<m>\d{1,2})",
    "%d": r"(?P<d>\d{1,2})",
    "%H": r"(?P<H>\d{1,2})",
    "%I": r"(?P<I>\d{1,2})",
    "%p": r"(?P<p>[AaPp])\.?[Mm]\.?",
    "%M": r"(?P<M>\d{1,2})",
    "%S": r"(?P<S>\d{1,2})",
    "%f": r"(?P<f>\d{1,9})",
    "%z": r"(?P<z>Z|UTC|GMT|[+-]\d\d:?\d\d)",
    "%b": r"(?P<b>[A-Za-z]{3})[a-z]*",
}


@dataclass(frozen=True)
class ReadTime:
    """A time as its text has it. has_offset: whether it is UTC, and not by some clock."""

    value: datetime
    has_offset: bool

    def in_utc(self, zone: str | None) -> datetime:
        """The time in UTC; zone: of times without an offset."""
        if self.has_offset or not zone or zone == "UTC":
            return self.value
        local = self.value.replace(tzinfo=ZoneInfo(zone))
        return local.astimezone(timezone.utc).replace(tzinfo=None)


def read_text(text: str) -> ReadTime | None:
    """A time in one of the spellings that need no format; none for any other text."""
    tidy = re.sub(r"[\t\n\r\xa0]", " ", text).strip().upper()
    if match := _ISO.fullmatch(tidy):
        year, month, day, hour, minute, second, fraction, zone = match.groups()
        parts = (year, month, day, hour or "0", minute or "0", second or "0")
        return _time(parts, fraction or "", (zone or "").strip())
    for pattern, order in _SPELLINGS:
        if match := pattern.fullmatch(tidy):
            year, month, day, clock, utc, offset = (match[number] for number in order)
            digits = re.sub(r":", "", clock or "").replace(",", ".")
            digits, _, fraction = digits.partition(".")
            digits = digits.ljust(6, "0")
            if month in _MONTHS:
                month = str(_MONTHS.index(month) + 1)
            parts = (year, month, day, digits[:2], digits[2:4], digits[4:6].replace("60", "59"))
            return _time(parts, fraction, utc or offset or "")
    return None


def read_number(text: str, unit: str) -> datetime | None:
    """A number since 1970 as a time."""
    try:
        seconds = float(text) / _UNITS[unit]
        return datetime(1970, 1, 1) + timedelta(seconds=seconds)
    except (ValueError, OverflowError):
        return None


def read_format(text: str, wanted: str) -> ReadTime | None:
    """A time in a spelling that a format says; none for any other text."""
    pieces = re.findall(r"%.|[^%]+", wanted)
    pattern = "".join(_FORMAT_PARTS.get(piece, re.escape(piece)) for piece in pieces)
    match = re.fullmatch(pattern, text.strip())
    if not match:
        return None
    found = match.groupdict()
    hour = int(found.get("H") or found.get("I") or 0)
    if half := found.get("p"):
        hour = hour % 12 + (12 if half in "Pp" else 0)
    month = found.get("m") or "1"
    if name := found.get("b"):
        if name.upper() not in _MONTHS:
            return None
        month = str(_MONTHS.index(name.upper()) + 1)
    year = found.get("Y") or f"20{found.get('y') or '00'}"
    parts = (year, month, found.get("d") or "1", str(hour), found.get("M") or "0")
    return _time((*parts, found.get("S") or "0"), found.get("f") or "", found.get("z") or "")


def unit_of(text: str) -> str | None:
    """The unit of a number that is a time between 2001 and 2100; none where it is no such time."""
    if not _DIGITS.fullmatch(text):
        return None
    number = float(text)
    for unit, count in _UNITS.items():
        if _FIRST * count <= number < _LAST * count:
            return unit
    return None


def format_of(texts: Iterable[str]) -> tuple[str, bool] | None:
    """The format of dates whose parts are numbers, and whether day and month may be exchanged.

    None where most texts are no such dates, or they are of several spellings.
    """
    matches = [_LOCAL.fullmatch(text.strip()) for text in texts]
    found = [match for match in matches if match]
    if not found or len(found) < MOST * len(matches):
        return None
    shapes = {_shape(match) for match in found}
    if len(shapes) != 1:
        return None
    first = max(int(match["first"]) for match in found)
    second = max(int(match["second"]) for match in found)
    match = found[0]
    mark = match["mark"]
    is_year_first = len(match["first"]) == 4
    is_open = False
    year = "%Y" if len(match["third"]) == 4 else "%y"
    if is_year_first:
        date = f"%Y{mark}%m{mark}%d"
    elif first > 12 and second > 12:
        return None
    else:
        is_open = first <= 12 and second <= 12 and mark != "."
        is_month_first = second > 12 or (is_open and bool(match["half"]))
        date = f"%m{mark}%d{mark}{year}" if is_month_first else f"%d{mark}%m{mark}{year}"
    clock = ""
    if match["clock"]:
        clock = match["between"] + ("%I" if match["half"] else "%H") + ":%M"
        if match["seconds"]:
            clock += ":%S" + (f"{match['point']}%f" if match["point"] else "")
        clock += f"{match['blank']}%p" if match["half"] else ""
        clock += f"{match['gap']}%z" if match["zone"] else ""
    return date + clock, is_open


def _shape(match: re.Match[str]) -> tuple[object, ...]:
    optional = ("clock", "seconds", "point", "half", "zone")
    return (
        match["mark"],
        len(match["first"]) == 4,
        len(match["third"]),
        match["between"],
        match["blank"],
        match["gap"],
        *(bool(match[name]) for name in optional),
    )


def _time(parts: tuple[str, ...], fraction: str, zone: str) -> ReadTime | None:
    try:
        year, month, day, hour, minute, second = map(int, parts)
        is_midnight = hour == 24 and minute == second == 0
        value = datetime(year, month, day, 0 if is_midnight else hour, minute, second)
        value += timedelta(days=int(is_midnight), microseconds=int(fraction[:6].ljust(6, "0")))
        return ReadTime(value - _offset(zone), bool(zone))
    except (ValueError, OverflowError):
        return None


def _offset(zone: str) -> timedelta:
    match = re.search(r"([+-])(\d\d):?(\d\d)?", zone)
    if not match:
        return timedelta()
    offset = timedelta(hours=int(match[2]), minutes=int(match[3] or 0))
    return -offset if match[1] == "-" else offset
