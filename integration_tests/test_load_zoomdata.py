"""Loading Zoomdata's log files, as they grow, are rolled and are packed, into both engines."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

from footfall.errors import FAILED
from integration_tests.command_line import CommandLine
from integration_tests.harness import Warehouse

RAW_COLUMNS = {
    "record_hash": "text",
    "record": "text",
    "file_name": "text",
    "line_number": "bigint",
}


def line(number: int, **fields: Any) -> str:
    """A line of the log in its current form; equal numbers give equal lines."""
    return json.dumps(
        {
            "eventDate": f"2018-01-29 10:{number // 60:02d}:{number % 60:02d}.123",
            "user": "ada",
            "activityType": "SOURCE",
            "status": "SAVED",
            **fields,
        }
    )


def text(*numbers: int) -> str:
    return "".join(f"{line(number)}\n" for number in numbers)


def counts(footfall: CommandLine, *files: Path | str) -> tuple[int, int, int]:
    """Load; the numbers of lines skipped, read and new."""
    found = footfall("load", "zoomdata", *files)
    assert found["lines read"] == found["loaded (new)"] + found["already there"]
    return found["lines skipped (read before)"], found["lines read"], found["loaded (new)"]


def records(warehouse: Warehouse) -> list[tuple[Any, ...]]:
    return sorted(
        warehouse.query("select record, file_name, line_number from zoomdata.activity_log")
    )


def test_lines_are_loaded_as_they_are(
    warehouse: Warehouse, footfall: CommandLine, tmp_path: Path
) -> None:
    lines = [
        line(1).encode(),
        b"2018-01-29 10:11:12,345 " + line(2, user="zo\u00eb").encode(),
        b"",
        b"  \t",
        b"java.lang.OutOfMemoryError: \xff heap",
        b"\tat com.zoomdata.Main.main(Main.java:1)",
        b"nul \0 here",
        b"\0\0\0",
        line(3).encode() + b"\r",
        line(1).encode(),
    ]
    path = tmp_path / "zoomdata-activity.log"
    path.write_bytes(b"\xef\xbb\xbf" + b"\n".join(lines) + b"\n")
    code, output = footfall.run("load", "zoomdata", path)
    assert code == 0, output
    assert "Lines loaded without their U+0000 characters: 2" in output
    assert warehouse.columns("zoomdata.activity_log") == RAW_COLUMNS
    assert records(warehouse) == sorted(
        [
            (line(1), path.name, 1),
            (lines[1].decode(), path.name, 2),
            ("java.lang.OutOfMemoryError: \ufffd heap", path.name, 5),
            ("\tat com.zoomdata.Main.main(Main.java:1)", path.name, 6),
            ("nul  here", path.name, 7),
            (line(3), path.name, 9),
        ]
    )
    keys = warehouse.query("select count(distinct record_hash) from zoomdata.activity_log")
    assert keys == [(6,)]
    for table in ("activity_log", "log_files"):
        assert warehouse.query(f"select count(*) from zoomdata_staging.{table}") == [(0,)]


def test_only_what_was_appended_is_read(
    warehouse: Warehouse, footfall: CommandLine, tmp_path: Path
) -> None:
    path = tmp_path / "zoomdata-activity.log"
    path.write_text(text(1, 2, 3))
    assert counts(footfall, path) == (0, 3, 3)
    rows = warehouse.query("select * from zoomdata.activity_log order by record_hash")
    files = warehouse.query("select * from zoomdata.log_files")
    assert counts(footfall, path) == (3, 0, 0)
    assert warehouse.query("select * from zoomdata.activity_log order by record_hash") == rows
    assert warehouse.query("select * from zoomdata.log_files") == files

    # half a line may still be growing
    with path.open("a") as stream:
        stream.write(text(4) + line(5)[:20])
    code, output = footfall.run("load", "zoomdata", path)
    assert code == 0
    assert "Left for the next load, last lines being written: 1" in output
    with path.open("a") as stream:
        stream.write(line(5)[20:] + "\n")
    assert counts(footfall, path) == (4, 1, 1)

    # a whole record needs no end, and gets it later
    with path.open("a") as stream:
        stream.write(f"2018-01-29 10:11:12,345 {line(6)}")
    assert counts(footfall, path) == (5, 1, 1)
    with path.open("a") as stream:
        stream.write("\n" + text(7))
    assert counts(footfall, path) == (5, 2, 1)
    assert [(row[0], row[2]) for row in records(warehouse)] == [
        (f"2018-01-29 10:11:12,345 {line(6)}", 6),
        *((line(number), number) for number in (1, 2, 3, 4, 5, 7)),
    ]
    assert warehouse.query("select file_name, lines_read, bytes_read from zoomdata.log_files") == [
        (path.name, 7, path.stat().st_size)
    ]


def test_rolled_and_packed_files_are_recognised(
    warehouse: Warehouse, footfall: CommandLine, tmp_path: Path
) -> None:
    pattern = f"{tmp_path}/*.log*"
    (tmp_path / "refused.log.d").mkdir()
    path = tmp_path / "zoomdata-activity.log"
    path.write_text(text(1, 2, 3))
    assert counts(footfall, pattern) == (0, 3, 3)

    # rolled after it had grown; the new file begins with a line that was sent twice
    with path.open("a") as stream:
        stream.write(text(4))
    path.rename(tmp_path / "zoomdata-activity.log.1")
    path.write_text(text(4, 5))
    assert counts(footfall, pattern) == (3, 3, 2)

    (tmp_path / "zoomdata-activity.log.1").unlink()
    packed = tmp_path / "zoomdata-activity-2018-01-29.1.log.gz"
    packed.write_bytes(gzip.compress(text(1, 2, 3, 4).encode()))
    path.rename(tmp_path / "zoomdata-activity.log.1")
    path.write_text(text(6))
    # a rolled file does not grow: its last line is whole, whatever it looks like
    with (tmp_path / "zoomdata-activity.log.1").open("a") as stream:
        stream.write("cut off")
    copy = tmp_path / "zoomdata-copy.log.gz"
    copy.write_bytes(gzip.compress((text(1, 2, 3, 4, 8) + "packed and cut off").encode()))
    assert counts(footfall, pattern) == (4 + 4 + 2, 4, 4)
    assert {row[0] for row in records(warehouse)} == {
        *(line(number) for number in (1, 2, 3, 4, 5, 6, 8)),
        "cut off",
        "packed and cut off",
    }
    # the last lines without an end are looked at again
    assert counts(footfall, pattern) == (4 + 1 + 2 + 5, 2, 0)


def test_files_that_begin_alike(
    warehouse: Warehouse, footfall: CommandLine, tmp_path: Path
) -> None:
    path = tmp_path / "zoomdata-activity.log"
    path.write_text(text(1, 2, 3))
    assert counts(footfall, path) == (0, 3, 3)
    # truncated: shorter than what was read
    path.write_text(text(1))
    assert counts(footfall, path) == (0, 1, 0)
    # rewritten in the middle, and longer by a line
    path.write_text(text(1, 4, 3, 5))
    assert counts(footfall, path) == (1, 3, 2)
    # another content altogether
    path.write_text(text(6, 1))
    assert counts(footfall, path) == (0, 2, 1)
    assert {row[0] for row in records(warehouse)} == {line(number) for number in range(1, 7)}
    # each is known by now, in one load, also twice by the same name
    twin = tmp_path / "twin.log"
    twin.write_text(text(1, 2, 3))
    path.write_text(text(1, 4, 3, 5))
    assert counts(footfall, path, twin, path) == (7, 0, 0)


def test_rows_deleted_by_hand_are_loaded_again(
    warehouse: Warehouse, footfall: CommandLine, tmp_path: Path
) -> None:
    paths = [tmp_path / "monday.log", tmp_path / "tuesday.log"]
    paths[0].write_text(text(1, 2))
    paths[1].write_text(text(3))
    assert counts(footfall, *paths) == (0, 3, 3)
    warehouse.execute("delete from zoomdata.activity_log")
    assert counts(footfall, paths[1]) == (0, 1, 1)
    assert counts(footfall, *paths) == (1, 2, 2)
    warehouse.execute("drop table zoomdata.activity_log")
    assert counts(footfall, *paths) == (0, 3, 3)
    # a load that broke off between its rows and its notes
    warehouse.execute("delete from zoomdata.log_files")
    assert counts(footfall, *paths) == (0, 3, 0)
    assert counts(footfall, *paths) == (3, 0, 0)


def test_an_empty_log_makes_an_empty_table(
    warehouse: Warehouse, footfall: CommandLine, tmp_path: Path
) -> None:
    empty = tmp_path / "empty.log"
    empty.touch()
    assert counts(footfall, empty, "--schema", "raw_bi") == (0, 0, 0)
    assert warehouse.columns("raw_bi.activity_log") == RAW_COLUMNS


def test_mistakes(duckdb_footfall: CommandLine, tmp_path: Path) -> None:
    fails = duckdb_footfall.fails
    assert f"{tmp_path} is a folder: name its files" in fails("load", "zoomdata", tmp_path)
    assert "There is no file" in fails("load", "zoomdata", tmp_path / "missing.log")
    assert "No file matches" in fails("load", "zoomdata", f"{tmp_path}/*.log")
    damaged = tmp_path / "damaged.log.gz"
    damaged.write_bytes(gzip.compress(text(*range(100)).encode())[:-20])
    message = fails("load", "zoomdata", damaged, exit_code=FAILED)
    assert f"{damaged} is damaged: it ends too early." in message


def test_a_damaged_archive_is_read_up_to_its_damage(
    warehouse: Warehouse, footfall: CommandLine, tmp_path: Path
) -> None:
    packed = tmp_path / "a-2018-01-29.1.log.gz"
    whole = gzip.compress(text(*range(3_000)).encode())
    packed.write_bytes(whole[: len(whole) // 2])
    path = tmp_path / "zoomdata-activity.log"
    path.write_text(text(4_000))
    code, output = footfall.run("load", "zoomdata", f"{tmp_path}/*.log*")
    assert code == FAILED, output
    assert f"{packed} is damaged: it ends too early." in output
    ((loaded,),) = warehouse.query("select count(*) from zoomdata.activity_log")
    assert 500 < loaded < 2_500
    assert (line(4_000), path.name, 1) in records(warehouse)
    # all of its lines were whole
    assert {row[0] for row in records(warehouse)} <= {line(each) for each in range(4_001)}

    # mended it goes on where it broke off
    packed.write_bytes(whole)
    assert counts(footfall, packed) == (loaded - 1, 3_001 - loaded, 3_001 - loaded)
    assert len(records(warehouse)) == 3_001


def test_records_of_something_else_are_refused(
    warehouse: Warehouse, footfall: CommandLine, tmp_path: Path
) -> None:
    path = tmp_path / "zoomdata-activity.log"
    wrapped = json.dumps({"log": line(1) + "\n", "stream": "stdout"})
    path.write_text(f"{wrapped}\n" * 2)
    code, output = footfall.run("load", "zoomdata", path)
    assert code == FAILED, output
    assert "Refused 2: wrapped by a container runtime: unwrap the field log" in output
    assert f"Nothing of {path} was loaded" in output
    assert records(warehouse) == []

    # lines before one that is refused count as read; from there on the file is read again
    path.write_text(text(1, 2) + f"{wrapped}\n" + text(3))
    kept = tmp_path / "refused"
    kept.mkdir()
    command = ("load", "zoomdata", path, "--refused-dir", kept)
    for skipped, new in ((0, 3), (2, 0)):
        found = footfall(*command)
        assert found["lines skipped (read before)"] == skipped
        assert found["loaded (new)"] == new
        assert found["refused"] == 1
        (entry,) = (kept / f"{path.name}.refused.jsonl").read_text().splitlines()
        assert json.loads(entry)["line"] == 3
        assert json.loads(entry)["raw"] == wrapped
    path.write_text(text(1, 2, 4, 3))
    assert footfall(*command)["loaded (new)"] == 1
    assert not list(kept.iterdir())


def test_lines_before_the_first_record_wait_for_it(
    warehouse: Warehouse, footfall: CommandLine, tmp_path: Path
) -> None:
    trace = "\tat com.zoomdata.Main.main(Main.java:1)"
    path = tmp_path / "zoomdata-activity.log"
    path.write_text(f"{trace}\nCaused by: x\n")
    code, output = footfall.run("load", "zoomdata", path)
    assert code == FAILED
    assert "Refused 2: not Zoomdata's: no record stands before it in the file" in output
    with path.open("a") as stream:
        stream.write(text(1) + f"{trace}\n")
    assert counts(footfall, path) == (0, 4, 3)
    assert [row[2] for row in records(warehouse) if row[0] == trace] == [1]
    assert not (tmp_path / f"{path.name}.refused.jsonl").exists()
    # the log of another tool
    other = tmp_path / "syslog.log"
    other.write_text("Jan 29 10:00:00 host sshd[1]: hello\n" * 2_500)
    code, output = footfall.run("load", "zoomdata", other, path)
    assert code == FAILED
    assert "Lines read: 2,500, refused: 2,500." in output
