"""YAML with line numbers, so that a complaint about a policy file can point at the line."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

_DAY = "write what a calendar has, such as 2026-01-31, or put it in quotes"
_WRITE_OUT = "write it out without references (& and *)"
_FLOAT = "tag:yaml.org,2002:float"
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
    """Parse with the safe loader.

    Raises yaml.YAMLError, marked with the line, for whatever is wrong with the content: a day that
    no calendar has and bytes that are not UTF-8 too. OSError is the file system's.
    """
    text = _text(path)
    lines: dict[Steps, int] = {}
    try:
        node = yaml.compose(text, Loader=yaml.CSafeLoader)
        if node is not None:
            _walk(node, (), lines, path, values_max=len(text))
        content = yaml.load(text, Loader=yaml.CSafeLoader)
    except RecursionError:
        raise _wrong("nested too deeply, or in itself", _WRITE_OUT, path, line=0) from None
    except ValueError as problem:
        raise _unreadable(node, problem, path) from None
    return YamlFile(path, content, lines)


def _text(path: Path) -> str:
    content = path.read_bytes()
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as problem:
        line = content[: problem.start].count(b"\n")
        raise _wrong("not UTF-8", "save the file as UTF-8", path, line=line) from None


def _unreadable(node: yaml.Node | None, problem: ValueError, path: Path) -> yaml.YAMLError:
    """The first value that looks like a date or number and is none; the loader tells no place."""
    for scalar in _scalars(node):
        try:
            yaml.constructor.SafeConstructor().construct_object(scalar)
        except ValueError as found:
            line = scalar.start_mark.line
            return _wrong(f"{scalar.value} cannot be: {found}", _DAY, path, line=line)
    return _wrong(str(problem), _DAY, path, line=0)


def _scalars(node: yaml.Node | None) -> Iterator[yaml.ScalarNode]:
    if isinstance(node, yaml.ScalarNode):
        yield node
    elif isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            yield from _scalars(key)
            yield from _scalars(value)
    elif isinstance(node, yaml.SequenceNode):
        for value in node.value:
            yield from _scalars(value)


def _wrong(problem: str, hint: str, path: Path, *, line: int) -> yaml.YAMLError:
    mark = yaml.Mark(str(path), 0, line, 0, None, 0)
    return yaml.MarkedYAMLError(problem=problem, problem_mark=mark, note=hint)


def _walk(
    node: yaml.Node, way: Steps, lines: dict[Steps, int], path: Path, *, values_max: int
) -> None:
    lines[way] = node.start_mark.line + 1
    if len(lines) > values_max:  # what is written out has a character for each at least
        raise _wrong(
            "references of references, or in itself", _WRITE_OUT, path, line=node.start_mark.line
        )
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            step = (*way, str(key.value))
            if step in lines:  # the loader would keep the last and say nothing
                what = f"{key.value} stands twice"
                raise _wrong(what, "keep one of the two", path, line=key.start_mark.line)
            _walk(value, step, lines, path, values_max=values_max)
    elif isinstance(node, yaml.SequenceNode):
        for place, value in enumerate(node.value):
            _walk(value, (*way, place), lines, path, values_max=values_max)
    elif node.tag == _FLOAT and node.value.lstrip("+-").lower() in (".nan", ".inf"):
        # No bound refuses what compares with nothing.
        what = f"{node.value} is not a number to reckon with"
        raise _wrong(what, "write a number", path, line=node.start_mark.line)
