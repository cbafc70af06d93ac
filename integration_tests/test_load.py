"""Loading raw logs with the command line, into both engines."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from footfall.cli import app
from footfall.files import RefusedRecordError
from footfall.systems.amundsen import to_row
from integration_tests.command_line import CommandLine
from integration_tests.harness import DATA, Warehouse

LOG = DATA / "amundsen_user_actions.jsonl"
LOG_LINES = 562
RAW_COLUMNS = {
    "record_hash": "text",
    "command": "text",
    "user": "text",
    "host_name": "text",
    "pos_args_json": "text",
    "keyword_args_json": "text",
    "output": "text",
    "error": "text",
    "start_epoch_ms": "bigint",
    "end_epoch_ms": "bigint",
}


def record(**fields: Any) -> dict[str, Any]:
    """A record of Amundsen's log."""
    return {
        "command": "_log_get_user",
        "user": "ada@example.com",
        "host_name": "vm",
        "start_epoch_ms": 1598844053001,
        "end_epoch_ms": 1598844053002,
        "pos_args_json": "[]",
        "keyword_args_json": "{}",
        "output": "null",
        "error": None,
        **fields,
    }


def write_lines(path: Path, lines: list[dict[str, Any] | str]) -> Path:
    texts = [line if isinstance(line, str) else json.dumps(line) for line in lines]
    path.write_text("\n".join(texts) + "\n", encoding="utf-8")
    return path


# -- Amundsen ----------------------------------------------------------------------------------


def test_a_real_log_is_loaded_as_it_is(warehouse: Warehouse, footfall: CommandLine) -> None:
    counts = footfall("load", "amundsen", LOG)
    assert counts == {
        "lines read": LOG_LINES,
        "loaded (new)": LOG_LINES,
        "already there": 0,
        "refused": 0,
    }
    assert warehouse.columns("amundsen.user_actions") == RAW_COLUMNS
    names = [f'"{name}"' for name in list(RAW_COLUMNS)[1:]]
    loaded = warehouse.query(f"select {', '.join(names)} from amundsen.user_actions")
    lines = [json.loads(line) for line in LOG.read_text().splitlines()]
    expected = [tuple(line[name] for name in list(RAW_COLUMNS)[1:]) for line in lines]
    assert sorted(loaded, key=repr) == sorted(expected, key=repr)


def test_lines_that_are_there_change_nothing(
    warehouse: Warehouse, footfall: CommandLine, tmp_path: Path
) -> None:
    lines = LOG.read_text().splitlines()
    first = write_lines(tmp_path / "monday.jsonl", list(lines[:300]))
    footfall("load", "amundsen", first)
    rows = warehouse.query("select * from amundsen.user_actions order by record_hash")

    assert footfall("load", "amundsen", first)["loaded (new)"] == 0
    assert warehouse.query("select * from amundsen.user_actions order by record_hash") == rows

    # a log that overlaps, packed, twice in one command, with a line that repeats in it
    overlapping = tmp_path / "tuesday.jsonl.gz"
    overlapping.write_bytes(gzip.compress("\n".join([*lines[200:], lines[-1]]).encode()))
    copy = tmp_path / "copy.jsonl.gz"
    copy.write_bytes(overlapping.read_bytes())
    counts = footfall("load", "amundsen", overlapping, copy)
    assert counts["lines read"] == 2 * (LOG_LINES - 200 + 1)
    assert counts["loaded (new)"] == LOG_LINES - 300
    assert counts["already there"] == counts["lines read"] - counts["loaded (new)"]
    assert warehouse.query("select count(*) from amundsen.user_actions") == [(LOG_LINES,)]


def test_refused_lines_are_kept_with_their_reasons(
    warehouse: Warehouse, footfall: CommandLine, tmp_path: Path
) -> None:
    path = tmp_path / "log.jsonl"
    lines: list[dict[str, Any] | str] = [
        "not json",
        "[1, 2]",
        record(start_epoch_ms="soon"),
        record(start_epoch_ms=1.5),
        record(end_epoch_ms=2**63),
        record(end_epoch_ms=True),
        record(output="a\0b"),
        "",
        record(command=None),
        record(start_epoch_ms=None),
        record(keyword_args_json="not json"),
    ]
    write_lines(path, lines)
    code, output = footfall.run("load", "amundsen", path)
    assert code == 0
    assert "Refused 2: start_epoch_ms is not a whole number" in output
    kept = [json.loads(line) for line in (tmp_path / "log.jsonl.refused.jsonl").open()]
    assert [(line["line"], line["reason"]) for line in kept] == [
        (1, "not JSON"),
        (2, "not a JSON object"),
        (3, "start_epoch_ms is not a whole number"),
        (4, "start_epoch_ms is not a whole number"),
        (5, "end_epoch_ms is out of range"),
        (6, "end_epoch_ms is not a whole number"),
        (7, "output holds the character U+0000"),
    ]
    raw = path.read_text().splitlines()
    assert [line["raw"] for line in kept] == raw[:7]
    # what the models can quarantine is loaded
    assert warehouse.query("select count(*) from amundsen.user_actions") == [(3,)]

    # a pattern may match the refused lines of an earlier load
    code, output = footfall.run("load", "amundsen", path, tmp_path / "log.jsonl.refused.jsonl")
    assert "Skipped" in output
    assert warehouse.query("select count(*) from amundsen.user_actions") == [(3,)]

    # once mended, nothing is refused any more
    write_lines(path, [record()])
    footfall("load", "amundsen", path)
    assert not (tmp_path / "log.jsonl.refused.jsonl").exists()


def test_unusual_values_are_stored(
    warehouse: Warehouse, footfall: CommandLine, tmp_path: Path
) -> None:
    path = write_lines(
        tmp_path / "log.jsonl",
        [
            record(command="", extra="ignored", error=""),
            record(command="numbers", start_epoch_ms="1598844053001", end_epoch_ms=1.598e12),
            record(command="objects", output={"a": [1, None]}, keyword_args_json={"é": "\n"}),
            {"command": "missing"},
            record(command="wide", output="x" * 1_000_000),
            record(command="escaped", output="\\u0000 and 'quotes', \t\"tabs\" and \u2028 ✓"),
        ],
    )
    assert footfall("load", "amundsen", path)["loaded (new)"] == 6
    found = {
        row[0]: row[1:]
        for row in warehouse.query(
            'select command, "user", start_epoch_ms, end_epoch_ms, keyword_args_json, output,'
            " error from amundsen.user_actions"
        )
    }
    assert found[""] == ("ada@example.com", 1598844053001, 1598844053002, "{}", "null", "")
    assert found["numbers"][1:3] == (1598844053001, 1598000000000)
    assert found["objects"][3:5] == ('{"é":"\\n"}', '{"a":[1,null]}')
    assert found["missing"] == (None,) * 6
    assert len(found["wide"][4]) == 1_000_000
    assert found["escaped"][4] == "\\u0000 and 'quotes', \t\"tabs\" and \u2028 ✓"


def test_an_empty_log_makes_an_empty_table(
    warehouse: Warehouse, footfall: CommandLine, tmp_path: Path
) -> None:
    empty = tmp_path / "empty.jsonl"
    empty.touch()
    assert footfall("load", "amundsen", empty)["lines read"] == 0
    assert warehouse.columns("amundsen.user_actions") == RAW_COLUMNS


def test_a_table_dropped_by_hand_is_loaded_again(
    warehouse: Warehouse, footfall: CommandLine
) -> None:
    footfall("load", "amundsen", LOG)
    warehouse.execute("drop table amundsen.user_actions")
    assert footfall("load", "amundsen", LOG)["loaded (new)"] == LOG_LINES


def test_another_schema(warehouse: Warehouse, footfall: CommandLine) -> None:
    footfall("load", "amundsen", LOG, "--schema", "raw_catalogue")
    assert warehouse.query("select count(*) from raw_catalogue.user_actions") == [(LOG_LINES,)]


def test_no_copy_of_the_rows_stays_behind(warehouse: Warehouse, footfall: CommandLine) -> None:
    footfall("load", "amundsen", LOG)
    assert warehouse.query("select count(*) from amundsen_staging.user_actions") == [(0,)]


def test_equal_content_has_equal_keys() -> None:
    assert to_row(record(other=1)) == to_row(dict(reversed(record().items())))
    assert to_row(record(error=""))[0] != to_row(record(error=None))[0]
    with pytest.raises(RefusedRecordError, match="user holds"):
        to_row(record(user="\0"))


# -- Mistakes ----------------------------------------------------------------------------------


def test_mistakes_with_files(duckdb_footfall: CommandLine, tmp_path: Path) -> None:
    missing = tmp_path / "missing.jsonl"
    assert f"There is no file {missing}." in duckdb_footfall.fails("load", "amundsen", missing)
    damaged = tmp_path / "damaged.gz"
    damaged.write_bytes(gzip.compress(LOG.read_bytes())[:-100])
    assert "is damaged" in duckdb_footfall.fails("load", "amundsen", damaged)
    message = duckdb_footfall.fails("load", "amundsen", LOG, "--refused-dir", missing)
    assert "does not exist" in message
    message = duckdb_footfall.fails("load", "amundsen", LOG, "--schema", "My Schema")
    assert "lower-case" in message


def test_mistakes_with_the_profile(duckdb_footfall: CommandLine, tmp_path: Path) -> None:
    message = duckdb_footfall.fails("load", "amundsen", LOG, "--target", "nowhere")
    assert "does not have a target named 'nowhere'" in message
    result = CliRunner().invoke(app, ["kpis", "--profiles-dir", str(tmp_path)])
    assert result.exit_code == 2
    assert "No profiles.yml in" in result.output
    result = CliRunner().invoke(app, ["kpis", "--project-dir", str(tmp_path)])
    assert result.exit_code == 2
    assert "has no dbt_project.yml" in " ".join(result.output.split())


def test_a_table_of_somebody_else(warehouse: Warehouse, footfall: CommandLine) -> None:
    warehouse.load_amundsen([record()])
    assert "was not made by footfall" in footfall.fails("load", "amundsen", LOG)
    assert warehouse.query("select count(*) from amundsen.user_actions") == [(1,)]


def test_kpis_before_the_first_build(footfall: CommandLine) -> None:
    assert "has no marts yet" in footfall.fails("kpis")


def test_kpis_of_a_build(warehouse: Warehouse, footfall: CommandLine) -> None:
    warehouse.execute("create schema marts")
    for statement in (
        (
            "active_users_daily as select date '2026-03-01' as activity_date, 'all' as system,"
            " 3 as dau, 5 as wau, 8 as mau, cast(0.375 as double precision) as stickiness"
        ),
        (
            "top_users as select 28 as window_days, 'all' as system, 1 as user_rank,"
            " 'user-[7f3a9c]' as user_label, 1234 as activities, 9 as active_days"
        ),
        (
            "top_tables as select 7 as window_days, 1 as table_rank, 'hive://a.b/c' as table_key,"
            " 1 as views, 1 as viewers, 1 as edits"
        ),
    ):
        warehouse.execute(f"create table marts.{statement}")
    code, output = footfall.run("kpis")
    assert code == 0, output
    assert "│ 2026-03-01    │ 3   │ 5   │ 8   │ 38%" in output
    assert "│ user-[7f3a9c] │ 1,234" in output
    assert "Top tables, 28 days: nothing in this window." in output
    assert "Top search terms, 28 days: not built." in output
    assert "hive://a.b/c" in footfall.run("kpis", "--window", "7")[1]
