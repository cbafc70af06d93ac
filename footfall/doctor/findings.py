"""Findings, and checks that give them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

from footfall.errors import UserError, first_line

State = Literal["ok", "warn", "fail"]


@dataclass(frozen=True)
class Finding:
    """What a check has found. mend: what to do about it, where it is not well."""

    check: str
    state: State
    found: str
    mend: str = ""


Check = Callable[[], Iterator[Finding]]


def findings_of(name: str, check: Check) -> Iterator[Finding]:
    """What a check finds; where it cannot go on, that it cannot, and why."""
    try:
        yield from check()
    except UserError as error:
        yield Finding(name, "fail", str(error))
    except Exception as error:  # a check must not hide what the others find
        yield Finding(
            name,
            "fail",
            f"the check itself has failed: {type(error).__name__}: {first_line(error)}",
            "Please report this with the versions above.",
        )
