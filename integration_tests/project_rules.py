"""The rules of dbt-project-evaluator, read from the manifest; each gives what breaks it.

A rule is named as there, and means the same with the package's own thresholds. Those from
``# -- Groups`` on are this project's.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from pathlib import PurePosixPath

from integration_tests.project_graph import (
    LAYER_PREFIXES,
    PREFIXES,
    Graph,
    Node,
    folder_of,
    layer,
    parents_of,
    short,
)

Rule = Callable[[Graph], set[str]]

# The package's vars, with their defaults.
MODELS_FANOUT_THRESHOLD = 3
TOO_MANY_JOINS_THRESHOLD = 7
CHAINED_VIEWS_THRESHOLD = 4
PRIMARY_KEY_TESTS = ({"unique", "not_null"}, {"unique_combination"})

_HARD_CODED = re.compile(
    r"""(?<!distinct\s)\b(?:from|join)\s+(?:
        \{\{\s*var\s*\(.*?\)\s*\}\}
        | [\[`"']?\w+[\]`"']?(?:\.[\[`"']?\w+[\]`"']?){1,2}(?=\s|$)
        | [\[`"']\w+[\]`"'](?=\s|$)
    )""",
    re.IGNORECASE | re.VERBOSE,
)


# -- Modeling ----------------------------------------------------------------------------------


def direct_join_to_source(graph: Graph) -> set[str]:
    """Models that read both a source and a model."""
    return {
        short(key)
        for key in graph.models
        if graph.parents_of_type(key, "source") and graph.parents_of_type(key, "model")
    }


def marts_or_intermediate_dependent_on_source(graph: Graph) -> set[str]:
    """Models behind staging that read a source."""
    return {
        short(key)
        for key, model in graph.models.items()
        if layer(model) in ("intermediate", "marts") and graph.parents_of_type(key, "source")
    }


def duplicate_sources(graph: Graph) -> set[str]:
    """Tables that are two sources."""
    tables = Counter(
        ".".join(str(source[part]) for part in ("database", "schema", "identifier"))
        for source in graph.sources.values()
    )
    return {table for table, times in tables.items() if times > 1}


def hard_coded_references(graph: Graph) -> set[str]:
    """Models that name a table, or a var, instead of a ref or a source."""
    return {
        short(key)
        for key, model in graph.models.items()
        if _HARD_CODED.search(str(model["raw_code"]))
    }


def model_fanout(graph: Graph) -> set[str]:
    """Models with too many direct children that nothing else reads."""
    return {
        short(key)
        for key in graph.models
        if sum(not graph.children[child] for child in graph.model_children(key))
        >= MODELS_FANOUT_THRESHOLD
    }


def multiple_sources_joined(graph: Graph) -> set[str]:
    """Models that read more than one source."""
    return {short(key) for key in graph.models if len(graph.parents_of_type(key, "source")) > 1}


def rejoining_of_upstream_concepts(graph: Graph) -> set[str]:
    """Loops: a child of a parent reads another child of it, which nothing else reads."""
    found = set()
    for parent in graph.nodes:
        children = [child for child in graph.children[parent] if _is_built(graph.nodes[child])]
        for child in children:
            for between in set(children) & set(graph.parents[child]):
                readers = [key for key in graph.children[between] if _is_built(graph.nodes[key])]
                if readers == [child]:
                    found.add(f"{short(parent)} > {short(between)} > {short(child)}")
    return found


def _is_built(node: Node) -> bool:
    return node["resource_type"] not in ("exposure", "metric")


def root_models(graph: Graph) -> set[str]:
    """Models that read nothing."""
    return {short(key) for key in graph.models if not graph.parents[key]}


def source_fanout(graph: Graph) -> set[str]:
    """Sources that more than one model reads, each with its reader."""
    return {
        f"{short(source)} > {short(child)}"
        for source in graph.sources
        if len(graph.model_children(source)) > 1
        for child in graph.model_children(source)
    }


def staging_dependent_on_marts_or_intermediate(graph: Graph) -> set[str]:
    """Staging models that read what comes after them."""
    return _edges(graph, {"intermediate", "marts"}, "staging")


def staging_dependent_on_staging(graph: Graph) -> set[str]:
    """Staging models that read each other."""
    return _edges(graph, {"staging"}, "staging")


def _edges(graph: Graph, parent_layers: set[str], child_layer: str) -> set[str]:
    return {
        f"{short(parent)} > {short(key)}"
        for key, model in graph.models.items()
        for parent in graph.parents[key]
        if layer(model) == child_layer and layer(graph.nodes[parent]) in parent_layers
    }


def unused_sources(graph: Graph) -> set[str]:
    """Sources that nothing reads."""
    return {short(key) for key in graph.sources if not graph.children[key]}


def too_many_joins(graph: Graph) -> set[str]:
    """Models that read too many others."""
    return {
        short(key)
        for key in graph.models
        if len(set(graph.parents[key])) >= TOO_MANY_JOINS_THRESHOLD
    }


# -- Testing -----------------------------------------------------------------------------------


def missing_primary_key_tests(graph: Graph) -> set[str]:
    """Models of which no test says what a row is, nor one of the parent whose rows they are."""
    return {
        short(key)
        for key, model in graph.models.items()
        if not _has_tested_key(graph, _tested(graph, key, model))
    }


def is_typed(model: Node) -> bool:
    """Whether a model is the activities of one type, for analysts."""
    return "typed" in folder_of(model).parts


def _tested(graph: Graph, key: str, model: Node) -> str:
    """The model whose tests are a model's own: of the activities of one type, that of all."""
    return graph.parents[key][0] if is_typed(model) else key


def _has_tested_key(graph: Graph, key: str) -> bool:
    by_column: dict[str | None, set[str]] = {}
    for test in graph.tests_of(key):
        by_column.setdefault(test.get("column_name"), set()).add(test["test_metadata"]["name"])
    return any(wanted <= names for names in by_column.values() for wanted in PRIMARY_KEY_TESTS)


def untested_models(graph: Graph) -> set[str]:
    """Models without any test: test_coverage is to be 100 %."""
    return {
        short(key)
        for key, model in graph.models.items()
        if not graph.tests_of(_tested(graph, key, model))
    }


def sources_without_freshness(graph: Graph) -> set[str]:
    """Sources of which nobody says how old they may be."""
    found = set()
    for key, source in graph.sources.items():
        limits = source.get("freshness") or {}
        if not any((limits.get(name) or {}).get("count") for name in ("warn_after", "error_after")):
            found.add(short(key))
    return found


# -- Documentation -----------------------------------------------------------------------------


def undocumented_models(graph: Graph) -> set[str]:
    """Models without a description: documentation_coverage is to be 100 %."""
    return {short(key) for key, model in graph.models.items() if not model["description"]}


def undocumented_columns(graph: Graph) -> set[str]:
    """Models with no columns in YAML, and columns without a description."""
    empty = {short(key) for key, model in graph.models.items() if not model["columns"]}
    return empty | {
        f"{short(key)}.{name}"
        for key, model in graph.models.items()
        for name, column in model["columns"].items()
        if not column["description"]
    }


def undocumented_sources(graph: Graph) -> set[str]:
    """Systems whose raw schema has no description."""
    return {
        source["source_name"]
        for source in graph.sources.values()
        if not source["source_description"]
    }


def undocumented_source_tables(graph: Graph) -> set[str]:
    """Raw tables without a description."""
    return {short(key) for key, source in graph.sources.items() if not source["description"]}


# -- Structure ---------------------------------------------------------------------------------


def model_naming_conventions(graph: Graph) -> set[str]:
    """Models whose name does not say what they are, see ``project_graph.PREFIXES``."""
    found = set()
    for key, model in graph.models.items():
        folder = next((name for name in reversed(folder_of(model).parts) if name in PREFIXES), None)
        named = (
            model["name"].startswith(PREFIXES[folder])
            if folder
            else not model["name"].startswith(LAYER_PREFIXES)
        )
        if not named:
            found.add(short(key))
    return found


def model_directories(graph: Graph) -> set[str]:
    """Models outside of their layer's folder, and readers of sources outside of the source's."""
    found = set()
    for key, model in graph.models.items():
        folders = folder_of(model).parts
        sources = {graph.nodes[p]["source_name"] for p in graph.parents_of_type(key, "source")}
        if layer(model) not in folders or not sources <= set(folders):
            found.add(short(key))
    return found


def source_directories(graph: Graph) -> set[str]:
    """Sources that are described elsewhere than in their folder of staging."""
    return {
        short(key)
        for key, source in graph.sources.items()
        if folder_of(source) != PurePosixPath("models/staging") / source["source_name"]
    }


def test_directories(graph: Graph) -> set[str]:
    """Models whose tests are not in their own folder."""
    return {
        short(key)
        for key, model in graph.models.items()
        if any(folder_of(test) != folder_of(model) for test in graph.tests_of(key))
    }


# -- Performance -------------------------------------------------------------------------------


def chained_views_dependencies(graph: Graph) -> set[str]:
    """Models that read through too many views in a row."""
    return {
        short(key) for key in graph.models if _views_beneath(graph, key) > CHAINED_VIEWS_THRESHOLD
    }


def _views_beneath(graph: Graph, key: str) -> int:
    views = [
        parent
        for parent in graph.parents_of_type(key, "model")
        if graph.nodes[parent]["config"]["materialized"] in ("view_if_changed", "view", "ephemeral")
    ]
    return max((1 + _views_beneath(graph, view) for view in views), default=0)


def exposure_parents_materializations(graph: Graph) -> set[str]:
    """Sources, and models that are no tables, which an exposure shows."""
    return {
        f"{short(parent)} > {short(key)}"
        for key in graph.exposures
        for parent in graph.parents[key]
        if parent in graph.sources
        or graph.nodes[parent]["config"]["materialized"] in ("view_if_changed", "view", "ephemeral")
    }


# -- Governance --------------------------------------------------------------------------------


def public_models_without_contract(graph: Graph) -> set[str]:
    """Public models that may change without anybody noticing."""
    return {
        short(key)
        for key, model in graph.models.items()
        if model["access"] == "public" and not model["config"]["contract"]["enforced"]
    }


def undocumented_public_models(graph: Graph) -> set[str]:
    """Public models with anything undescribed."""
    undescribed = undocumented_models(graph) | {
        name.split(".")[0] for name in undocumented_columns(graph)
    }
    return undescribed & {
        short(key) for key, model in graph.models.items() if model["access"] == "public"
    }


def exposures_dependent_on_private_models(graph: Graph) -> set[str]:
    """Exposures that show a model which is not public."""
    return {
        f"{short(parent)} > {short(key)}"
        for key in graph.exposures
        for parent in graph.parents_of_type(key, "model")
        if graph.nodes[parent]["access"] != "public"
    }


# -- Layers ------------------------------------------------------------------------------------


def models_dependent_on_a_later_layer(graph: Graph) -> set[str]:
    """Arrows backwards: what the facts are made of reads none of what is made of them."""
    order = ("base", "staging", "intermediate", "aggregates", "marts")
    return {
        f"{short(parent)} > {short(key)}"
        for key, model in graph.models.items()
        for parent in graph.parents_of_type(key, "model")
        if order.index(str(layer(graph.nodes[parent]))) > order.index(str(layer(model)))
    }


# -- Groups ------------------------------------------------------------------------------------


def models_without_group(graph: Graph) -> set[str]:
    """Models for which nobody answers."""
    return {short(key) for key, model in graph.models.items() if not model["group"]}


def marts_that_are_not_the_public_models(graph: Graph) -> set[str]:
    """Marts and typed relations that are not public, and other models that are."""
    return {
        short(key)
        for key, model in graph.models.items()
        if (layer(model) == "marts" or is_typed(model)) != (model["access"] == "public")
    }


def models_open_without_need(graph: Graph) -> set[str]:
    """Protected models that only their own group reads."""
    needed = {
        parent
        for key, model in graph.models.items()
        for parent in graph.parents[key]
        if graph.nodes[parent].get("group") != model["group"]
    }
    return {
        short(key)
        for key, model in graph.models.items()
        if model["access"] == "protected" and key not in needed
    }


# -- Analyses ----------------------------------------------------------------------------------


def analyses_beyond_the_marts(graph: Graph) -> set[str]:
    """Analyses of something that whoever may read the marts alone may not read."""
    public = {
        key
        for key, model in graph.models.items()
        if layer(model) == "marts" and "audit" not in folder_of(model).parts
    }
    return {
        f"{analysis['name']} > {short(parent)}"
        for analysis in graph.analyses
        for parent in parents_of(analysis)
        if parent not in public
    }


RULES: tuple[Rule, ...] = (
    direct_join_to_source,
    marts_or_intermediate_dependent_on_source,
    duplicate_sources,
    hard_coded_references,
    model_fanout,
    multiple_sources_joined,
    rejoining_of_upstream_concepts,
    root_models,
    source_fanout,
    staging_dependent_on_marts_or_intermediate,
    staging_dependent_on_staging,
    unused_sources,
    too_many_joins,
    missing_primary_key_tests,
    untested_models,
    sources_without_freshness,
    undocumented_models,
    undocumented_columns,
    undocumented_sources,
    undocumented_source_tables,
    model_naming_conventions,
    model_directories,
    source_directories,
    test_directories,
    chained_views_dependencies,
    exposure_parents_materializations,
    public_models_without_contract,
    undocumented_public_models,
    exposures_dependent_on_private_models,
    models_dependent_on_a_later_layer,
    models_without_group,
    marts_that_are_not_the_public_models,
    models_open_without_need,
    analyses_beyond_the_marts,
)
