"""Loading the employee directory into both engines."""

from __future__ import annotations

import gzip
from datetime import date
from pathlib import Path

from footfall.errors import FAILED
from integration_tests.command_line import CommandLine
from integration_tests.harness import Warehouse

RAW_COLUMNS = {
    "record_hash": "text",
    "email": "text",
    "full_name": "text",
    "department": "text",
    "role": "text",
    "manager_email": "text",
    "employment_start": "date",
    "employment_end": "date",
    "valid_from": "date",
    "valid_to": "date",
    "login": "text",
}
HEADER = "email,full_name,department,role,manager_email,employment_start,employment_end"
ADA = "ada@example.com,Ada,Data,Analyst,,2020-01-01,"


def write(path: Path, *rows: str, header: str = HEADER) -> Path:
    path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    return path


def test_the_file_replaces_the_directory(
    warehouse: Warehouse, footfall: CommandLine, tmp_path: Path
) -> None:
    path = write(
        tmp_path / "employees.csv",
        ADA,
        "bob@example.com,Bob,Data,Analyst,ada@example.com,2021-05-01,2026-02-28",
    )
    assert footfall("load", "employees", path) == {
        "rows loaded": 2,
        "people": 2,
        "rows replaced": 0,
    }
    assert warehouse.columns("hr.employees") == RAW_COLUMNS
    columns = ", ".join(list(RAW_COLUMNS)[1:])
    rows = [
        ("ada@example.com", "Ada", "Data", "Analyst", None, date(2020, 1, 1), *[None] * 4),
        (
            "bob@example.com",
            "Bob",
            "Data",
            "Analyst",
            "ada@example.com",
            date(2021, 5, 1),
            date(2026, 2, 28),
            *[None] * 3,
        ),
    ]
    everybody = f"select {columns} from hr.employees order by email, valid_from"
    assert warehouse.query(everybody) == rows
    # models may be views of the table
    warehouse.execute("create view hr.colleagues as select email from hr.employees")
    assert footfall("load", "employees", path)["rows replaced"] == 2
    assert warehouse.query(everybody) == rows

    # somebody left the directory, somebody moved; packed, other order, blanks, a BOM
    history = (
        "\ufeffValid_From, LOGIN ,email,Full_Name,department,role,manager_email,employment_start,"
        "employment_end,valid_to,badge\r\n"
        "2020-01-01,al, ADA@example.com ,Ada,Data,Analyst,,2020-01-01,,2025-12-31,1\r\n"
        '2026-01-01,al,ada@example.com,Ada,"Research, Data",Lead,,2020-01-01,,,1\r\n'
    )
    packed = tmp_path / "employees.csv.gz"
    packed.write_bytes(gzip.compress(history.encode()))
    assert footfall("load", "employees", packed) == {
        "rows loaded": 2,
        "people": 1,
        "rows replaced": 2,
    }
    found = warehouse.query(
        "select email, department, valid_from, valid_to, login from hr.employees"
        " order by valid_from"
    )
    assert found == [
        ("ADA@example.com", "Data", date(2020, 1, 1), date(2025, 12, 31), "al"),
        ("ada@example.com", "Research, Data", date(2026, 1, 1), None, "al"),
    ]
    assert warehouse.query("select count(*) from hr.colleagues") == [(2,)]
    assert warehouse.query("select count(*) from hr_staging.employees") == [(0,)]


def test_a_table_dropped_by_hand_and_another_schema(
    warehouse: Warehouse, footfall: CommandLine, tmp_path: Path
) -> None:
    path = write(tmp_path / "employees.csv", ADA)
    footfall("load", "employees", path, "--schema", "people")
    warehouse.execute("drop table people.employees")
    footfall("load", "employees", path, "--schema", "people")
    assert warehouse.query("select email from people.employees") == [("ada@example.com",)]
    assert warehouse.relations("hr") == []


def test_a_table_of_somebody_else(
    warehouse: Warehouse, footfall: CommandLine, tmp_path: Path
) -> None:
    warehouse.execute("create schema hr")
    warehouse.execute("create table hr.employees (email varchar(80))")
    path = write(tmp_path / "employees.csv", ADA)
    assert "was not made by footfall" in footfall.fails("load", "employees", path)
    assert warehouse.columns("hr.employees") == {"email": "text"}


def test_a_file_with_mistakes_changes_nothing(
    warehouse: Warehouse, footfall: CommandLine, tmp_path: Path
) -> None:
    footfall("load", "employees", write(tmp_path / "good.csv", ADA))
    path = write(
        tmp_path / "employees.csv",
        " ,Nobody,Data,Analyst,,2020-01-01,",
        "bob@example.com,Bob,Data,Analyst,,2020-02-30,",
        "cleo@example.com,Cleo,Data,Analyst,,2020-01-01,31.12.2025",
        "dan@example.com,Dan,Data",
        ADA,
        ADA.replace("ada@", "Ada@"),
    )
    message = footfall.fails("load", "employees", path, exit_code=FAILED)
    assert f"{path} was not loaded." in message
    for sentence in (
        "Row 2: the e-mail is empty.",
        "Row 3: employment_start is '2020-02-30', which is no date such as 2026-03-31.",
        "Row 4: employment_end is '31.12.2025', which is no date such as 2026-03-31.",
        "Row 5: not as many values as the header has columns.",
        "Row 7: the e-mail Ada@example.com stands in row 6 with the same valid_from.",
    ):
        assert sentence in message
    write(path, *(f" ,{number},,,,," for number in range(15)))
    message = footfall.fails("load", "employees", path, exit_code=FAILED)
    assert "Further problems: 5." in message
    write(path)
    message = footfall.fails("load", "employees", path, exit_code=FAILED)
    assert "has no employees: it would empty the directory." in message
    whole = gzip.compress(f"{HEADER}\n{ADA}\n{ADA.replace('ada', 'bob')}\n".encode())
    path.write_bytes(whole[:-9])
    message = footfall.fails("load", "employees", path, exit_code=FAILED)
    assert f"{path} is damaged: it ends too early" in message
    assert warehouse.query("select email from hr.employees") == [("ada@example.com",)]


def test_mistakes_with_the_file(duckdb_footfall: CommandLine, tmp_path: Path) -> None:
    missing = tmp_path / "missing.csv"
    assert f"There is no file {missing}." in duckdb_footfall.fails("load", "employees", missing)
    path = write(tmp_path / "employees.csv", header=HEADER.replace("role", "job"))
    message = duckdb_footfall.fails("load", "employees", path, exit_code=FAILED)
    assert "lacks role: its first line must name email, full_name" in message
    path.write_text('{"email": "ada@example.com"}\n')
    message = duckdb_footfall.fails("load", "employees", path, exit_code=FAILED)
    assert "It begins as JSON does." in message
