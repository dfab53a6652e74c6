"""YAML with line numbers, so that a complaint about a policy file can point at the line."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

Steps = tuple[str | int, ...]  # the way to a value: ("indicators", 0, "weight")


@dataclass(frozen=True, slots=True)
class YamlFile:
    """A parsed file and the line on which each of its values starts."""

    path: Path
    content: Any
    lines: dict[Steps, int]

    def place(self, steps: Sequence[str | int]) -> str:
        """`path:line` of a value, or of the nearest value around it."""
        way = tuple(steps)
        while way and way not in self.lines:
            way = way[:-1]
        return f"{self.path}:{self.lines.get(way, 1)}"


def read_yaml(path: Path) -> YamlFile:
    """Parse with the safe loader. Raises yaml.YAMLError, whose text names line and column."""
    text = path.read_text(encoding="utf-8")
    content = yaml.load(text, Loader=yaml.CSafeLoader)
    lines: dict[Steps, int] = {}
    node = yaml.compose(text, Loader=yaml.CSafeLoader)
    if node is not None:
        _walk(node, (), lines)
    return YamlFile(path, content, lines)


def _walk(node: yaml.Node, way: Steps, lines: dict[Steps, int]) -> None:
    lines[way] = node.start_mark.line + 1
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            _walk(value, (*way, str(key.value)), lines)
    elif isinstance(node, yaml.SequenceNode):
        for place, value in enumerate(node.value):
            _walk(value, (*way, place), lines)
