"""`footfall load log`: any log as it is, from files of every format, tables and standard input."""

from __future__ import annotations

import datetime as dt
import gzip
import json
import sqlite3
from collections.abc import Callable
from decimal import Decimal
from hashlib import sha256
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet
import pytest
import yaml
from typer.testing import CliRunner

from footfall.cli import app
from footfall.errors import FAILED, UnusableDataError, UserError
from footfall.logs.formats import Wanted
from footfall.logs.json_documents import TruncatedJsonError, cut, survey
from footfall.logs.loading import log_table
from footfall.logs.reading import LogFiles
from footfall.logs.source_yaml import FILE_NAME
from integration_tests.command_line import CommandLine
from integration_tests.conftest import WarehouseFactory
from integration_tests.engines import PostgresWarehouse
from integration_tests.harness import Warehouse

COLUMNS = {
    "record": "text",
    "file_name": "text",
    "line_number": "bigint",
    "record_hash": "text",
    "loaded_at": "timestamptz",
}
RECORDS = [
    '{"user": "ana", "n": 1.50, "at": {"b": [1, "x, }"]}}',
    '{"user":"Zoë \\"é\\" \\u0000 ✓","n":12345678901234567890123}',
    '{ "user":null, "user":"twice" }',
]
LINES = ("\n".join(RECORDS) + "\n").encode()
LIST = f'{{"next": {{"list": [{{}}]}}, "tags": ["a"], "Records": [{",".join(RECORDS)} ]}}'.encode()
CSV = 'time;user;note\n2026-11-01;Jürgen;"a; ""b""\nc"\n2026-11-02;;x\n'
CSV_ROWS = [
    '{"time":"2026-11-01","user":"Jürgen","note":"a; \\"b\\"\\nc"}',
    '{"time":"2026-11-02","user":null,"note":"x"}',
]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A company's project, into which the sources are written."""
    folder = tmp_path / "company"
    folder.mkdir()
    (folder / "dbt_project.yml").write_text("name: company\nprofile: footfall\n")
    return folder


@pytest.fixture
def log(warehouse: Warehouse, project: Path) -> CommandLine:
    """The command line on each engine, in the company's project."""
    return CommandLine(warehouse, project)


@pytest.fixture
def duckdb_log(new_warehouse: WarehouseFactory, project: Path) -> CommandLine:
    """The same on DuckDB alone."""
    return CommandLine(new_warehouse("duckdb"), project)


def written(path: Path, content: bytes | str) -> Path:
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def read(path: Path, **wanted: Any) -> list[tuple[int, str, str]]:
    """Place, text and problem of each record of a file."""
    found = LogFiles(Wanted(**wanted)).read(path, lambda size: None)
    return [(place, text.decode(errors="replace"), record.problem) for place, text, record in found]


def texts(path: Path, **wanted: Any) -> list[str]:
    return [text for _, text, _ in read(path, **wanted)]


def zstd(content: bytes) -> bytes:
    return bytes(pa.compress(content, codec="zstd", asbytes=True))


# -- Formats -----------------------------------------------------------------------------------

JSON_FILES: list[tuple[str, bytes]] = [
    ("log.jsonl", LINES),
    ("log", b"\xef\xbb\xbf" + LINES),
    ("log.txt", LINES.replace(b"\n", b"\r\n\r\n")),
    ("log.json.gz", gzip.compress(LINES)),
    ("log.jsonl.zst", zstd(LINES[:60]) + zstd(LINES[60:])),
    ("log.jsonl", LINES.decode().encode("utf-16")),
    ("list.json", b"\n [" + LINES.strip().replace(b"\n", b",\n") + b"]\n"),
    ("list.jsonl", b"[\n" + LINES.strip().replace(b"\n", b",\n") + b"]\n"),
    ("export.json", LIST),
    ("export.json.gz", gzip.compress(LIST.replace(b'"tags"', b'\n"tags"'))),
    ("export.json.zst", zstd(LIST)),
    ("many.json", LINES.replace(b'{"user"', b'{\n"user"')),
]


@pytest.mark.parametrize(("name", "content"), JSON_FILES)
def test_json_stays_as_it_stood(tmp_path: Path, name: str, content: bytes) -> None:
    found = texts(written(tmp_path / name, content))
    assert [each.replace('{\n"user"', '{"user"') for each in found] == RECORDS


@pytest.mark.parametrize(
    ("name", "encoding", "separator"),
    [
        ("log.csv", "latin-1", ";"),
        ("log.csv", "utf-8", ";"),
        ("log.csv", "utf-8-sig", ","),
        ("log.tsv", "utf-16", "\t"),
        ("log.txt", "cp1252", "|"),
        ("log", "utf-16-le", ";"),
        ("log.csv", "cp037", ";"),
        ("log.csv", "utf-8", "~"),
    ],
)
@pytest.mark.parametrize("pack", [bytes, gzip.compress, zstd])
def test_csv_of_any_separator_and_encoding(
    tmp_path: Path, name: str, encoding: str, separator: str, pack: Callable[[bytes], bytes]
) -> None:
    text = CSV.replace("2026-11-02;;x", "2026-11-02;;x").replace("a; ", "a~ ")
    text = text.replace(";", separator).replace("a~ ", f"a{separator} ")
    path = written(tmp_path / name, pack(text.encode(encoding)))
    wanted = {"cp037": {"encoding": encoding}}.get(encoding, {})
    wanted |= {"separator": "~"} if separator == "~" else {}
    rows = [each.replace("a;", json.dumps(f"a{separator}")[1:-1]) for each in CSV_ROWS]
    assert texts(path, **wanted) == rows


def test_csv_without_a_header_and_rows_that_are_none(tmp_path: Path) -> None:
    path = written(tmp_path / "log.csv", b'1,ana\n\n2,b\xffn\n3\n4,"c"d\n5,e\0\n6,f\n')
    found = read(path, names=["id", "user"], encoding="utf-8")
    assert [(place, problem) for place, _, problem in found] == [
        (1, ""),
        (3, "not UTF-8"),
        (4, "not as many values as the header has columns"),
        (5, "not CSV"),
        (6, "holds the character U+0000"),
        (7, ""),
    ]
    assert found[0][1] == '{"id":"1","user":"ana"}'


def test_parquet_keeps_every_value(tmp_path: Path) -> None:
    time = dt.datetime(2026, 11, 1, 9, 30, 0, 250_000)
    table = pa.table(
        {
            "id": pa.array([2**63 - 1, None], pa.int64()),
            "price": pa.array([Decimal("0.10"), Decimal("12345678901234567890.12")]),
            "share": pa.array([float("nan"), 0.1]),
            "local": pa.array([time, None], pa.timestamp("ns")),
            "at": pa.array([time, None], pa.timestamp("us", "UTC")),
            "day": pa.array([time.date(), None]),
            "nested": pa.array([{"a": [{"t": time, "s": "é"}]}, None]),
            "tags": pa.array([[("k", 1)], None], pa.map_(pa.string(), pa.int64())),
            "bytes": pa.array([b"\x00\xff", None]),
        }
    )
    path = tmp_path / "log.parquet"
    pa.parquet.write_table(table, path)
    assert texts(path) == [
        '{"id":9223372036854775807,"price":0.10,"share":"NaN","local":"2026-11-01T09:30:00.250000",'
        '"at":"2026-11-01T09:30:00.250000+00:00","day":"2026-11-01",'
        '"nested":{"a":[{"t":"2026-11-01T09:30:00.250000","s":"é"}]},"tags":{"k":1},'
        '"bytes":"\\\\x00ff"}',
        '{"id":null,"price":12345678901234567890.12,"share":0.1,"local":null,"at":null,'
        '"day":null,"nested":null,"tags":null,"bytes":null}',
    ]


@pytest.mark.parametrize(
    ("name", "content", "wanted", "expected"),
    [
        ("one.json", b'{"a": 1, "tags": ["x"]}', {}, ['{"a": 1, "tags": ["x"]}']),
        ("one.jsonl", b'{"a": [{"b": 1}]}', {}, ['{"a": [{"b": 1}]}']),
        ("none.json", b'{"Records": [], "next": null}', {}, []),
        ("none.json", b"[ ]", {}, []),
        ("none.json", b" \n", {}, []),
        ("two.json", b'{"a": [{}], "b": [{"c": 1}]}', {"list_key": "b"}, ['{"c": 1}']),
        ("lines.json", b'{"b": [{"c": 1}]}\n{"b": [2]}', {"list_key": "b"}, ['{"c": 1}', "2"]),
        ("long.jsonl", b'{"a": "' + b"x" * 2_000_000 + b'"}\n{"b": 1}', {}, [None, '{"b": 1}']),
        ("broken.log", b'{"a": tr\n{"a": 1}\n', {}, ['{"a": tr', '{"a": 1}']),
        ("odd.json", b'[{"a": 1}, 2, null {"b": 1}]', {}, ['{"a": 1}', "2, null", '{"b": 1}']),
    ],
)
def test_what_the_records_of_a_document_are(
    tmp_path: Path, name: str, content: bytes, wanted: dict[str, Any], expected: list[str | None]
) -> None:
    found = texts(written(tmp_path / name, content), **wanted)
    assert [each if len(each) < 1_000 else None for each in found] == expected


@pytest.mark.parametrize(
    ("name", "content", "wanted", "sentence"),
    [
        ("two.json", b'{"a": [{}], "b": [{}]}', {}, "has the lists a, b: say which by --list"),
        ("two.json", b'{"a": [{}]}', {"list_key": "c"}, "has no list c: its lists are a"),
        ("cut.json", b'[{"a": 1}, {"b"', {}, "is damaged: its JSON ends too early"),
        ("cut.jsonl.zst", zstd(LINES)[:-3], {}, "is damaged: it ends too early"),
        ("a.csv", b"a,b,a\n1,2,3\n", {}, "names a twice"),
        ("a.csv", b"a,b\n1,2\n", {"encoding": "utf-17"}, "There is no encoding utf-17"),
        ("a.csv", "a,b\n1,\x81\n".encode("latin-1"), {"encoding": "cp1252"}, "from byte 7 on"),
        ("a.csv", b'a,b\n1,"2\n', {}, "has no end"),
        ("a.log", b"started the server\nand then it died\n", {}, "is no JSON, CSV or Parquet"),
        ("a.db", b"SQLite format 3\0", {}, "say --from"),
        ("a.parquet", b"PAR1", {}, "is damaged"),
        ("a.zip", b"PK\x03\x04", {}, "a zip archive"),
    ],
)
def test_what_cannot_be_read_is_told(
    tmp_path: Path, name: str, content: bytes, wanted: dict[str, Any], sentence: str
) -> None:
    path = written(tmp_path / name, content)
    with pytest.raises(UnusableDataError) as told:
        read(path, **wanted)
    assert str(told.value).startswith((str(path), f"The header of {path}", "There is no encoding"))
    assert sentence in str(told.value)


@pytest.mark.parametrize("size", [1, 2, 7, 64, 1_000_000])
def test_documents_are_cut_wherever_they_are_read(size: int) -> None:
    content = LIST.replace(b'"next"', b'"a \\"[{\\\\", "next"')

    def chunks() -> Any:
        return iter([content[place : place + size] for place in range(0, len(content), size)])

    assert [piece.text.decode() for piece in cut(chunks(), 2, "Records", 1_000)] == RECORDS
    found = survey(chunks(), 1_000)
    assert (found.first, found.lists, found.of_objects) == (b"{", ["tags", "Records"], ["Records"])
    sizes = [piece.size for piece in cut(chunks(), 2, "Records", 50)]
    assert sizes == [len(each.encode()) for each in RECORDS]
    with pytest.raises(TruncatedJsonError):
        list(cut(iter([content[:-1]]), 2, "Records", 1_000))


# -- Loads -------------------------------------------------------------------------------------


def test_a_log_is_loaded_once(warehouse: Warehouse, log: CommandLine, tmp_path: Path) -> None:
    path = written(
        tmp_path / "app.jsonl", LINES + b"not json\n[1]\n" + b'{"x": "\xff"}\n{"y": NaN}'
    )
    counts = log("load", "log", path, "--as", "app.events")
    assert counts == {"records read": 7, "loaded (new)": 3, "already there": 0, "refused": 4}
    assert warehouse.columns("app.events") == COLUMNS
    rows = "select record, file_name, line_number, record_hash from app.events order by line_number"
    assert warehouse.query(rows) == [
        (text, "app.jsonl", number, sha256(text.encode()).hexdigest())
        for number, text in enumerate(RECORDS, start=1)
    ]
    ((oldest, newest),) = warehouse.query("select min(loaded_at), max(loaded_at) from app.events")
    assert oldest == newest
    assert abs(dt.datetime.now(dt.timezone.utc) - newest) < dt.timedelta(minutes=2)
    kept = [json.loads(line) for line in (tmp_path / "app.jsonl.refused.jsonl").open()]
    assert [(line["line"], line["reason"]) for line in kept] == [
        (4, "not JSON"),
        (5, "not a JSON object"),
        (6, "not UTF-8"),
        (7, "not JSON"),
    ]

    # rolled, packed, in another format, and with another type and a further key
    new = '{"user": ["ana"], "n": "one", "further": {}}'
    (tmp_path / "old").mkdir()
    for name, content in {
        "app.jsonl.1": LINES,
        "app.jsonl.2.gz": gzip.compress(LINES),
        "app.jsonl.3.zst": zstd(LINES),
        "export.json": LIST,
        "today.jsonl": LINES + new.encode(),
    }.items():
        written(tmp_path / "old" / name, content)
    counts = log("load", "log", tmp_path / "old" / "*", "--as", "app.events")
    assert (counts["records read"], counts["loaded (new)"]) == (16, 1)
    ((loaded,),) = warehouse.query(
        "select record from app.events where loaded_at > '2000-01-01' and file_name = 'today.jsonl'"
    )
    assert loaded == new

    # a second table of the same log leaves the first one alone
    other = written(tmp_path / "users.csv", CSV.encode("latin-1"))
    code, output = log.run("load", "log", other, "--as", "app.users")
    assert code == 0
    assert f"{other} was read as CSV in cp1252: say --format or --encoding" in output
    counted = "select (select count(*) from app.events), (select count(*) from app.users)"
    assert warehouse.query(counted) == [(4, 2)]


def test_a_record_that_is_too_large_is_refused(duckdb_log: CommandLine, tmp_path: Path) -> None:
    large = b'{"a": "' + b"x" * 3_000_000 + b'"}'
    files = [
        written(tmp_path / "a.jsonl", large + b"\n" + LINES),
        written(tmp_path / "a.json", b"[" + large + b", " + RECORDS[0].encode() + b"]"),
        written(tmp_path / "a.csv", b"a,b\n1," + b"x" * 3_000_000 + b"\n2,3\n"),
    ]
    code, output = duckdb_log.run("load", "log", *files, "--as", "app", "--max-record-mb", "1")
    assert code == 0
    assert "Refused 2: larger than --max-record-mb allows: 3,000,009 bytes" in output
    assert "Refused 1: larger than --max-record-mb allows: 3,000,003 bytes" in output
    assert "loaded (new)  │ 4" in output
    assert all(path.stat().st_size < 10_000 for path in tmp_path.glob("*.refused.jsonl"))


def test_standard_input(
    duckdb_log: CommandLine, project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    options = ["--as", "app", *duckdb_log.options]
    done = CliRunner().invoke(app, ["load", "log", "-", *options], input=zstd(LINES + b"no\n"))
    assert done.exit_code == 0, done.output
    assert "stdin.refused.jsonl" in done.output
    assert json.loads((tmp_path / "stdin.refused.jsonl").read_text())["raw"] == "no"
    done = CliRunner().invoke(app, ["load", "log", "-", *options], input=gzip.compress(LINES)[:-9])
    assert done.exit_code == FAILED
    assert "standard input is damaged: it ends too early" in " ".join(done.output.split())


# -- Tables ------------------------------------------------------------------------------------


def test_a_table_of_sqlite(warehouse: Warehouse, log: CommandLine, tmp_path: Path) -> None:
    path = tmp_path / "app.db"
    with sqlite3.connect(path) as connection:
        connection.execute('create table logs (id integer, "json" text, at, share real, raw blob)')
        connection.executemany(
            "insert into logs values (?, ?, ?, ?, ?)",
            [
                (1, '{"a": "é"}', "2026-11-01", 0.1, b"\x01"),
                (2, None, 5, float("inf"), None),
            ],
        )
        connection.execute("insert into logs (id, json) values (3, cast(x'ff' as text))")
    command = ("load", "log", "--from", f"sqlite:///{path}", "--table", "logs", "--as", "app.logs")
    folder = ("--refused-dir", str(tmp_path))
    counts = log(*command, *folder)
    assert counts == {"records read": 3, "loaded (new)": 2, "already there": 0, "refused": 1}
    query = "select record from app.logs order by line_number"
    assert warehouse.query(query) == [
        ('{"id":1,"json":"{\\"a\\": \\"é\\"}","at":"2026-11-01","share":0.1,"raw":"\\\\x01"}',),
        ('{"id":2,"json":null,"at":5,"share":"Infinity","raw":null}',),
    ]
    assert json.loads((tmp_path / "logs.refused.jsonl").read_text())["reason"] == "not UTF-8"

    with sqlite3.connect(path) as connection:
        connection.execute("delete from logs where id = 3")
        connection.execute("insert into logs (id) values (4)")
    assert log(*command)["loaded (new)"] == 1
    counts = log(*command, "--cursor", "id")
    assert (counts["records read"], counts["loaded (new)"]) == (1, 0)


def test_a_table_of_postgres(
    warehouse: Warehouse, log: CommandLine, new_warehouse: WarehouseFactory, tmp_path: Path
) -> None:
    source = new_warehouse("postgres")
    assert isinstance(source, PostgresWarehouse)
    source.execute("create schema kept")
    source.execute(
        "create table kept.logs as select 1 as id, timestamptz '2026-11-01 10:00+02' as at,"
        " 0.10::numeric as price, 'NaN'::float as share, interval '1 day 2 hours' as took,"
        """ '{"a": "\\u0000"}'::json as doc, '{1,2}'::int[] as list, null::text as nothing"""
    )
    source.execute("insert into kept.logs (id, nothing) values (2, repeat('x', 2000000))")
    command = ("load", "log", "--from", source.url, "--table", "kept.logs", "--as", "app.logs")
    limits = ("--max-record-mb", "1", "--refused-dir", str(tmp_path))
    code, output = log.run(*command, *limits)
    assert code == 0
    assert "Refused 1: larger than --max-record-mb allows: 2,000," in output
    assert warehouse.query("select record, file_name from app.logs") == [
        (
            '{"id":1,"at":"2026-11-01T08:00:00+00:00","price":0.10,"share":"NaN","took":"P1DT2H",'
            '"doc":{"a": "\\u0000"},"list":[1,2],"nothing":null}',
            "kept.logs",
        )
    ]
    source.execute("insert into kept.logs (id, at) values (3, now()), (null, now())")
    counts = log(*command, "--cursor", "id")
    assert (counts["records read"], counts["loaded (new)"]) == (4, 3)
    counts = log(*command, "--cursor", "id")
    assert (counts["records read"], counts["loaded (new)"]) == (2, 0)
    assert "unused" not in log.fails(*command[:-3], "kept.none", "--as", "app.logs")
    source.execute(
        'create view kept."100 %s" as select id as "% ""id""" from kept.logs where id > 1'
    )
    awkward = (*command[:-3], "kept.100 %s", "--as", "order.user", "--cursor", '% "id"')
    assert (log(*awkward)["loaded (new)"], log(*awkward)["loaded (new)"]) == (2, 0)
    assert warehouse.query('select record from "order"."user" order by line_number') == [
        ('{"% \\"id\\"":2}',),
        ('{"% \\"id\\"":3}',),
    ]


# -- Sources -----------------------------------------------------------------------------------


def test_the_project_knows_the_log_as_a_source(
    duckdb_log: CommandLine, project: Path, tmp_path: Path
) -> None:
    path = written(tmp_path / "app.jsonl", LINES)
    note = project / "models" / FILE_NAME
    assert (
        "has the source app.events now"
        in duckdb_log.run(*("load", "log", path, "--as", "app.events"))[1]
    )
    first = note.read_bytes()
    assert FILE_NAME not in duckdb_log.run("load", "log", path, "--as", "app.events")[1]
    duckdb_log("load", "log", path, "--as", "unknown", "--no-source-yaml")
    assert note.read_bytes() == first

    # what the company says stays, and what it has declared elsewhere is not declared twice
    document = yaml.safe_load(first)
    document["sources"][0]["tables"][0]["config"]["freshness"] = None
    note.write_text(yaml.safe_dump(document))
    own = {"sources": [{"name": "app", "tables": [{"name": "own"}]}]}
    written(project / "models" / "own.yml", yaml.safe_dump(own))
    assert (
        "own.yml has the source app.own"
        in duckdb_log.run(*("load", "log", path, "--as", "app.own"))[1]
    )
    duckdb_log("load", "log", path, "--as", "app")
    tables = yaml.safe_load(note.read_text())["sources"][0]["tables"]
    assert [each["name"] for each in tables] == ["events", "records"]
    assert tables[0]["config"]["freshness"] is None
    before = note.read_bytes()
    damaged = written(tmp_path / "cut.jsonl.gz", gzip.compress(LINES)[:-9])
    missing = written(tmp_path / "app.db", b"SQLite format 3\0")
    for path_of_none, name in ((missing, "none"), (damaged, "half")):
        assert duckdb_log.run("load", "log", path_of_none, "--as", name)[0] == FAILED
    after = yaml.safe_load(note.read_text())["sources"]
    assert [each["name"] for each in after] == ["app", "half"]
    note.write_bytes(before)
    note.write_text("sources: [")
    assert "is left as it is" in duckdb_log.run("load", "log", path, "--as", "third")[1]


def test_dbt_says_how_fresh_a_log_is(
    warehouse: Warehouse, log: CommandLine, project: Path, tmp_path: Path
) -> None:
    log("load", "log", written(tmp_path / "app.jsonl", LINES), "--as", "app.events")

    def status() -> str:
        warehouse.dbt("--write-json", "source", "freshness", project=project, check=False)
        found = json.loads((warehouse.folder / "target" / "sources.json").read_text())
        return str(found["results"][0]["status"])

    assert status() == "pass"
    warehouse.execute("update app.events set loaded_at = loaded_at - interval '80 hours'")
    assert status() == "warn"


# -- Mistakes ----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["clutch", "marts.logs", "App", "a__b", "app.a.b", "x_staging"])
def test_names_that_are_taken_or_none(name: str) -> None:
    with pytest.raises(UserError):
        log_table(name)


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ([], "Name files, or - for standard input"),
        (["-", "a.jsonl"], "Standard input is loaded alone"),
        (["nowhere.jsonl"], "There is no file nowhere.jsonl"),
        (["nowhere*.jsonl"], "No file matches nowhere*.jsonl"),
        (["--from", "a.db"], "which --table names"),
        (["--from", "mysql://a", "--table", "b"], "--from takes a file of SQLite"),
        (["--from", "nowhere.db", "--table", "b"], "There is no file nowhere.db"),
    ],
)
def test_mistakes_are_sentences(
    duckdb_log: CommandLine, arguments: list[str], sentence: str
) -> None:
    assert sentence in duckdb_log.fails("load", "log", *arguments, "--as", "app")


def test_a_table_of_somebody_else(warehouse: Warehouse, log: CommandLine, tmp_path: Path) -> None:
    warehouse.load_rows("app", "events", {"record": "text"}, [("{}",)])
    path = written(tmp_path / "app.jsonl", LINES)
    assert "was not made by footfall" in log.fails("load", "log", path, "--as", "app.events")
