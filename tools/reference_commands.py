"""The page of commands: an index, the options that many share, and then each command."""

import inspect
from collections import Counter
from collections.abc import Iterator

from plainsight.cli.exits import EXITS_SAID

JSON_SAID = (
    "`--json` prints one document, or, where a list may be long, JSON Lines: one object a line; "
    "each command's option says which. Nothing else goes to standard output then."
)
# From so many commands on an option is told once for all of them: fewer are read faster in place.
SHARED_FROM = 5

# Names, meaning, default, as the page has them.
Told = tuple[str, str, str]


def command_page(app: object) -> Iterator[str]:
    """The lines of the page, of every command below `app`."""
    commands = list(_commands(app, "plainsight"))
    shared = _shared(command for _, command in commands)
    yield "Every command: what it does, an example, arguments and options, as `--help` does."
    yield "[What many commands share](#what-many-commands-share) is explained once, and named below"
    yield "the options that are a command's own."
    yield ""
    yield EXITS_SAID
    yield ""
    yield JSON_SAID
    yield ""
    yield from _index([name for name, _ in commands])
    yield "## What many commands share"
    yield ""
    yield from (_line(told) for told in sorted(shared))
    yield ""
    for name, command in commands:
        yield from _one_command(name, command, shared)


def _commands(command: object, name: str) -> Iterator[tuple[str, object]]:
    inner = getattr(command, "commands", None)
    if inner is None:
        yield name, command
        return
    for sub in sorted(inner):
        yield from _commands(inner[sub], f"{name} {sub}")


def _shared(commands: Iterator[object]) -> set[Told]:
    """Of each name the meaning that most commands give it: named alone, it can mean no other."""
    counted = Counter(
        _told(parameter)
        for command in commands
        for parameter in getattr(command, "params", ())
        if _is_option(parameter)
    )
    commonest: dict[str, Told] = {}
    for told, count in counted.most_common():
        if count >= SHARED_FROM:
            commonest.setdefault(told[0], told)
    return set(commonest.values())


def _index(names: list[str]) -> Iterator[str]:
    """One line for each group of commands, each a link; the single ones first."""
    groups: dict[str, list[str]] = {}
    for name in names:
        _, group, *rest = name.split()
        groups.setdefault(group if rest else "", []).append(name)
    for group in sorted(groups):
        links = [
            f"[{name.removeprefix(f'plainsight {group}').strip() or name}](#{_anchor(name)})"
            for name in groups[group]
        ]
        yield f"- **{group or 'plainsight'}** {' · '.join(links)}"
    yield ""


def _anchor(heading: str) -> str:
    return heading.replace(" ", "-")


def _one_command(name: str, command: object, shared: set[Told]) -> Iterator[str]:
    parameters = list(getattr(command, "params", ()))
    tell = [_told(parameter) for parameter in parameters]
    yield f"## {name}"
    yield ""
    yield inspect.cleandoc(getattr(command, "help", "") or "")
    yield ""
    yield from (_line(told) for told in tell if told not in shared)
    also = [f"`{told[0]}`" for told in tell if told in shared]
    if also:
        yield f"- and {', '.join(also)}"
    if tell:
        yield ""


def _is_option(parameter: object) -> bool:
    return all(name.startswith("-") for name in _names(parameter))


def _names(parameter: object) -> list[str]:
    return [*getattr(parameter, "opts", ()), *getattr(parameter, "secondary_opts", ())]


def _told(parameter: object) -> Told:
    names = ", ".join(_names(parameter))
    return names, getattr(parameter, "help", "") or "", _default(parameter)


def _line(told: Told) -> str:
    names, meaning, default = told
    return f"- `{names}`: {meaning}" + (f" Default: `{default}`." if default else "")


def _default(parameter: object) -> str:
    """What is taken where it is left out; of a flag that is off there is nothing to say."""
    default = getattr(parameter, "default", None)
    if default is None or default is False or callable(default):
        return ""
    if getattr(parameter, "required", False):
        return ""
    return str(getattr(default, "value", default))
