"""The project's graph, read from the manifest: what reads what, and what kind of thing each is."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import Any

Node = Mapping[str, Any]

# By the folder that is nearest to the model. A KPI is named for what it answers, and has none.
PREFIXES = {
    "base": ("base_",),
    "staging": ("stg_",),
    "intermediate": ("int_",),
    "aggregates": ("agg_",),
    "core": ("fct_", "dim_"),
}
LAYER_PREFIXES = tuple(prefix for prefixes in PREFIXES.values() for prefix in prefixes)


class Graph:
    """What depends on what: sources, seeds, snapshots, models, exposures, metrics.

    Args:
        manifest: as dbt writes it, of one project with all that it can enable.
    """

    def __init__(self, manifest: Mapping[str, Any]) -> None:
        """Take a manifest."""
        every = {
            **manifest["nodes"],
            **manifest["sources"],
            **manifest["exposures"],
            **manifest["metrics"],
        }
        self.tests = [node for node in every.values() if node["resource_type"] == "test"]
        self.analyses = [node for node in every.values() if node["resource_type"] == "analysis"]
        self.nodes: dict[str, Node] = {
            key: node
            for key, node in every.items()
            if node["resource_type"] not in ("test", "analysis", "operation")
        }
        self.parents = {
            key: [parent for parent in parents_of(node) if parent in self.nodes]
            for key, node in self.nodes.items()
        }
        self.children: dict[str, list[str]] = {key: [] for key in self.nodes}
        for key, parents in self.parents.items():
            for parent in parents:
                self.children[parent].append(key)
        self.models = self.of_type("model")
        self.sources = self.of_type("source")
        self.exposures = self.of_type("exposure")

    def of_type(self, resource_type: str) -> dict[str, Node]:
        """The nodes of a type."""
        return {k: node for k, node in self.nodes.items() if node["resource_type"] == resource_type}

    def parents_of_type(self, key: str, resource_type: str) -> list[str]:
        """The direct parents that are of a type."""
        return [p for p in self.parents[key] if self.nodes[p]["resource_type"] == resource_type]

    def model_children(self, key: str) -> list[str]:
        """The models that read it directly."""
        return [child for child in self.children[key] if child in self.models]

    def tests_of(self, key: str) -> list[Node]:
        """The generic tests of a model."""
        return [test for test in self.tests if test.get("attached_node") == key]

    def models_to_raw(self, key: str) -> dict[str, int]:
        """Raw table -> how many models a row of it passes, on the shortest way to a model."""
        found: dict[str, int] = {}
        level, passed, seen = {key}, 1, {key}
        while level:
            parents = {parent for node in level for parent in self.parents[node]}
            for source in parents & self.sources.keys():
                found.setdefault(short(source), passed)
            level = (parents & self.models.keys()) - seen
            seen |= level
            passed += 1
        return found

    def depths(self) -> dict[str, int]:
        """Model -> models in the longest chain that ends in it."""
        found: dict[str, int] = {}

        def depth(key: str) -> int:
            if key not in found:
                found[key] = 1 + max(map(depth, self.parents_of_type(key, "model")), default=0)
            return found[key]

        return {short(key): depth(key) for key in self.models}


def short(key: str) -> str:
    """A unique id without type and package."""
    return key.split(".", 2)[2]


def layer(node: Node) -> str | None:
    """What kind of model it is, by its prefix, else by its folder; of snapshots too."""
    if node["resource_type"] not in ("model", "snapshot"):
        return None
    for name, prefixes in PREFIXES.items():
        if node["name"].startswith(prefixes):
            return "marts" if name == "core" else name
    return next(
        (name for name in ("staging", "intermediate", "marts") if name in node["fqn"]), None
    )


def parents_of(node: Node) -> list[str]:
    """The unique ids of what it reads."""
    return list(node.get("depends_on", {}).get("nodes", []))


def folder_of(node: Node) -> PurePosixPath:
    """Where it is defined."""
    return PurePosixPath(node["original_file_path"]).parent
