"""Draws the project's graph into docs/architecture.md: its rooms, and what reads what."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

Node = dict[str, Any]
Edges = set[tuple[str, str]]

COMMAND = "make doc-pages"
PAGE = Path(__file__).with_name("architecture.md")
_START = f"<!-- Drawn by `{COMMAND}` from dbt's graph. -->\n"
_END = "<!-- End of the drawing. -->\n"
# What nearly every model reads would hide all else.
_LEFT_OUT = ("staging/footfall", "int_redaction_policy")
_SHAPES = {"rebuilt_by_day": '[["{}"]]', "room": '("{}")'}


def draw(manifest: Node) -> str:
    """The graph as a Mermaid flowchart.

    A folder of models is one node, but for those in the middle, which stand for themselves.
    An arrow is left out where a longer way says the same.
    """
    nodes = {**manifest["nodes"], **manifest["sources"]}
    rooms = {key: room for key, node in nodes.items() if (room := _room(node)) is not None}
    edges = {
        (rooms[parent], room)
        for key, room in rooms.items()
        for parent in nodes[key].get("depends_on", {}).get("nodes", [])
        if rooms.get(parent, room) != room
    }
    by_day = {
        node["name"]
        for node in nodes.values()
        if node.get("config", {}).get("materialized") == "rebuilt_by_day"
    }
    names = sorted({room for edge in edges for room in edge})
    lines = ["```mermaid", "flowchart LR"]
    for name in names:
        shape = _SHAPES["rebuilt_by_day" if name in by_day else "room"]
        lines.append(f"    {_key(name)}{shape.format(name)}")
    lines.extend(f"    {_key(parent)} --> {_key(child)}" for parent, child in sorted(_few(edges)))
    return "\n".join([*lines, "```", ""])


def render(page: str, manifest: Node) -> str:
    """The page with the drawing of now; all else stays."""
    before, _, rest = page.partition(_START)
    _, _, after = rest.partition(_END)
    return before + _START + draw(manifest) + _END + after


def write(manifest_path: Path, page: Path = PAGE) -> None:
    """Draw anew into the page, from dbt's manifest."""
    manifest = json.loads(manifest_path.read_text(encoding="utf-8"))
    page.write_text(render(page.read_text(encoding="utf-8"), manifest), encoding="utf-8")


def _room(node: Node) -> str | None:
    """Where a model or a raw table stands in the drawing; nowhere if it is left out."""
    if node["package_name"] != "footfall" or node["resource_type"] not in ("model", "source"):
        return None
    if node["resource_type"] == "source":
        return "raw tables"
    layer, *folders = node["fqn"][1:-1]
    if layer == "staging":
        room = "staging/hr" if folders[0] == "hr" else "staging/{system}"
        room = "staging/footfall" if folders[0] == "footfall" else room
    elif layer in ("intermediate", "aggregates"):
        room = "/".join([layer, *folders]) if folders else node["name"]
        if folders and f"_{folders[0]}__" in node["name"]:
            room = f"{layer}/{{system}}"
    else:
        room = node["name"] if folders == ["core"] else "/".join([layer, *folders[:1]])
    return None if room in _LEFT_OUT else room


def _few(edges: Edges) -> Edges:
    """The edges whose ends no longer way connects."""
    children: dict[str, set[str]] = {}
    for parent, child in edges:
        children.setdefault(parent, set()).add(child)

    def below(room: str) -> set[str]:
        found: set[str] = set()
        left = list(children.get(room, ()))
        while left:
            child = left.pop()
            if child not in found:
                found.add(child)
                left.extend(children.get(child, ()))
        return found

    return {
        (parent, child)
        for parent, child in edges
        if not any(child in below(other) for other in children[parent] - {child})
    }


def _key(room: str) -> str:
    return "".join(letter if letter.isalnum() else "_" for letter in room)


if __name__ == "__main__":
    write(Path(os.environ.get("DBT_TARGET_PATH", "target")) / "manifest.json")
