"""Loading raw logs with the command line, into both engines."""

from __future__ import annotations

import gzip
import json
import random
import zlib
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from footfall.cli import app
from footfall.errors import FAILED, UnusableDataError
from footfall.files import RefusedRecordError, open_unpacked, read_lines
from footfall.systems import amundsen, zoomdata
from footfall.systems.amundsen import to_row
from footfall.systems.json_lines import check_recognised, parse_object
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


# -- What is no record of the system -----------------------------------------------------------


def wrapped(line: str) -> str:
    """A line as a container runtime logs it."""
    return json.dumps({"log": f"{line}\n", "stream": "stdout", "time": "2026-11-20T09:00:00Z"})


ZOOMDATA = {"activityType": "SOURCE", "eventDate": "2018-01-29 10:00:00.123", "user": "ada"}
CLOUDTRAIL = {"eventVersion": "1.08", "userIdentity": {"type": "Role"}, "eventName": "GetObject"}
OTHERS: list[tuple[str, str]] = [
    (wrapped(json.dumps(record())), "wrapped by a container runtime: unwrap the field log"),
    (wrapped("plain text"), "wrapped by a container runtime: unwrap the field log"),
    ('{"log": "half a li"}', "wrapped by a container runtime: unwrap the field log"),
    (json.dumps({"@timestamp": 1, "message": json.dumps(record())}), "in the field message"),
    (json.dumps({"jsonPayload": record()}), "in the field jsonPayload"),
    (json.dumps({"jsonPayload": ZOOMDATA}), "in the field jsonPayload"),
    (json.dumps({"MESSAGE": "2018-01-29 10:00 " + json.dumps(ZOOMDATA)}), "in the field MESSAGE"),
    (json.dumps(CLOUDTRAIL), "but eventVersion, userIdentity, eventName"),
    (json.dumps({"Records": [CLOUDTRAIL]}), "but Records"),
    (json.dumps({"user": "ada", "error": "no", "level": "INFO"}), "but user, error, level"),
    (json.dumps({f"f{number}": 1 for number in range(8)}), "but f0, f1, f2, f3, f4, 3 more"),
    (json.dumps({"ada@example.com": 1, "two words": 2}), "but others"),
    ("{}", "but no fields at all"),
]


@pytest.mark.parametrize(("line", "reason"), OTHERS)
@pytest.mark.parametrize(
    ("system", "fields"),
    [("Amundsen", amundsen.RECOGNISED_BY), ("Zoomdata", zoomdata.RECOGNISED_BY)],
)
def test_records_of_something_else_are_refused(
    system: str, fields: tuple[str, ...], line: str, reason: str
) -> None:
    with pytest.raises(RefusedRecordError) as refused:
        check_recognised(parse_object(line.encode()), fields, system)
    if "in the field" in reason and system != (
        "Zoomdata" if "activityType" in line else "Amundsen"
    ):
        reason = f"not {system}'s"
    assert reason in str(refused.value)


@pytest.mark.parametrize(
    "fields",
    [
        dict.fromkeys(record()),
        dict.fromkeys(record(), ""),
        {**dict.fromkeys(record()), "command": " ", "pos_args_json": "[]", "output": "null"},
        {"user": "ada", "command": None, "keyword_args_json": {}},
    ],
)
def test_a_record_without_values_is_refused(fields: dict[str, Any]) -> None:
    with pytest.raises(RefusedRecordError, match="have no value"):
        check_recognised(fields, amundsen.RECOGNISED_BY, "Amundsen")


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b'2026-11-20T09:00:00.1Z stdout F {"command": "x"}', "container runtime"),
        (b'{"command": "\xff"}', "not UTF-8"),
        (b'{"command": "x"', "not JSON"),
        (b"[]", "not a JSON object"),
    ],
)
def test_lines_that_are_no_json_objects_say_why(line: bytes, reason: str) -> None:
    with pytest.raises(RefusedRecordError, match=reason):
        parse_object(line)


def test_a_wrapped_log_is_not_loaded(
    warehouse: Warehouse, footfall: CommandLine, tmp_path: Path
) -> None:
    lines = [wrapped(json.dumps(record(start_epoch_ms=number))) for number in range(3)]
    path = write_lines(tmp_path / "docker.jsonl", list(lines))
    code, output = footfall.run("load", "amundsen", path)
    assert code == FAILED
    assert "Refused 3: wrapped by a container runtime" in output
    assert f"Nothing of {path} was loaded, all of it was refused: wrapped" in output
    assert "Lines read: 3, refused: 3." in output
    assert warehouse.query("select count(*) from amundsen.user_actions") == [(0,)]
    kept = [json.loads(line) for line in (tmp_path / "docker.jsonl.refused.jsonl").open()]
    assert [line["raw"] for line in kept] == lines

    # another file is loaded all the same, and a program is told the same
    good = write_lines(tmp_path / "good.jsonl", [record()])
    code, output = footfall.run("load", "amundsen", path, good, "--json")
    document = json.loads(output[: output.rindex("}") + 1])
    assert code == FAILED
    assert document["results"][0]["counts"] == {
        "lines_read": 4,
        "loaded_new": 1,
        "already_there": 0,
        "refused": 3,
    }
    (failure,) = document["failures"]
    assert failure.pop("problem").startswith(f"Nothing of {path} was loaded")
    assert failure == {"file": str(path), "read": 3, "refused": 3}
    # rows that are there already are well
    assert footfall.run("load", "amundsen", good)[0] == 0
    # so is a file of which a part can be used
    write_lines(path, [record(), *lines])
    assert footfall.run("load", "amundsen", path)[0] == 0


def test_reasons_are_counted_up_to_a_number(duckdb_footfall: CommandLine, tmp_path: Path) -> None:
    path = write_lines(tmp_path / "log.jsonl", [{f"key{number}": 1} for number in range(200)])
    code, output = duckdb_footfall.run("load", "amundsen", path)
    assert code == FAILED
    assert "Refused 150: other reasons, see the refused lines" in output
    assert "refused: 200." in output


# -- Damaged files -----------------------------------------------------------------------------


def packed_log(lines: int) -> bytes:
    """A gzipped log whose bytes are not all of one block."""
    chance = random.Random(7)
    texts = [json.dumps(record(user=str(chance.random()), end_epoch_ms=n)) for n in range(lines)]
    return gzip.compress(("\n".join(texts) + "\n").encode())


def test_what_of_an_archive_can_be_read_is_read(tmp_path: Path) -> None:
    whole = packed_log(400)
    expected = gzip.decompress(whole).splitlines()
    path = tmp_path / "log.jsonl.gz"
    chance = random.Random(7)
    cuts = [whole[:size] for size in [*range(2, 60), *range(60, len(whole), 997), len(whole) - 1]]
    wrong = []
    for position in [3, *(chance.randrange(10, len(whole)) for _ in range(60))]:
        spoilt = bytearray(whole)
        spoilt[position] ^= 1 << chance.randrange(8)
        wrong.append(bytes(spoilt))
    for content in [*cuts, *wrong, whole + b"junk", whole + whole[:40]]:
        path.write_bytes(content)
        lines, problem = read_as_far_as_possible(path)
        if problem:
            assert problem.startswith(f"{path} is damaged: ")
        else:
            # what stands in the header but is not looked at
            assert content in wrong
            assert lines == expected
        # all up to the damage: no reader that goes on behind an error has more
        assert len(lines) >= len(readable(content).splitlines()) - 1
        if content in cuts:
            assert lines == expected[: len(lines)]


def read_as_far_as_possible(path: Path) -> tuple[list[bytes], str]:
    """The lines of a file, and what is wrong behind them."""
    lines: list[bytes] = []
    try:
        lines.extend(line for _, line in read_lines(path, lambda size: None))
    except UnusableDataError as error:
        return lines, str(error)
    return lines, ""


def readable(content: bytes) -> bytes:
    """What zlib unpacks of an archive, byte by byte."""
    inflater = zlib.decompressobj(31)
    unpacked = b""
    try:
        for position in range(len(content)):
            unpacked += inflater.decompress(content[position : position + 1])
    except zlib.error:
        pass
    return unpacked


def test_archives_one_behind_the_other_are_one(tmp_path: Path) -> None:
    path = tmp_path / "log.jsonl.gz"
    path.write_bytes(packed_log(3) + bytes(512) + packed_log(2) + bytes(100))
    assert len(list(read_lines(path, lambda size: None))) == 5
    # one that unpacks to much more than it is
    path.write_bytes(gzip.compress(b"x" * 50_000_000 + b"\nlast"))
    assert [len(line) for _, line in read_lines(path, lambda size: None)] == [50_000_000, 4]


def test_a_place_in_an_archive_can_be_found_again(tmp_path: Path) -> None:
    path = tmp_path / "log.jsonl.gz"
    content = gzip.decompress(packed_log(5_000))
    path.write_bytes(gzip.compress(content))
    chance = random.Random(7)
    with open_unpacked(path, lambda size: None) as file:
        for _ in range(20):
            place = chance.randrange(len(content))
            file.content.seek(place)
            assert file.content.read(100) == content[place : place + 100]


def test_a_damaged_file_does_not_keep_the_others_from_being_loaded(
    warehouse: Warehouse, footfall: CommandLine, tmp_path: Path
) -> None:
    whole = packed_log(300)
    checksum = bytearray(whole)
    checksum[-6] ^= 1
    contents: dict[str, tuple[bytes, str]] = {
        "truncated.jsonl.gz": (whole[: len(whole) // 2], "it ends too early"),
        "checksum.jsonl.gz": (bytes(checksum), "its checksum does not match its content"),
        "magic.jsonl.gz": (b"\x1e" + whole[1:], "it does not begin as a gzipped file does"),
        "empty.jsonl.gz": (b"", "it does not begin as a gzipped file does"),
        "cut.jsonl.zst": (b"\x28\xb5\x2f\xfd rest", "it cannot be unpacked any further"),
        "sheet.jsonl": (b"PK\x03\x04 rest", "is a zip archive"),
        "windows.jsonl": ("\ufeff{}".encode("utf-16-le"), "is in UTF-16"),
    }
    for name, (content, _) in contents.items():
        (tmp_path / name).write_bytes(content)
    (tmp_path / "refuses.jsonl").symlink_to("/proc/self/mem")
    first = write_lines(tmp_path / "a.jsonl", [record(user="first")])
    last = write_lines(tmp_path / "z.jsonl", [record(user="last")])
    paths = [first, *(tmp_path / name for name in contents), tmp_path / "refuses.jsonl", last]
    code, output = footfall.run("load", "amundsen", *paths)
    assert code == FAILED, output
    for name, (_, problem) in contents.items():
        line = next(line for line in output.splitlines() if f"Error: {tmp_path / name} " in line)
        assert problem in line
    assert f"Error: {tmp_path / 'refuses.jsonl'} cannot be read: Input/output error" in output
    users = warehouse.query("""select "user" from amundsen.user_actions""")
    assert {("first",), ("last",)} <= set(users)
    # the checksum is the last thing in a file: all rows come before it
    assert len(users) == 302
    (read,) = (line for line in output.splitlines() if "truncated" in line)
    assert 100 < int(read.split("Lines read: ")[1].split(",")[0]) < 200

    # what is mended brings the rest, and what was loaded is there once
    for path in paths[1:3]:
        path.write_bytes(whole)
    assert footfall.run("load", "amundsen", *paths[:3])[0] == 0
    assert warehouse.query("select count(*) from amundsen.user_actions") == [(302,)]


def test_a_mended_archive_brings_the_rest(
    warehouse: Warehouse, footfall: CommandLine, tmp_path: Path
) -> None:
    whole = packed_log(300)
    path = tmp_path / "log.jsonl.gz"
    path.write_bytes(whole[: len(whole) // 2])
    code, _ = footfall.run("load", "amundsen", path)
    ((loaded,),) = warehouse.query("select count(*) from amundsen.user_actions")
    assert code == FAILED
    assert 100 < loaded < 200
    path.write_bytes(whole)
    assert footfall("load", "amundsen", path)["loaded (new)"] == 300 - loaded


def test_a_wrong_encoding_spoils_its_line_alone(
    duckdb_footfall: CommandLine, tmp_path: Path
) -> None:
    lines = [json.dumps(record(user=f"u{number}")).encode() for number in range(5)]
    lines[2] = lines[2].replace(b"u2", b"\xe4\xff")
    path = tmp_path / "log.jsonl"
    path.write_bytes(b"\n".join(lines))
    code, output = duckdb_footfall.run("load", "amundsen", path)
    assert code == 0
    assert "Refused 1: not UTF-8" in output
    assert duckdb_footfall("load", "amundsen", path)["already there"] == 4


def test_refused_lines_that_cannot_be_kept_are_told(
    duckdb_footfall: CommandLine, tmp_path: Path
) -> None:
    path = write_lines(tmp_path / "log.jsonl", ["not json", record()])
    # a folder where the file should be
    (tmp_path / "log.jsonl.refused.jsonl").mkdir()
    code, output = duckdb_footfall.run("load", "amundsen", path)
    assert code == FAILED
    assert "loaded (new)  │ 1" in output
    assert "Refused lines cannot be written to" in output
    assert "say --refused-dir. Lines read: 2, refused: 1." in output


# -- Mistakes ----------------------------------------------------------------------------------


def test_mistakes_with_files(duckdb_footfall: CommandLine, tmp_path: Path) -> None:
    missing = tmp_path / "missing.jsonl"
    assert f"There is no file {missing}." in duckdb_footfall.fails("load", "amundsen", missing)
    damaged = tmp_path / "damaged.gz"
    damaged.write_bytes(gzip.compress(LOG.read_bytes())[:-100])
    message = duckdb_footfall.fails("load", "amundsen", damaged, exit_code=FAILED)
    assert f"{damaged} is damaged" in message
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
    assert "There is no window of 13 days: --window is one of 7, 28" in (
        footfall.fails("kpis", "--window", "13")
    )
