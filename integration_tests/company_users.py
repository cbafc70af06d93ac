"""Users of four systems, with who each of them is before and after the company changed its mind."""

from __future__ import annotations

import datetime as dt

from integration_tests.company import at, event_source, load_employees, load_events
from integration_tests.harness import Warehouse
from integration_tests.raw_rows import amundsen_row, clutch_row, epoch_ms

ANN, BOB, BARBARA = "ann.lee@corp.com", "bob.lee@corp.com", "barbara.lee@corp.com"
CARL, DORA, EVE, FRED = "carl@corp.com", "dora@corp.com", "eve@corp.com", "fred@corp.com"
GUEST, BOT, NED, LATE = "guest@outside.org", "deploy-bot@corp.com", "ned@corp.com", "late@corp.com"
KIMS = ("j.kim@corp.com", "j.kim@partner.com")
SAMS = ("sam@partner.com", "samuel@corp.com")
DESKS = ("day@corp.com", "night@corp.com")

VARS = {
    "enabled_systems": ["clutch", "amundsen"],
    "as_of_date": "2026-03-31",
    "custom_sources": [event_source("tickets"), event_source("wiki")],
}

DIRECTORY = [
    {
        "email": ANN,
        "full_name": "Ann Lee",
        "login": "ALee",
        "department": "Research",
        "role": "Lead",
    },
    {"email": " Barbara.Lee@Corp.com ", "full_name": "Barbara Lee", "login": "blee"},
    {"email": BOB, "full_name": "Bob Lee"},
    {"email": CARL, "full_name": "  "},
    {"email": FRED, "full_name": "Fred O'Hara"},
    *({"email": email, "full_name": "J. Kim"} for email in KIMS),
    {"email": SAMS[0], "full_name": "Sam Partner"},
    {"email": SAMS[1], "full_name": "Samuel Corp", "login": "sam"},
    *({"email": email, "full_name": "Shift Worker", "login": "desk7"} for email in DESKS),
    {"email": "svc-etl@corp.com", "full_name": "Night load"},
]
LATE_JOINER = {"email": LATE, "full_name": "Late Joiner", "login": "newcomer"}

NON_PERSONS = [["*", "svc-%", "Service account"], ["*", "%-bot@%", "Bot"], ["*", r"corp\svc-%", ""]]
IDENTITY_MAP = [
    ["tickets", "BLee", "Bob.Lee@corp.com"],
    ["clutch", "shared@corp.com", CARL],
    ["*", "dora", DORA],
    ["*", "eve", EVE],
    ["tickets", "eve", "eve@partner.com"],
    ["wiki", "svc-fred", FRED],
    ["wiki", "release", BOT],
]
CHANGED_MAP = [*IDENTITY_MAP[1:], ["tickets", "Nobody", NED]]

# system, native user: e-mail, matched by, is a person, candidates
Who = tuple[str | None, str, bool, str | None]
IDENTITIES: dict[tuple[str, str], Who] = {
    ("clutch", " Ann.Lee@CORP.com "): (ANN, "email", True, None),
    ("amundsen", ANN): (ANN, "email", True, None),
    ("tickets", "alee"): (ANN, "directory", True, None),
    ("tickets", "ALEE "): (ANN, "directory", True, None),
    ("wiki", "Ann.Lee"): (ANN, "directory", True, None),
    # Somebody who was only looked at is somebody, too.
    ("amundsen", "Bob.Lee@corp.com"): (BOB, "email", True, None),
    ("tickets", "blee"): (BOB, "identity_map", True, None),
    ("wiki", "blee"): (BARBARA, "directory", True, None),
    ("clutch", "shared@corp.com"): (CARL, "identity_map", True, None),
    ("tickets", "Dora"): (DORA, "identity_map", True, None),
    ("wiki", "dora"): (DORA, "identity_map", True, None),
    ("wiki", "eve"): (EVE, "identity_map", True, None),
    ("tickets", "eve"): (None, "identity_map", True, "eve@corp.com, eve@partner.com"),
    ("tickets", "J.Kim"): (None, "directory", True, ", ".join(KIMS)),
    ("tickets", "sam"): (None, "directory", True, ", ".join(SAMS)),
    ("tickets", "desk7"): (None, "directory", True, ", ".join(DESKS)),
    ("clutch", FRED): (FRED, "email", True, None),
    ("wiki", "svc-fred"): (FRED, "identity_map", True, None),
    ("clutch", BOT): (BOT, "email", False, None),
    ("wiki", "release"): (BOT, "identity_map", False, None),
    ("tickets", "svc-etl"): (None, "itself", False, None),
    ("tickets", r"CORP\svc-x"): (None, "itself", False, None),
    ("clutch", GUEST): (GUEST, "email", True, None),
    ("tickets", "nobody"): (None, "itself", True, None),
    ("wiki", "nobody"): (None, "itself", True, None),
    ("tickets", "newcomer"): (None, "itself", True, None),
}
CHANGED: dict[tuple[str, str], Who] = {
    ("tickets", "blee"): (BARBARA, "directory", True, None),
    ("tickets", "nobody"): (NED, "identity_map", True, None),
    ("tickets", "newcomer"): (LATE, "directory", True, None),
}


def fill(warehouse: Warehouse) -> None:
    """Load what each user did, on a day of March for each of a system's users."""
    warehouse.set_salt()
    users: dict[str, list[str]] = {}
    for system, user in IDENTITIES:
        users.setdefault(system, []).append(user)
    warehouse.load_clutch(
        clutch_row(number, at(number).replace(tzinfo=dt.timezone.utc), user_name=user)
        for number, user in enumerate(users["clutch"], start=1)
    )
    viewed = {"command": "_log_get_user", "output": "null", "user": ANN}
    warehouse.load_amundsen(
        amundsen_row(epoch_ms(dt.date(2026, 3, 1), 9 + n), arguments=arguments, **viewed)
        for n, arguments in enumerate(
            [{"user_id": "Bob.Lee@corp.com"}, {"resource_key": ANN, "resource_type": "user"}]
        )
    )
    for system in ("tickets", "wiki"):
        load_events(
            warehouse,
            system,
            # Everybody of a custom source looks at Ann, whom the source knows by several names.
            (
                (
                    f"e{day}",
                    at(day),
                    user,
                    "look",
                    "user",
                    "alee" if system == "tickets" else "Ann.Lee",
                )
                for day, user in enumerate(users[system], start=1)
            ),
        )
    load_employees(warehouse, DIRECTORY)
