"""The command line that proposes a mapping, and shows what one gives that stands."""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
import yaml
from rich.table import Table

from footfall.errors import UserError
from footfall.terminal import Output, TargetOptions, console, escaped, with_shared_options

if TYPE_CHECKING:
    from footfall.mapping.checking import Built
    from footfall.mapping.packs import Recognised
    from footfall.mapping.people import Robot
    from footfall.mapping.proposing import Place, Proposal
    from footfall.mapping.samples import Sample
    from footfall.mapping.trying import Activity, Trial

_SHOWN_USERS = 20
_SHOWN_DAYS = 14
_LONGEST = 60
_HEAD = """\
# Proposed by `footfall map` from {label}.
# Try it: dbt build --vars "$(cat {file})". Keep it: move the entry into dbt_project.yml, under
# vars: footfall: custom_sources:
"""


@with_shared_options
def map_log(
    log: Annotated[
        str | None,
        typer.Argument(
            metavar="FILE|TABLE",
            help="A file that `footfall load log` takes, or schema.table of the warehouse.",
        ),
    ] = None,
    name: Annotated[
        str | None,
        typer.Option(
            "--as",
            metavar="NAME[.TABLE]",
            help="The log's name, and its table if not records; default: the file's or schema's.",
        ),
    ] = None,
    check: Annotated[
        str | None,
        typer.Option(
            metavar="NAME", help="Show what the last build made of a log that is mapped already."
        ),
    ] = None,
    timezone: Annotated[
        str | None,
        typer.Option(help="Of times without an offset, such as Europe/Zurich; default: UTC."),
    ] = None,
    records: Annotated[
        int, typer.Option(min=1, max=1_000_000, help="Records to look at, from the first.")
    ] = 10_000,
    use_pack: Annotated[
        bool,
        typer.Option("--pack/--no-pack", help="Whether a mapping that footfall ships is proposed."),
    ] = True,
    to: Annotated[
        Path | None,
        typer.Option(
            "--output", metavar="FILE", help="Where to write; default: NAME.custom_source.yml."
        ),
    ] = None,
    yes: Annotated[
        bool, typer.Option("--yes", help="Write without a question, over an older file.")
    ] = False,
    *,
    dbt: TargetOptions,
    output: Output,
) -> None:
    """Propose a mapping of any log: which field is the time, who it was, what was done.

    It looks at names and values of the first records, and shows what the mapping would give. The
    same records give the same mapping.
    """
    if (log is None) == (check is None):
        raise UserError("Say a file or a table to map, or --check with the name of a mapped log.")
    if check is not None:
        _check(check, dbt, output)
        return
    from footfall.mapping.packs import package_folder, read_packs, recognise
    from footfall.mapping.people import read_patterns, seed_rows
    from footfall.mapping.proposing import propose
    from footfall.mapping.trying import try_mapping

    assert log is not None
    _check_zone(timezone)
    sample, place = _read(log, name, timezone, records, dbt)
    package = package_folder(_project(dbt))
    patterns = read_patterns(package)
    proposal = propose(sample.records, place, sample.is_loaded)
    pack = recognise(read_packs(package), proposal.fields) if use_pack else None
    mapping = _of_pack(pack, place) if pack else proposal.mapping
    trial = try_mapping(
        pack.mapping if pack else mapping, sample, patterns, pack.table if pack else None
    )
    rows = seed_rows(place.name, trial.robots)
    text = as_yaml(mapping)
    path = to or Path(f"{place.name}.custom_source.yml")
    if output.is_for_people:
        for problem in sample.problems:
            output.note(problem, style="yellow")
        _print_proposal(sample, proposal, pack)
        _print_activities("The first activities as they would come out", trial.first)
        _print_people(trial.people, trial.not_people)
        _print_robots(trial.robots, rows)
        _print_days("Daily active users in the sample", trial.daily)
        _print_lost(trial.records, trial.lost)
        console.print()
        output.say(text.rstrip("\n"))
    is_written = _write(path, sample.label, text, yes, output)
    output.document(
        {
            "log": sample.label,
            "pack": {"name": pack.pack, "share": pack.share} if pack else None,
            "custom_source": mapping,
            "fields": [role.as_document() for role in proposal.roles],
            "proposal": proposal.mapping,
            "doubts": proposal.doubts,
            **_as_document(trial),
            "company_user_kinds": rows,
            "written": str(path) if is_written else None,
        }
    )


def as_yaml(mapping: Mapping[str, Any]) -> str:
    """A mapping as the var custom_sources has it."""
    return yaml.safe_dump(
        {"custom_sources": [dict(mapping)]},
        sort_keys=False,
        default_flow_style=None,
        width=100,
        allow_unicode=True,
    )


def _check(name: str, dbt: TargetOptions, output: Output) -> None:
    from footfall.mapping.checking import read_built
    from footfall.warehouse import check_schema_name

    built = read_built(dbt.open(), check_schema_name(name))
    if output.is_for_people:
        table = _table(f"{name}, as it was built", "key", "empty", "values", "examples")
        for key in built.keys:
            cells = (key.key, f"{key.nulls:.0%}", f"{key.distinct:,}", _some(key.examples))
            table.add_row(*map(escaped, cells))
        console.print(table)
        _print_activities("The first activities", built.first)
        _print_people(built.people, built.not_people)
        _print_days("Daily active users", built.daily)
        _print_lost(built.records, built.lost)
    keys = [vars(key) for key in built.keys]
    output.document({"log": name, "fields": keys, **_as_document(built)})


def _read(
    log: str, name: str | None, timezone: str | None, records: int, dbt: TargetOptions
) -> tuple[Sample, Place]:
    from footfall.logs.loading import log_table
    from footfall.mapping.proposing import Place
    from footfall.mapping.samples import is_table, read_file, read_table

    if is_table(log):
        schema, table = log.split(".", 1)
        sample = read_table(dbt.open(), log, records)
        chosen = (name or schema).split(".", 1)[0]
        is_default = sample.is_loaded and table == "records"
        return sample, Place(_tidy(chosen), schema, None if is_default else table, timezone)
    sample = read_file(Path(log), records)
    given = log_table(name or _tidy(Path(log).name.split(".", 1)[0]))
    inner = None if given.name == "records" else given.name
    return sample, Place(given.schema, None, inner, timezone)


def _tidy(text: str) -> str:
    """A name of letters, digits and single underscores, out of the name of a file."""
    plain = re.sub(r"[^a-z0-9]+", "_", text.lower()).strip("_")
    return plain if re.match(r"[a-z]", plain) else f"log_{plain}".rstrip("_")


def _check_zone(timezone: str | None) -> None:
    from zoneinfo import ZoneInfo

    try:
        if timezone is not None:
            ZoneInfo(timezone)
    except (KeyError, ValueError, OSError) as error:
        raise UserError(
            f"--timezone {timezone} is no time zone: say one such as Europe/Zurich."
        ) from error


def _project(dbt: TargetOptions) -> Path | None:
    """The project's folder; none where the command is run outside of one."""
    from footfall.warehouse import PROJECT_FILE

    if dbt.project_dir:
        return dbt.project_dir
    here = Path.cwd()
    return next((each for each in (here, *here.parents) if (each / PROJECT_FILE).is_file()), None)


def _of_pack(pack: Recognised, place: Place) -> dict[str, Any]:
    given: dict[str, Any] = {"use": pack.pack}
    if place.name != pack.pack:
        given |= {"name": place.name}
    if place.schema and place.schema != place.name:
        given["schema"] = place.schema
    if pack.table is None and place.table:
        given["table"] = place.table
    return given


def _write(path: Path, label: str, text: str, yes: bool, output: Output) -> bool:
    """Write the mapping, where somebody says so. Raises UserError where the file cannot be."""
    if not yes:
        is_asked = output.is_for_people and sys.stdin.isatty() and sys.stdout.isatty()
        if not is_asked:
            output.note(f"Nothing is written: say --yes to write {path}.")
            return False
        over = " over the file that is there" if path.exists() else ""
        if not typer.confirm(f"Write {path}{over}?"):
            return False
    try:
        path.write_text(_HEAD.format(label=label, file=path) + text, encoding="utf-8")
    except OSError as error:
        raise UserError(f"{path} cannot be written: {error.strerror}.") from error
    output.note(f"Written: {path}. Move it into dbt_project.yml, under vars: footfall:.")
    return True


# ------------------------------------------------------------------------------------- printing


def _table(title: str, *columns: str) -> Table:
    table = Table(title=title, title_justify="left", title_style="bold")
    for column in columns:
        table.add_column(column, overflow="fold")
    return table


def _print_proposal(sample: Sample, proposal: Proposal, pack: Recognised | None) -> None:
    if pack:
        console.print(
            f"[bold]These are records of the pack {pack.pack}[/]: they have {pack.share:.0%} of the"
            " names in its mapping. --no-pack proposes a mapping of their own.",
            soft_wrap=True,
            highlight=False,
        )
    title = f"{len(sample.records):,} records of {sample.label}"
    columns = ("is", "field", "read as", "empty", "values", "examples", "or")
    table = _table(escaped(title), *columns)
    for role in proposal.roles:
        found = role.profile
        cells = (
            *(role.said, found.name, role.note, f"{found.nulls:.0%}", f"{found.distinct:,}"),
            *(_some(found.examples), "\n".join(role.alternatives)),
        )
        table.add_row(*map(escaped, cells))
    console.print(table)
    for doubt in proposal.doubts:
        console.print(f"[yellow]{escaped(doubt)}[/]", soft_wrap=True, highlight=False)


def _print_activities(title: str, activities: Iterable[Activity]) -> None:
    table = _table(title, "time (UTC)", "user", "action", "object", "outcome")
    for each in activities:
        thing = " ".join(part for part in (each.object_type, each.object_id) if part)
        moment = f"{each.occurred_at:%Y-%m-%d %H:%M:%S}"
        cells = (moment, each.user or "nobody", each.action, thing, each.outcome)
        table.add_row(*(escaped(_cut(cell)) for cell in cells))
    console.print(table)


def _print_people(people: Counter[str], not_people: Counter[str]) -> None:
    title = f"People: {len(people):,}, other accounts: {len(not_people):,}"
    table = _table(title, "user", "is", "activities")
    ranked = [(user, "person", count) for user, count in _ranked(people)]
    ranked += [(user, "no person", count) for user, count in _ranked(not_people)]
    for user, kind, activities in ranked[:_SHOWN_USERS]:
        table.add_row(escaped(_cut(user)), kind, f"{activities:,}")
    if len(ranked) > _SHOWN_USERS:
        table.add_row(f"and {len(ranked) - _SHOWN_USERS:,} more", "", "")
    console.print(table)


def _print_robots(robots: Iterable[Robot], rows: list[dict[str, str]]) -> None:
    for robot in robots:
        known = "" if robot.is_known else ", counted as a person so far"
        console.print(
            f"Looks like a robot: {escaped(robot.user)} ({escaped(robot.reason)}{known})",
            soft_wrap=True,
            highlight=False,
        )
    if rows:
        console.print("Rows for the seed company_user_kinds, if that is so:", highlight=False)
        for row in rows:
            typer.echo(",".join(_quoted(cell) for cell in row.values()))


def _print_days(title: str, daily: Mapping[Any, int]) -> None:
    table = _table(title, "day", "people")
    days = list(daily.items())
    for day, users in days[-_SHOWN_DAYS:]:
        table.add_row(str(day), f"{users:,}")
    if len(days) > _SHOWN_DAYS:
        table.add_row(f"and {len(days) - _SHOWN_DAYS:,} days before", "")
    console.print(table)


def _print_lost(records: int, lost: Counter[str]) -> None:
    table = _table(f"Lost of {records:,} rows: {lost.total():,}", "why", "rows")
    for why, count in _ranked(lost):
        table.add_row(escaped(why), f"{count:,}")
    if lost:
        console.print(table)
    else:
        console.print(f"None of {records:,} rows would be lost.", highlight=False)


def _as_document(found: Trial | Built) -> dict[str, Any]:
    return {
        "rows": found.records,
        "first_activities": [vars(each) for each in found.first],
        "people": dict(_ranked(found.people)),
        "not_people": dict(_ranked(found.not_people)),
        "daily_active_users": {str(day): users for day, users in found.daily.items()},
        "outcomes": dict(_ranked(found.outcomes)),
        "lost": dict(_ranked(found.lost)),
    }


def _ranked(counts: Counter[str]) -> list[tuple[str, int]]:
    return sorted(counts.items(), key=lambda each: (-each[1], each[0]))


def _some(examples: Iterable[str]) -> str:
    return "\n".join(_cut(text) for text in examples)


def _cut(text: str) -> str:
    """A text for a cell of a table, in one line."""
    plain = " ".join(text.split())
    return plain if len(plain) <= _LONGEST else f"{plain[: _LONGEST - 1]}…"


def _quoted(cell: str) -> str:
    return f'"{cell}"' if "," in cell else cell
