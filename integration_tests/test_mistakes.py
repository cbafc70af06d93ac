"""What users do wrong, and what is in their way, is one sentence in every command."""

from __future__ import annotations

import gzip
import json
import random
from pathlib import Path
from urllib.parse import quote

import duckdb
import pytest
import yaml

from footfall.credentials import secrets_in, shown, url_fault
from footfall.dbt_project import parsed_project
from footfall.errors import BUSY, FAILED, USERS_MISTAKE, BusyError, UserError
from footfall.systems.postgres_source import connect
from footfall.warehouse import PostgresWarehouse, read_target
from integration_tests.command_line import printed
from integration_tests.held_files import held
from integration_tests.tiny_runs import TinyProject, states

# Each command that opens the warehouse, by what it takes at the least.
COMMANDS = {
    "simulate": ["--days", "1", "--users", "1", "--systems", "liblab"],
    "load amundsen": ["{folder}/lines.jsonl"],
    "load zoomdata": ["{folder}/lines.jsonl"],
    "load liblab": ["{folder}/rows.csv"],
    "load employees": ["{folder}/people.csv"],
    "export audit-trail": ["--to", "{folder}/trail.csv"],
    "check raw": [],
    "check marts": [],
    "kpis": [],
    "report": ["--to", "{folder}/page.html"],
    "publish": ["--to", "{folder}/readers.duckdb"],
    "alert send": ["--channel", "ops=json://127.0.0.1:1"],
    "erase": ["ann@example.org", "--yes"],
    "copy": ["--from-target", "dev", "--to-target", "server"],
}
# Those that begin with an empty warehouse.
LOADERS = {"simulate", "load amundsen", "load zoomdata", "load liblab", "load employees"}
OUTPUTS = {
    "server": {
        "type": "postgres",
        "host": "127.0.0.1",
        "port": 1,
        "user": "u",
        "password": "p",
        "dbname": "d",
        "schema": "s",
    }
}


@pytest.fixture
def project(tmp_path: Path) -> TinyProject:
    """A project with files to load and an empty warehouse beside it."""
    project = TinyProject.make(tmp_path)
    profile = yaml.safe_load((tmp_path / "profiles.yml").read_text())
    profile["tiny"]["outputs"] |= OUTPUTS
    (tmp_path / "profiles.yml").write_text(yaml.safe_dump(profile))
    duckdb.connect(str(tmp_path / "tiny.duckdb")).close()
    (tmp_path / "lines.jsonl").write_text(json.dumps({"command": "x", "user": "ann"}) + "\n")
    (tmp_path / "rows.csv").write_text("Name,Email,Org,Event,Time,URL\n")
    (tmp_path / "people.csv").write_text(
        "email,full_name,department,role,manager_email,employment_start,employment_end\n"
        "ann@example.org,Ann,,,,,\n"
    )
    return project


def run(project: TinyProject, command: str, *more: str) -> tuple[int, str]:
    """Run a command in the project; its exit code and all that it prints, in one line."""
    given = [each.format(folder=project.folder) for each in COMMANDS[command]]
    folders = ["--project-dir", str(project.folder), "--profiles-dir", str(project.folder)]
    return printed(*command.split(), *given, *folders, *more)


@pytest.mark.parametrize("command", COMMANDS)
def test_a_file_that_another_process_holds_is_busy(command: str, project: TinyProject) -> None:
    with held(project.folder / "tiny.duckdb"):
        code, output = run(project, command)
    assert code == BUSY, output
    assert "Another process holds the DuckDB file" in output


def test_what_dbt_finds_held_is_busy(project: TinyProject) -> None:
    (project.folder / "models").mkdir()
    (project.folder / "models" / "one.sql").write_text("select 1 as one")
    target = read_target(None, project.folder, project.folder)
    with (
        held(project.folder / "tiny.duckdb"),
        parsed_project(target) as parsed,
        pytest.raises(BusyError, match="holds the DuckDB file"),
    ):
        parsed.run("run")


def test_the_doctor_names_who_is_busy(project: TinyProject) -> None:
    folders = ["--project-dir", str(project.folder), "--profiles-dir", str(project.folder)]
    with held(project.folder / "tiny.duckdb"):
        code, output = printed("doctor", *folders)
    assert code == FAILED
    assert "Another process holds the DuckDB file" in output


@pytest.mark.parametrize("command", [each for each in COMMANDS if each not in LOADERS])
def test_a_warehouse_that_is_not_there(command: str, project: TinyProject) -> None:
    path = project.folder / "tiny.duckdb"
    path.unlink()
    code, output = run(project, command)
    assert code == USERS_MISTAKE, output
    assert "load logs" in output
    assert not path.exists()


@pytest.mark.parametrize("command", [each for each in COMMANDS if each not in LOADERS])
def test_a_warehouse_without_tables(command: str, project: TinyProject) -> None:
    code, output = run(project, command)
    assert code == USERS_MISTAKE, output
    assert "Error: " in output


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize(
    ("profiles", "sentence"),
    [
        ("tiny: [", "profiles.yml cannot be read"),
        ("other: {}", "The dbt profile cannot be read"),
        ("tiny: {target: dev, outputs: {dev: {type: oracle}}}", "The dbt profile cannot be read"),
        ("tiny: {target: dev, outputs: {dev: [duckdb]}}", "The dbt profile cannot be read"),
        ("tiny: nothing", "The dbt profile cannot be read"),
        ("- tiny", "profiles.yml cannot be read: it is no YAML mapping"),
        (b"tiny: \xff", "profiles.yml cannot be read"),
    ],
    ids=["broken", "another", "unknown", "no output", "no target", "list", "binary"],
)
def test_a_profile_that_cannot_be_read(
    command: str, profiles: str | bytes, sentence: str, project: TinyProject
) -> None:
    text = profiles if isinstance(profiles, bytes) else profiles.encode()
    (project.folder / "profiles.yml").write_bytes(text)
    code, output = run(project, command)
    assert code == USERS_MISTAKE, output
    assert sentence in output


@pytest.mark.parametrize("command", COMMANDS)
def test_a_project_that_cannot_be_read(command: str, project: TinyProject) -> None:
    (project.folder / "dbt_project.yml").write_text("name: [")
    code, output = run(project, command)
    assert code == USERS_MISTAKE, output
    assert "Error: " in output


@pytest.mark.parametrize("command", sorted(LOADERS))
def test_a_file_that_is_no_duckdb_file(command: str, project: TinyProject) -> None:
    (project.folder / "tiny.duckdb").write_text("important")
    code, output = run(project, command)
    assert code == USERS_MISTAKE, output
    assert "Cannot open the DuckDB file" in output


@pytest.mark.parametrize(
    ("command", "more", "sentence"),
    [
        ("load amundsen", ["{folder}"], "There is no file"),
        ("load zoomdata", ["{folder}/none*.log"], "none*.log"),
        ("load employees", ["--schema", "My Schema"], "lower-case letters"),
        ("load liblab", ["--schema", "tiny"], "has the name of the schema"),
        ("simulate", ["--systems", "gopher"], "gopher"),
        ("simulate", ["--end-date", "yesterday"], "yesterday"),
        ("simulate", ["--end-date", "0001-01-05", "--days", "30"], "from 2000 to 2099"),
        ("simulate", ["--out", "/proc/none"], "/proc/none"),
        ("export audit-trail", ["--to", "/proc/none/trail.csv"], "/proc/none"),
        ("export audit-trail", ["--to", "s4://bucket/trail.csv"], "s4"),
        ("export audit-trail", ["--audit-schema", "a;b"], "cannot be a schema"),
        ("alert send", ["--schema", "a;b"], "cannot be a schema"),
        ("alert send", ["--channel", "nonsense"], "Channel 2 is not NAME=URL"),
        ("erase", ["--vars", "{{"], "--vars"),
        ("report", ["--vars", "{{"], "--vars"),
        ("check raw", ["--vars", "{{"], "--vars"),
        ("copy", ["--vars", "top_n"], "--vars takes a YAML mapping"),
        ("erase", ["--from-file", "/nowhere/list"], "cannot be read"),
        ("copy", ["--from-target", "server"], "copies from DuckDB"),
        ("copy", ["--to-target", "dev"], "copies to PostgreSQL and Spark"),
        ("kpis", ["--window", "many"], "--window"),
    ],
)
def test_wrong_arguments_are_sentences(
    command: str, more: list[str], sentence: str, project: TinyProject
) -> None:
    given = [each.format(folder=project.folder) for each in more]
    code, output = run(project, command, *given)
    assert code == USERS_MISTAKE, output
    assert sentence in output


# -- Passwords ---------------------------------------------------------------------------------

# No word of a message has them.
PIECES = ("Zq7", "xW9", "Kv3")
SIGNS = "@:/#%?& '\"=+\\[]{}$!,;<>|~^`*()"


def odd_passwords(number: int) -> list[str]:
    """Passwords of pieces with signs between, before and after them."""
    chance = random.Random(7)

    def some() -> str:
        return "".join(chance.choices(SIGNS, k=chance.randrange(3)))

    made = [some() + "".join(piece + some() for piece in PIECES) for _ in range(number)]
    return [f"Zq7{sign}xW9" for sign in SIGNS] + made


def told(url: str) -> str:
    """What a loader says of a database that it cannot reach."""
    with pytest.raises(UserError) as error:
        connect(url, "Clutch")
    return str(error.value)


def test_passwords_stand_in_no_message_about_a_url() -> None:
    for password in odd_passwords(120):
        encoded = quote(password, safe="")
        dsn = password.replace("\\", "\\\\").replace("'", "\\'")
        for text in (
            f"postgresql://ada:{password}@127.0.0.1:1/db",
            f"postgres://ada:{password}@127.0.0.1:1,127.0.0.1:2/db?sslmode=disable",
            f"postgresql://ada:{encoded}@127.0.0.1:1/db",
            f"postgresql://127.0.0.1:1/db?user=ada&password={password}",
            # with an @ in it this is a URL of another host
            f"postgresql://ada:{password.replace('@', '')}",
            f"ada:{password}@127.0.0.1:1/db",
            f"host=127.0.0.1 port=1 user=ada password={password} dbname=db",
            f"host=127.0.0.1 port=1 user=ada password='{password}' dbname=db",
            f"host=127.0.0.1 port=1 user=ada password='{dsn}' dbname=db",
        ):
            message = told(text)
            assert not [piece for piece in PIECES if piece in message], (text, message)


def test_the_message_says_why_a_database_cannot_be_reached() -> None:
    assert "Connection refused" in told("postgresql://ada:se%40cret@127.0.0.1:1/db")
    assert "Connection refused" in told("host=127.0.0.1 port=1 user=ada password='a b' dbname=db")
    assert "percent-encoded, such as %40 for @" in told("postgresql://ada:a@b@127.0.0.1:1/db")
    assert "percent-encoded, such as %40 for @" in told("postgresql://ada:1/b@127.0.0.1:1/db")
    # a password that is also a name may stand there as one
    assert "Connection refused" in told("postgresql://ada:ada@127.0.0.1:1/ada")
    assert "not shown" in told("postgresql://ada:refused@127.0.0.1:1/db")


def test_passwords_stand_in_no_message_about_a_profile(project: TinyProject) -> None:
    path = project.folder / "profiles.yml"
    values = [
        *('"Zq7{{xW9"', '"Zq7{% xW9"', "@Zq7", "Zq7: xW9", "[Zq7, xW9]", "{Zq7: xW9}", "*Zq7"),
        *("'Zq7", '"Zq7\\xW9"', "%Zq7", "`Zq7", "|Zq7", "!Zq7 xW9", "\tZq7", "975310864"),
    ]
    for value in values:
        path.write_text(
            "tiny:\n  target: server\n  outputs:\n    server:\n      type: postgres\n"
            "      host: 127.0.0.1\n      port: 1\n      user: ada\n      dbname: db\n"
            f"      schema: s\n      password: {value}\n"
        )
        for command in ("kpis", "load amundsen", "doctor"):
            given = COMMANDS.get(command, [])
            options = [each.format(folder=project.folder) for each in given]
            folders = ["--project-dir", str(project.folder), "--profiles-dir", str(project.folder)]
            code, output = printed(*command.split(), *options, *folders)
            assert code != 0, value
            assert not [each for each in (*PIECES, "975310864") if each in output], (value, output)
    # the last of them is a number
    assert "a password or another secret in it is no text; put it in quotes" in output


def test_passwords_stand_in_no_message_of_the_warehouse(project: TinyProject) -> None:
    path = project.folder / "profiles.yml"
    profile = yaml.safe_load(path.read_text())
    for password in odd_passwords(5):
        profile["tiny"]["outputs"]["server"]["password"] = password
        path.write_text(yaml.safe_dump(profile))
        for command in ("load amundsen", "kpis"):
            _, output = run(project, command, "--target", "server")
            assert "Cannot connect to the PostgreSQL database d on 127.0.0.1:1" in output
            assert not [piece for piece in PIECES if piece in output], output
    warehouse = PostgresWarehouse("127.0.0.1", 1, "ada", "Zq7@xW9", "db")
    repeats = ValueError("invalid dsn: password=Zq7@xW9 in it")
    assert "Zq7" not in warehouse.fault(repeats)


def test_what_may_be_shown() -> None:
    assert shown("port 1 is closed", ["closed"]) != "port 1 is closed"
    assert shown("port 1 is closed", ["close", "or", ""]) == "port 1 is closed"
    profile = {"dev": {"pass": 5, "host": "h", "settings": [{"s3_secret": ["a", None]}]}}
    assert sorted(secrets_in(profile)) == ["5", "a"]


@pytest.mark.parametrize(
    "url",
    [
        "ftp://ada:Zq7/xW9@127.0.0.1:1/trail.csv",
        "ftp://ada:Zq7@127.0.0.1:1/trail.csv",
        "s4://Zq7:xW9@bucket/trail.csv?sig=Kv3",
        "filecache::nosuch://Zq7:xW9@bucket/trail.csv",
    ],
)
def test_passwords_stand_in_no_message_about_a_store(url: str, project: TinyProject) -> None:
    code, output = run(project, "export audit-trail", "--to", url)
    assert code == USERS_MISTAKE
    assert not [piece for piece in PIECES if piece in output]
    assert "Zq7" not in url_fault(ValueError("invalid literal 'Zq7'"), url)


# -- Loads that fail in a run ------------------------------------------------------------------


def test_a_load_with_a_damaged_file_has_failed_and_the_run_goes_on(project: TinyProject) -> None:
    line = json.dumps({"command": "x", "user": "ann"}) + "\n"
    (project.folder / "damaged.jsonl.gz").write_bytes(gzip.compress(line.encode() * 9)[:-8])
    folders = f"--project-dir {project.folder} --profiles-dir {project.folder}"
    project.set_steps(
        [
            {
                "name": "load-amundsen",
                "command": f"footfall load amundsen damaged.jsonl.gz lines.jsonl {folders}",
                "on_failure": "continue",
            },
            {"name": "build", "command": "echo built > out"},
        ]
    )
    code, document = project.run_json()
    assert code == FAILED
    assert states(document) == {"load-amundsen": "failed", "build": "ok"}
    assert document["steps"][0]["exit_code"] == FAILED
    assert project.lines() == ["built"]
    log = Path(document["log"]).read_text(encoding="utf-8")
    assert "damaged.jsonl.gz is damaged: it ends too early. Lines read: 9, refused: 0." in log
    rows = duckdb.connect(str(project.folder / "tiny.duckdb")).execute(
        "select count(*) from amundsen.user_actions"
    )
    assert rows.fetchall() == [(1,)]
