"""Who is no person, by the conventions of well-known tools, by name, pace and user agent."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from statistics import median

_AGENTS = re.compile(
    r"(curl|wget|python|okhttp|java|apache-httpclient|axios|node|aws-sdk|aws-cli|boto|go-http"
    r"|terraform|postman|ruby|perl|php|dotnet|httpie|prometheus|googlebot|bingbot|.*bot\b)"
    r"[/ -]?.*",
    re.IGNORECASE,
)
_NAMES = re.compile(
    r"(svc|srv|sa|service|bot|robot|cron|system|batch|etl|job|jobs|ci|cd|daemon|automation"
    r"|monitoring|backup|scheduler|pipeline|deploy|deployer)([-_.:@].*|\d*)"
    r"|.*[-_.](svc|bot|robot|service|system|job|cron|etl|batch|ci)(@.*)?",
    re.IGNORECASE,
)
# so many events at so steady a pace are no person's
_MANY = 20
_STEADY = 0.1


@dataclass(frozen=True)
class Patterns:
    """The seeds of footfall that say who is no person, and what is no name at all."""

    robots: tuple[tuple[str, str], ...] = ()
    nobody: tuple[str, ...] = ()

    @cached_property
    def _compiled(self) -> tuple[tuple[re.Pattern[str], str], ...]:
        return tuple((like(pattern), reason) for pattern, reason in self.robots)

    @cached_property
    def _no_names(self) -> tuple[re.Pattern[str], ...]:
        return tuple(map(like, self.nobody))

    def robot(self, user: str) -> str | None:
        """Why a user is known to be no person; none where it is not."""
        plain = user.lower()
        found = (reason for pattern, reason in self._compiled if pattern.fullmatch(plain))
        return next(found, None)

    def is_nobody(self, user: str) -> bool:
        """Whether a text is no name."""
        return any(pattern.fullmatch(user.lower()) for pattern in self._no_names)


@dataclass(frozen=True)
class Robot:
    """Somebody who looks like a program. is_known: whether footfall takes it for one already.

    user: for people. name: by which a rule knows it.
    """

    user: str
    name: str
    reason: str
    is_known: bool


def read_patterns(package: Path | None) -> Patterns:
    """The patterns of the seeds for every system; package: the folder of footfall's dbt package."""
    if package is None:
        return Patterns()
    robots = [
        (row["pattern"], row["reason"])
        for row in _rows(package / "seeds" / "non_person_users.csv")
        if row["system"] == "*"
    ]
    nobody = [
        row["pattern"]
        for row in _rows(package / "seeds" / "nobody_users.csv")
        if row["system"] == "*"
    ]
    return Patterns(tuple(robots), tuple(nobody))


def find_robots(
    users: Mapping[str, Sequence[str]],
    times: dict[str, list[datetime]],
    agents: dict[str, set[str]],
    patterns: Patterns,
) -> list[Robot]:
    """Users that look like programs, by the alphabet; times and agents of each user.

    users: by what people know them by, the names by which rules know them.
    """
    found = []
    for user, names in sorted(users.items()):
        if patterns.is_nobody(names[0]):
            continue
        # a rule knows what people read, where it is one of the names
        name = user if user in names else names[0]
        if reason := next(filter(None, map(patterns.robot, names)), None):
            found.append(Robot(user, name, reason, is_known=True))
        elif any(map(_NAMES.fullmatch, (user, *names))):
            found.append(Robot(user, name, "Called like a service account", is_known=False))
        elif is_steady(times.get(user, [])):
            found.append(Robot(user, name, "Many events at a steady pace", is_known=False))
        elif (used := agents.get(user)) and all(_AGENTS.fullmatch(each) for each in used):
            reason = f"Comes by programs alone: {min(used)[:40]}"
            found.append(Robot(user, name, reason, is_known=False))
    return found


def is_steady(times: Sequence[datetime]) -> bool:
    """Whether many events follow each other at one pace."""
    moments = sorted(times)
    if len(moments) < _MANY:
        return False
    gaps = [(after - before).total_seconds() for before, after in pairwise(moments)]
    middle = median(gaps)
    if middle < 1:
        return False
    near = sum(abs(gap - middle) <= _STEADY * middle for gap in gaps)
    return near >= 0.9 * len(gaps)


def seed_rows(system: str, robots: Iterable[Robot]) -> list[dict[str, str]]:
    """Rows for the seed company_user_kinds, of those whom footfall would take for people."""
    return [
        {
            "system": system,
            "pattern": re.sub(r"[%_\[]", r"[\g<0>]", robot.name),
            "user_kind": "non_person",
            "reason": robot.reason,
        }
        for robot in robots
        if not robot.is_known
    ]


def like(pattern: str, is_cased: bool = False) -> re.Pattern[str]:
    """A pattern, as seeds and mappings have it, as a regular expression."""
    pieces = re.findall(r"\[[^\]]\]|.", pattern if is_cased else pattern.lower(), re.DOTALL)
    wild = {"%": ".*", "_": "."}
    return re.compile(
        "".join(
            wild.get(piece) or re.escape(piece[1] if len(piece) == 3 else piece) for piece in pieces
        ),
        re.DOTALL,
    )


def _rows(path: Path) -> list[dict[str, str]]:
    if not path.is_file():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
