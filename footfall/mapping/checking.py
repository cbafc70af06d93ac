"""What a mapping that stands has made of its log, from the tables of the last build."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from footfall.errors import UserError
from footfall.mapping.trying import Activity
from footfall.warehouse import MissingTableError, Reader, Warehouse

_EVENTS = "staging.base_custom_sources__events"
_KEYS = (
    *("actor", "actor_login", "actor_email", "actor_name", "action", "activity_type", "workflow"),
    *("object_type", "object_id", "object_name", "outcome", "duration_ms", "session_key"),
    "correlation_id",
)
_EXAMPLES = 3


@dataclass(frozen=True)
class MappedKey:
    """A key of the mapping, over the activities of the last build."""

    key: str
    nulls: float
    distinct: int
    examples: list[str]


@dataclass
class Built:
    """What the last build has of a mapped log; as a Trial, over all of its records."""

    records: int = 0
    keys: list[MappedKey] = field(default_factory=list)
    first: list[Activity] = field(default_factory=list)
    people: Counter[str] = field(default_factory=Counter)
    not_people: Counter[str] = field(default_factory=Counter)
    daily: dict[Any, int] = field(default_factory=dict)
    lost: Counter[str] = field(default_factory=Counter)
    outcomes: Counter[str] = field(default_factory=Counter)


def read_built(warehouse: Warehouse, name: str) -> Built:
    """What was built of a mapped log.

    Raises UserError where nothing is built, or nothing of this log.
    """
    try:
        with warehouse.reader() as reader:
            return _read(reader, name)
    except MissingTableError as error:
        raise UserError(
            f"Nothing is built of {name} in {warehouse.label}: run `dbt build` first."
        ) from error


def _read(reader: Reader, name: str) -> Built:
    def rows(sql: str) -> list[tuple[Any, ...]]:
        return reader.table(sql)[1]

    systems = [str(system) for (system,) in rows(f"select distinct system from {_EVENTS}")]
    if name not in systems:
        known = ", ".join(sorted(systems)) or "none"
        raise UserError(f"The last build has no log {name}; its mapped logs are {known}.")
    of_log = f"from {_EVENTS} where system = '{name}'"
    kept = f"{of_log} and record_state = 'kept'"
    built = Built()
    ((total, built.records),) = rows(
        f"select count(case when record_state = 'kept' then 1 end), count(*) {of_log}"
    )
    for key in _KEYS:
        if found := _key(rows, kept, key, int(total)):
            built.keys.append(found)
    first = rows(
        "select occurred_at, coalesce(actor_email, actor_login, actor_name, actor, ''), action"
        f", coalesce(object_type, ''), coalesce(object_id, ''), outcome {kept}"
        " order by occurred_at, event_id limit 10"
    )
    built.first = [Activity(*row) for row in first]
    built.outcomes = Counter(dict(rows(f"select outcome, count(*) {kept} group by outcome")))
    for known_as, is_person, count in rows(_who(name)):
        (built.people if is_person else built.not_people)[str(known_as or "nobody")] += int(count)
    built.daily = dict(
        rows(
            "select activity_date, dau from marts.active_users_daily"
            f" where system = '{name}' and dau > 0 order by activity_date"
        )
    )
    states = rows(
        "select coalesce(quarantine_reason, case record_state when 'excluded' then"
        " 'excluded by where' else 'one more record of an event that is there' end), count(*)"
        f" {of_log} and record_state <> 'kept' group by 1"
    )
    built.lost = Counter({str(why): int(count) for why, count in states})
    return built


def _key(rows: Any, kept: str, key: str, total: int) -> MappedKey | None:
    ((filled, distinct),) = rows(
        f"select count(nullif(cast({key} as varchar), '')), count(distinct {key}) {kept}"
    )
    if not filled:
        return None
    examples = rows(
        f"select cast({key} as varchar), count(*) {kept} and {key} is not null"
        f" group by 1 order by 2 desc, 1 limit {_EXAMPLES}"
    )
    nulls = 1 - filled / total if total else 0.0
    return MappedKey(key, nulls, int(distinct), [str(text) for text, _ in examples])


def _who(name: str) -> str:
    """People and others by what they are known as, with their activities."""
    return f"""
        select w.known_as, f.is_person, count(*)
        from marts.fct_activities as f
        left join (
            select u.user_key
                , min(coalesce(u.email, a.login, a.full_name, u.native_user)) as known_as
            from intermediate.int_user_identities as u
            left join intermediate.int_custom_sources__accounts as a
                on u.system = a.system and u.native_user = a.native_user
            where u.system = '{name}'
            group by u.user_key
        ) as w on f.user_key = w.user_key
        where f.system = '{name}'
        group by w.known_as, f.is_person
    """
