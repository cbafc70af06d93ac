"""Loading liblab's CSV exports into both engines."""

from __future__ import annotations

import gzip
import json
from datetime import datetime, timezone
from pathlib import Path

import pytest

from footfall.errors import FAILED
from footfall.files import RefusedRecordError
from footfall.systems.liblab import parse_time
from integration_tests.command_line import CommandLine
from integration_tests.harness import Warehouse

RAW_COLUMNS = {
    "record_hash": "text",
    "name": "text",
    "email": "text",
    "org": "text",
    "event": "text",
    "time": "timestamptz",
    "url": "text",
    "details": "text",
}
HEADER = "Name,Email,Org,Event,Time,URL\n"
BUILD = "https://app.liblab.com/builds/17"


def utc(*fields: int) -> datetime:
    return datetime(*fields, tzinfo=timezone.utc)  # type: ignore[arg-type,misc]


def test_an_export_is_loaded_once(
    warehouse: Warehouse, footfall: CommandLine, tmp_path: Path
) -> None:
    first = tmp_path / "october.csv"
    first.write_text(
        HEADER
        + f"Ada,ada@example.com,Acme,User Build,2026-10-02 10:00:00,{BUILD}\n"
        + "Ada,ada@example.com,Acme,User Create,2026-10-01 09:00:00,\n"
    )
    loaded = footfall("load", "liblab", first)
    assert loaded == {"rows read": 2, "loaded (new)": 2, "already there": 0, "refused": 0}
    assert warehouse.columns("liblab.audit_trail") == RAW_COLUMNS
    rows = warehouse.query("select * from liblab.audit_trail order by record_hash")
    assert sorted(row[1:6] for row in rows) == [
        ("Ada", "ada@example.com", "Acme", "User Build", utc(2026, 10, 2, 10)),
        ("Ada", "ada@example.com", "Acme", "User Create", utc(2026, 10, 1, 9)),
    ]
    assert {row[6:] for row in rows} == {(BUILD, None), (None, None)}
    assert footfall("load", "liblab", first)["loaded (new)"] == 0
    assert warehouse.query("select * from liblab.audit_trail order by record_hash") == rows

    # an export that overlaps: other order of columns, another form of time, a row twice in it
    second = tmp_path / "november.csv.gz"
    second.write_bytes(
        gzip.compress(
            (
                "Time,Email,Name,URL,Event,Org\r\n"
                "2026-11-01T08:00:00Z,ada@example.com,Ada,,User Invite Member,Acme\r\n"
                "2026-11-01T08:00:00Z,ada@example.com,Ada,,User Invite Member,Acme\r\n"
                f"2026-10-02T10:00:00.000+00:00,ada@example.com,Ada,{BUILD},User Build,Acme\r\n"
            ).encode()
        )
    )
    loaded = footfall("load", "liblab", second)
    assert loaded == {"rows read": 3, "loaded (new)": 1, "already there": 2, "refused": 0}


def test_csv_as_it_comes(warehouse: Warehouse, footfall: CommandLine, tmp_path: Path) -> None:
    path = tmp_path / "export.csv"
    details = json.dumps({"api_name": "pets", "note": "x" * 200_000})
    path.write_bytes(
        b"\xef\xbb\xbf"
        + (
            ' EMAIL ,"name",Org,EVENT,time,Url,Details,Comment\r\n'
            'a@example.com,"Ada, Countess\nof ""L""",Acme,User Build,2026-10-01T10:00,,,ignored\r\n'
            "\r\n"
            ",,,,,,,\r\n"
            "z@example.com,Zo\u00eb,,,2026-10-01 12:30:00.5+05:30,,"
            '"' + details.replace('"', '""') + '",'
        ).encode()
    )
    assert footfall("load", "liblab", path)["loaded (new)"] == 2
    columns = "email, name, org, event, time, url, details"
    assert warehouse.query(f"select {columns} from liblab.audit_trail order by email") == [
        (
            "a@example.com",
            'Ada, Countess\nof "L"',
            "Acme",
            "User Build",
            utc(2026, 10, 1, 10),
            None,
            None,
        ),
        (
            "z@example.com",
            "Zo\u00eb",
            None,
            None,
            utc(2026, 10, 1, 7, 0, 0, 500_000),
            None,
            details,
        ),
    ]


def test_refused_rows_are_kept_with_their_reasons(
    warehouse: Warehouse, footfall: CommandLine, tmp_path: Path
) -> None:
    path = tmp_path / "export.csv"
    rows = [
        b"Ada,a@example.com,Acme,User Build,yesterday,",
        b'"Ada\nL",a@example.com,Acme,User Build,,',
        b"Ada,a@example.com,Acme,User Build",
        b"Ada, Countess,a@example.com,Acme,User Build,2026-10-01 10:00:00,",
        b"Zo\xeb,z@example.com,Acme,User Build,2026-10-01 10:00:00,",
        b'"Ada"x,a@example.com,Acme,User Build,2026-10-01 10:00:00,',
        b"Ada,a@example.com,Acme,User Build,2026-10-01 10:00:00,",
    ]
    path.write_bytes(HEADER.encode() + b"\n".join(rows) + b"\n")
    code, output = footfall.run("load", "liblab", path)
    assert code == 0, output
    assert "Refused 2: Time is no date and time" in output
    refused = tmp_path / "export.csv.refused.jsonl"
    kept = [json.loads(line) for line in refused.open()]
    assert [(entry["line"], entry["reason"]) for entry in kept] == [
        (2, "Time is no date and time"),
        (3, "Time is no date and time"),
        (5, "not as many values as the header has columns"),
        (6, "not as many values as the header has columns"),
        (7, "not UTF-8"),
        (8, "not CSV"),
    ]
    assert kept[1]["raw"].encode() == rows[1]
    assert warehouse.query("select count(*) from liblab.audit_trail") == [(1,)]
    assert "Skipped" in footfall.run("load", "liblab", path, refused)[1]

    path.write_text(HEADER)
    assert footfall("load", "liblab", path)["rows read"] == 0
    assert not refused.exists()


def test_mistakes(duckdb_footfall: CommandLine, tmp_path: Path) -> None:
    path = tmp_path / "export.csv"

    def fails() -> str:
        return duckdb_footfall.fails("load", "liblab", path, exit_code=FAILED)

    path.write_text("Name,E-mail,Org,Event,Date,URL\n")
    assert f"The header of {path} lacks Email, Time: its first line must name" in fails()
    path.write_text("")
    assert "lacks Name, Email" in fails()
    path.write_text('{"log": "{}"}\n')
    assert "It begins as JSON does." in fails()
    path.write_text(HEADER.replace("Org", "Org,Event"))
    assert "names Event twice" in fails()
    path.write_text(HEADER + 'Ada,a@example.com,Acme,"User Build,2026-10-01 10:00:00,\nB,,,,,\n')
    assert "the quoted value that begins in line 2 has no end" in fails()
    assert "There is no file" in duckdb_footfall.fails("load", "liblab", tmp_path / "missing.csv")


def test_an_export_of_which_no_row_can_be_loaded_has_failed(
    warehouse: Warehouse, footfall: CommandLine, tmp_path: Path
) -> None:
    row = "Kim Roe,kim@corp.example,Acme,API created,{},https://x.example/1\r\n"
    path = tmp_path / "excel.csv"
    path.write_text(HEADER + row.format("11/20/2026 9:00"))
    empty = tmp_path / "empty.csv"
    empty.write_text(HEADER)
    code, output = footfall.run("load", "liblab", path, empty)
    assert code == FAILED
    assert "Refused 1: Time is no date and time" in output
    assert f"Nothing of {path} was loaded, all of it was refused: Time is no date" in output
    assert "empty.csv" not in output
    # a column that nobody knows does not make a record
    path.write_text("Notes," + HEADER + "read me,,,,,,\n")
    code, output = footfall.run("load", "liblab", path)
    assert "Refused 1: no column of the audit trail has a value" in output
    assert warehouse.query("select count(*) from liblab.audit_trail") == [(0,)]

    # what stands before the damage is loaded, and the files after it
    good = row.format("2026-11-20 09:00:00")
    path.write_text(HEADER + good + good.replace("Kim", '"Kim'))
    other = tmp_path / "other.csv"
    other.write_text(HEADER + good.replace("Kim", "Jo"))
    whole = tmp_path / "whole.csv.gz"
    content = gzip.compress((HEADER + good.replace("Kim", "Al") * 2).encode())
    whole.write_bytes(content[:-8])
    code, output = footfall.run("load", "liblab", path, whole, other)
    assert code == FAILED
    assert f"{path}: the quoted value that begins in line 3 has no end. Rows read: 1" in output
    assert f"{whole} is damaged: it ends too early. Rows read: 2" in output
    names = warehouse.query("select name from liblab.audit_trail order by name")
    assert names == [("Al Roe",), ("Jo Roe",), ("Kim Roe",)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-10-01 10:00:00", utc(2026, 10, 1, 10)),
        (" 2026-10-01T10:00:00.123456789Z ", utc(2026, 10, 1, 10, 0, 0, 123_456)),
        ("2026-10-01 10:00:00 UTC", utc(2026, 10, 1, 10)),
        ("2026-10-01T10:00:00-0230", utc(2026, 10, 1, 12, 30)),
    ],
)
def test_times(text: str, expected: datetime) -> None:
    assert parse_time(text) == expected


@pytest.mark.parametrize(
    "text",
    [None, "", "2026-10-01", "01/10/2026 10:00", "2026-13-01 10:00", "0001-01-01 00:00+01:00"],
)
def test_what_is_no_time(text: str | None) -> None:
    with pytest.raises(RefusedRecordError, match="Time is no date and time"):
        parse_time(text)
