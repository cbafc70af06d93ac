"""The project keeps the rules of dbt-project-evaluator, but for what is excepted here, and why."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from fnmatch import fnmatchcase
from typing import Any

import pytest
import yaml

from footfall.report.panels import read_header
from integration_tests.conftest import WarehouseFactory
from integration_tests.project_copies import REPOSITORY
from integration_tests.project_graph import Graph
from integration_tests.project_rules import RULES, Rule

# So that all models are there.
CUSTOM_SOURCE = {
    "name": "github",
    "table": "audit_log",
    "time": "at",
    "actor": "actor",
    "action": "action",
    "details": ["org"],
}

# The raw tables with a row for each event.
EVENTS = (
    *("clutch.audit_events", "amundsen.user_actions", "datagrok.events"),
    *("zoomdata.activity_log", "liblab.audit_trail"),
)

_SALT_AND_DAYS = (
    "pseudonyms are made where a row is parsed, so that no name goes further; they need the salt. "
    "Which days are stale is told by a view of the raw table's days."
)
_ERASED = (
    "whoever was erased is replaced where raw rows are read, so that nothing further knows of the "
    "person."
)
_DATAGROK_CATALOGUE = (
    "Datagrok's catalogue is small tables in a normal form, each told apart by others; a model "
    "for each raw table would be twenty more views that nothing else reads."
)
_RAW_ROWS = (
    "reconciliation counts raw rows where they are: what it compares with must not come through "
    "the model that it checks."
)
_TYPED_FACTS = "the facts of each type of activity, for analysts, have details and a session."
_KPIS = "each KPI is a mart of its own, and many are counted of the same."
_TYPES_OF_ACTIVITY = (
    "a log is typed once, and each type of its activities is a relation of its own."
)
_LINKED_CALLS = "few calls are explained by others; all columns of a call would be stored twice."
_ALL_SYSTEMS = "it unites a view of each system."
_DOORS = "each mart of the audit redacts at its own door, by the same policy."
_COPIES = (
    "a raw row has no key, its copies share an event_id. That of the rows that are kept is tested "
    "in staging."
)
_TABLE_OR_DIRECTORY = (
    "whether the company's own table has a history is seen by its columns, at compile time."
)

# By rule: what breaks it, as a pattern, and why it may.
EXCEPTIONS: Mapping[str, Mapping[str, str]] = {
    "direct_join_to_source": {
        "base_*": _SALT_AND_DAYS,
        "stg_datagrok__*": _DATAGROK_CATALOGUE + " " + _ERASED,
        "stg_hr__employees": _ERASED,
        "int_employee_history": _TABLE_OR_DIRECTORY,
    },
    "marts_or_intermediate_dependent_on_source": {"int_employee_history": _TABLE_OR_DIRECTORY},
    "model_directories": {"int_employee_history": _TABLE_OR_DIRECTORY},
    "models_dependent_on_a_later_layer": {
        "fct_activities > agg_*": "aggregates count the activities of the facts.",
    },
    "model_fanout": {
        "fct_activities": _KPIS,
        "agg_session_parts": _TYPED_FACTS,
        "int_activity_details": _TYPED_FACTS,
        "int_named_users": _DOORS,
        "int_redaction_policy": _DOORS,
        "stg_amundsen__user_actions": _TYPES_OF_ACTIVITY,
        "stg_datagrok__events": _TYPES_OF_ACTIVITY,
        "stg_datagrok__event_parameters": _TYPES_OF_ACTIVITY,
        "stg_liblab__audit_trail": _TYPES_OF_ACTIVITY,
        "stg_zoomdata__activity_log": _TYPES_OF_ACTIVITY,
    },
    "multiple_sources_joined": {
        "base_datagrok__event_parameter_values": _DATAGROK_CATALOGUE,
        "stg_datagrok__objects": _DATAGROK_CATALOGUE,
        "stg_datagrok__packages": _DATAGROK_CATALOGUE,
        "stg_datagrok__queries": _DATAGROK_CATALOGUE,
    },
    "rejoining_of_upstream_concepts": {
        "user_identities > audit_trail > object_history": (
            "the trail names persons that are main objects, the history those that are others."
        ),
        "base_footfall__erasures > *": _ERASED,
        "int_redaction_policy > int_datagrok__function_runs > function_usage": _DOORS,
        "* > int_scope_decisions > fct_activities": (
            "a rule is decided once for a user, an action and a day, not for each activity."
        ),
        "int_current_employees > employees_snapshot > int_employee_history": (
            "a snapshot cannot be a part of a model; Spark, which has none, reads what it would."
        ),
        "stg_zoomdata__activity_log > stg_zoomdata__* > int_zoomdata__*": _TYPES_OF_ACTIVITY,
        "base_amundsen__user_actions > stg_amundsen__linked_calls > stg_amundsen__user_actions": (
            _LINKED_CALLS
        ),
    },
    "root_models": {
        "base_footfall__pseudonym_salt": "the secret is made, once, and read from nowhere.",
        "base_footfall__erasures": "an operation fills it.",
        "base_custom_sources__raw_rows_by_day": (
            "which tables it reads is said by a var, and YAML cannot make sources of a var's list."
        ),
    },
    "source_fanout": {
        "amundsen.user_actions > *": _RAW_ROWS,
        "clutch.audit_events > *": _RAW_ROWS,
        "datagrok.events > *": _RAW_ROWS,
        "liblab.audit_trail > *": _RAW_ROWS,
        "zoomdata.activity_log > *": _RAW_ROWS,
        "datagrok.connections > *": _DATAGROK_CATALOGUE,
        "datagrok.packages > *": _DATAGROK_CATALOGUE,
        "datagrok.users* > *": _DATAGROK_CATALOGUE,
        "hr.employees > *": _TABLE_OR_DIRECTORY,
    },
    "staging_dependent_on_staging": {
        "stg_amundsen__linked_calls > stg_amundsen__user_actions": _LINKED_CALLS,
        "stg_amundsen__user_actions > *": _TYPES_OF_ACTIVITY,
        "stg_datagrok__* > stg_datagrok__*": _TYPES_OF_ACTIVITY + " " + _DATAGROK_CATALOGUE,
        "stg_liblab__audit_trail > *": _TYPES_OF_ACTIVITY,
        "stg_zoomdata__activity_log > *": _TYPES_OF_ACTIVITY,
    },
    "too_many_joins": {
        "fct_activities": _ALL_SYSTEMS,
        "int_further_objects": _ALL_SYSTEMS,
        "int_native_user_days": _ALL_SYSTEMS,
        "int_scope_decisions": _ALL_SYSTEMS,
        "reconciliation": "it unites the same view of each system, and joins no more than that.",
        "stg_datagrok__objects": _DATAGROK_CATALOGUE,
    },
    "missing_primary_key_tests": {
        "base_*": _COPIES,
        "int_raw_records": _COPIES,
    },
    "sources_without_freshness": {
        "datagrok.event_*": (
            "what events are made of: a type or a parameter is as old as it is, and no event of "
            "today need have a new one."
        ),
        **dict.fromkeys(
            (
                *("datagrok.users", "datagrok.users_sessions", "datagrok.groups"),
                *("datagrok.groups_relations", "datagrok.entities", "datagrok.entity_types"),
                *("datagrok.published_packages", "datagrok.packages", "datagrok.funcs"),
                *("datagrok.func_*", "datagrok.queries", "datagrok.connections"),
                *("datagrok.projects", "datagrok.project_relations"),
            ),
            "reference tables, which change when something changes; its events have a limit.",
        ),
        "hr.employees": "a directory in which nobody comes or goes is not old.",
    },
    "exposure_parents_materializations": {
        "fct_sessions > bi_bundle": (
            "its days are a table already; the view adds the few sessions over midnight."
        ),
        "fct_searches > bi_bundle_catalogue": (
            "a late row changes sessions and what was opened; a table would be written again."
        ),
        "fct_* > *_dashboard": "the page is written once a day, and reads each of them once.",
    },
}


@pytest.fixture(scope="module")
def graph(new_warehouse: WarehouseFactory) -> Graph:
    warehouse = new_warehouse("duckdb")
    warehouse.dbt(
        "parse", "--write-json", vars={"custom_sources": [CUSTOM_SOURCE]}, project=REPOSITORY
    )
    return Graph(json.loads((warehouse.folder / "target" / "manifest.json").read_text()))


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_rule_holds(graph: Graph, rule: Rule) -> None:
    excepted = EXCEPTIONS.get(rule.__name__, {})
    found = sorted(rule(graph))
    assert [item for item in found if not any(fnmatchcase(item, p) for p in excepted)] == []
    # What is mended needs no exception any more.
    assert [p for p in excepted if not any(fnmatchcase(item, p) for item in found)] == []


@pytest.mark.parametrize(
    "mart",
    [
        *("active_users_daily", "workflow_usage_daily", "top_search_terms"),
        *("search_success_daily", "fct_activities", "fct_sessions"),
    ],
)
def test_number_is_in_six_files_at_most(graph: Graph, mart: str) -> None:
    passed = graph.models_to_raw(f"model.footfall.{mart}")
    events = {name: files for name, files in passed.items() if name in EVENTS}
    assert "amundsen.user_actions" in events
    assert {name: files for name, files in events.items() if files > 6} == {}


def test_no_chain_of_models_is_longer_than_fourteen(graph: Graph) -> None:
    assert {name: depth for name, depth in graph.depths().items() if depth > 14} == {}


def test_exposures_name_what_the_dashboard_reads(graph: Graph) -> None:
    read: dict[str, set[str]] = {"engagement_dashboard": set(), "catalogue_dashboard": set()}
    for panel in graph.analyses:
        if panel["original_file_path"].startswith("analyses/dashboard/"):
            header = read_header(panel["name"], panel["raw_code"])
            name = "catalogue" if header.only_for == "amundsen" else "engagement"
            read[f"{name}_dashboard"].update(panel["depends_on"]["nodes"])
    named = {node["name"]: set(node["depends_on"]["nodes"]) for node in graph.exposures.values()}
    assert all(read.values())
    assert {name: named[name] for name in read} == read


def test_unit_tests_have_names_that_postgresql_takes() -> None:
    """dbt makes a table of that name."""
    names = [
        test["name"]
        for path in (REPOSITORY / "models").rglob("*unit_tests.yml")
        for test in yaml.safe_load(path.read_text(encoding="utf-8"))["unit_tests"]
    ]
    assert names
    assert [name for name in names if len(name) > 63] == []


def test_exceptions_are_of_rules() -> None:
    assert set(EXCEPTIONS) <= {rule.__name__ for rule in RULES}


def _model(path: str, *parents: str, **properties: Any) -> dict[str, dict[str, Any]]:
    """A described, tested view of a group, in a folder of models; properties go over that."""
    name = path.split("/")[-1]
    key = f"model.p.{name}"
    model = {
        "resource_type": "model",
        "name": name,
        "fqn": ["p", *path.split("/")],
        "original_file_path": f"models/{path}.sql",
        "depends_on": {"nodes": parents},
        "raw_code": "select * from {{ ref('it') }}",
        "description": "It.",
        "columns": {"id": {"description": "Id."}},
        "config": {"materialized": "view", "contract": {"enforced": True}},
        "group": "g",
        "access": "private",
        **properties,
    }
    folder = path.rsplit("/", 1)[0] if "tested_in" not in properties else properties["tested_in"]
    tests = {
        f"test.p.{kind}_{name}": {
            "resource_type": "test",
            "attached_node": key,
            "column_name": "id",
            "test_metadata": {"name": kind},
            "original_file_path": f"models/{folder}/_models.yml",
        }
        for kind in ("unique", "not_null")
        if folder
    }
    return {key: model, **tests}


def _source(name: str, **properties: Any) -> dict[str, dict[str, Any]]:
    """A described raw table of the source `s`."""
    source = {
        "resource_type": "source",
        "source_name": "s",
        "source_description": "It.",
        "description": "It.",
        "original_file_path": "models/staging/s/_sources.yml",
        **{"database": "d", "schema": "s", "identifier": name},
        **properties,
    }
    return {f"source.p.s.{name}": source}


def _analysis(name: str, *parents: str) -> dict[str, dict[str, Any]]:
    """A question, with what it reads."""
    analysis = {
        "resource_type": "analysis",
        "name": name,
        "depends_on": {"nodes": parents},
    }
    return {f"analysis.p.{name}": analysis}


def _graph(*nodes: Mapping[str, Any], exposure_of: Sequence[str] = ()) -> Graph:
    every = {key: node for part in nodes for key, node in part.items()}
    exposure = {"resource_type": "exposure", "depends_on": {"nodes": exposure_of}}
    return Graph(
        {
            "nodes": {k: node for k, node in every.items() if not k.startswith("source.")},
            "sources": {k: node for k, node in every.items() if k.startswith("source.")},
            "exposures": {"exposure.p.board": exposure},
            "metrics": {},
        }
    )


_KPI = "model.p.kpi"
_PUBLIC = {"access": "public"}
_CHAIN = [_model("intermediate/int_0")] + [
    _model(f"intermediate/int_{number}", f"model.p.int_{number - 1}") for number in range(1, 6)
]


# Of the rules that nothing here breaks: one project each that does.
@pytest.mark.parametrize(
    ("rule", "broken", "found"),
    [
        ("duplicate_sources", _graph(_source("a"), _source("b", identifier="a")), {"d.s.a"}),
        (
            "hard_coded_references",
            _graph(
                _model("staging/s/stg_s__a", raw_code="select 1 from raw.a"),
                _model("staging/s/stg_s__b", raw_code="select 1 from {{ var('b') }} as b"),
                _model("staging/s/stg_s__c", raw_code="select extract(day from c.at) from c"),
            ),
            {"stg_s__a", "stg_s__b"},
        ),
        (
            "staging_dependent_on_marts_or_intermediate",
            _graph(_model("marts/k/kpi"), _model("staging/s/stg_s__a", _KPI)),
            {"kpi > stg_s__a"},
        ),
        ("unused_sources", _graph(_source("a")), {"s.a"}),
        ("untested_models", _graph(_model("marts/k/kpi", tested_in="")), {"kpi"}),
        ("undocumented_models", _graph(_model("marts/k/kpi", description="")), {"kpi"}),
        (
            "undocumented_columns",
            _graph(
                _model("marts/k/kpi", columns={"id": {"description": ""}}),
                _model("marts/k/other", columns={}),
            ),
            {"kpi.id", "other"},
        ),
        ("undocumented_sources", _graph(_source("a", source_description="")), {"s"}),
        ("undocumented_source_tables", _graph(_source("a", description="")), {"s.a"}),
        (
            "model_naming_conventions",
            _graph(
                _model("marts/k/fct_kpi"),
                _model("marts/core/users"),
                _model("staging/s/base/stg_s__a"),
                _model("marts/k/kpi"),
            ),
            {"fct_kpi", "users", "stg_s__a"},
        ),
        (
            "source_directories",
            _graph(_source("a", original_file_path="models/staging/t/_sources.yml")),
            {"s.a"},
        ),
        ("test_directories", _graph(_model("marts/k/kpi", tested_in="marts")), {"kpi"}),
        ("chained_views_dependencies", _graph(*_CHAIN), {"int_5"}),
        (
            "public_models_without_contract",
            _graph(_model("marts/k/kpi", config={"contract": {"enforced": False}}, **_PUBLIC)),
            {"kpi"},
        ),
        (
            "undocumented_public_models",
            _graph(_model("marts/k/kpi", columns={}, **_PUBLIC), _model("k/other", columns={})),
            {"kpi"},
        ),
        (
            "exposures_dependent_on_private_models",
            _graph(_model("marts/k/kpi"), exposure_of=[_KPI]),
            {"kpi > board"},
        ),
        ("models_without_group", _graph(_model("marts/k/kpi", group=None)), {"kpi"}),
        (
            "marts_that_are_not_the_public_models",
            _graph(_model("marts/k/kpi"), _model("intermediate/int_a", **_PUBLIC)),
            {"kpi", "int_a"},
        ),
        (
            "models_open_without_need",
            _graph(
                _model("intermediate/int_a", access="protected"),
                _model("intermediate/int_b", access="protected"),
                _model("intermediate/int_c", "model.p.int_a"),
                _model("intermediate/int_d", "model.p.int_b", group="other"),
            ),
            {"int_a"},
        ),
        (
            "analyses_beyond_the_marts",
            _graph(
                _model("marts/k/kpi"),
                _model("marts/audit/trail"),
                _model("intermediate/int_a"),
                _analysis("open", _KPI),
                _analysis("closed", _KPI, "model.p.trail", "model.p.int_a", "seed.p.words"),
            ),
            {"closed > trail", "closed > int_a", "closed > words"},
        ),
    ],
)
def test_rule_finds_what_breaks_it(rule: str, broken: Graph, found: set[str]) -> None:
    (function,) = (each for each in RULES if each.__name__ == rule)
    assert function(broken) == found
