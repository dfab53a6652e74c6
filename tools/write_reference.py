"""Write docs/reference/: commands, settings, errors, typologies and their fields, from the code.

`--check` writes nothing and exits with 1 when a page is not what the code says.
"""

import inspect
import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import typer
from reference_commands import command_page
from reference_fields import field_tables

from plainsight import errors
from plainsight.cli import full_app
from plainsight.cli.exits import exit_code
from plainsight.detect.extract.kind import ExtractKind
from plainsight.detect.typology import Indicator
from plainsight.feeds.policy.flow_policy import load_flow_policy
from plainsight.feeds.policy.folder import load_policy
from plainsight.settings import Setting

ROOT = Path(__file__).parents[1]
REFERENCE = ROOT / "docs" / "reference"
NOTE = "<!-- Written by tools/write_reference.py; edit the code instead. -->"


def main() -> int:
    """Write every page, or check it."""
    check = "--check" in sys.argv[1:]
    stale = []
    for name, content in pages().items():
        path = REFERENCE / name
        if not path.is_file() or path.read_text(encoding="utf-8") != content:
            stale.append(name)
            if not check:
                REFERENCE.mkdir(parents=True, exist_ok=True)
                path.write_text(content, encoding="utf-8")
    print(f"{len(stale)} pages {'stale' if check else 'written'}: {', '.join(stale) or 'none'}")
    return 1 if check and stale else 0


def pages() -> dict[str, str]:
    """Page name to content."""
    return {
        "commands.md": _page("Commands", command_page(typer.main.get_command(full_app()))),
        "errors.md": _page("Errors", _errors()),
        "settings.md": _page("Settings", _settings()),
        "typologies.md": _page("Typologies", _typologies()),
        "typology-fields.md": _page("The fields of a typology for posts", _typology_fields()),
        "flow-typology-fields.md": _page("The fields of a typology for flows", _flow_fields()),
        "mirror-typology-fields.md": _page(
            "The fields of a typology for mirrors", _mirror_fields()
        ),
    }


def _page(title: str, lines: Iterator[str]) -> str:
    return "\n".join([f"# {title}", "", NOTE, "", *lines]).rstrip() + "\n"


def _settings() -> Iterator[str]:
    yield "Environment variables, all of them. An option of a command goes before its variable."
    yield ""
    yield "| variable | says | option |"
    yield "| --- | --- | --- |"
    options: dict[str, set[str]] = {}
    for parameter in _parameters(typer.main.get_command(full_app())):
        variable = getattr(parameter, "envvar", None)
        if variable is not None:
            options.setdefault(str(variable), set()).update(parameter.opts)
    for setting in Setting:
        named = ", ".join(f"`{option}`" for option in sorted(options.get(setting, ())))
        yield f"| `{setting}` | {setting.says} | {named} |"


def _parameters(command: object) -> Iterator[Any]:
    yield from getattr(command, "params", ())
    for inner in getattr(command, "commands", {}).values():
        yield from _parameters(inner)


def _errors() -> Iterator[str]:
    yield "The command line ends with these exit codes; every message names the field and the mend."
    yield ""
    yield "| error | family | what is wrong | exit code |"
    yield "| --- | --- | --- | --- |"
    for name, error in inspect.getmembers(errors, inspect.isclass):
        if not issubclass(error, errors.PlainsightError) or error.__subclasses__():
            continue
        family = "refusal" if issubclass(error, errors.Refusal) else "fault"
        said = (inspect.getdoc(error) or "").splitlines()[0]
        yield f"| `{name}` | {family} | {said} | {exit_code(error.__new__(error))} |"


def _typologies() -> Iterator[str]:
    yield "What is looked for in posts (T) and in transfers (F), as shipped. How a score comes"
    yield "about is told in [From a post to an alert](../concepts/findings.md), how flows are found"
    yield "in [Flows of money](../concepts/flows.md); `plainsight typologies show ID` has more."
    yield "Of each facet the weightiest indicator that is met counts. What stands against a"
    yield "typology takes its share off the score: 0.60 leaves 0.40 of it."
    yield ""
    lines = [*_post_typologies(), *_flow_typologies()]
    yield " · ".join(_link(line[3:]) for line in lines if line.startswith("## "))
    yield ""
    yield from lines


def _link(heading: str) -> str:
    """By its id, to where a reader of Markdown has it: letters, digits and hyphens."""
    anchor = re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-")
    return f"[{heading.split()[0]}](#{anchor})"


def _post_typologies() -> Iterator[str]:
    for typology in load_policy().typologies:
        off = "" if typology.enabled else " (off until an operator turns it on)"
        yield f"## {typology.typology_id} {typology.title['en']}{off}"
        yield ""
        yield f"{typology.title['zh']} · {typology.title['es']}"
        yield ""
        yield typology.summary
        yield ""
        cites = ", ".join(dict.fromkeys(f"{c.advisory} {c.flag}" for c in typology.cites))
        yield f"Cites {cites}. Needs {typology.facets_min} facets within {typology.within}"
        yield f"characters and a score of {typology.threshold:.2f}."
        yield ""
        for facet, indicators in _by_facet(typology.indicators).items():
            yield f"- **{facet}**"
            for i in indicators:
                anchor = ", anchor" if i.anchor else ""
                yield f"  - `{i.indicator_id}` {i.weight:.2f}{anchor}: {i.says}"
        yield ""
        if typology.against:
            against = "; ".join(f"{each.says} ({each.weight:.2f})" for each in typology.against)
            yield f"Against it: {against}."
            yield ""


def _by_facet(indicators: tuple[Indicator, ...]) -> dict[str, list[Indicator]]:
    """The weightiest first: of each facet it alone counts."""
    facets: dict[str, list[Indicator]] = {}
    for indicator in sorted(indicators, key=lambda each: -each.weight):
        facets.setdefault(indicator.facet, []).append(indicator)
    return facets


def _typology_fields() -> Iterator[str]:
    yield "What may stand in `typologies/T*/typology.yaml`, from the descriptions in"
    yield "[its schema](../../spec/schemas/typology.json). How a score comes about is told in"
    yield "[From a post to an alert](../concepts/findings.md), how to add one in"
    yield "[CONTRIBUTING](../../CONTRIBUTING.md). `plainsight typologies lint` checks a file"
    yield "against the schema, the lexicon and the advisories, with line and mend."
    yield ""
    yield "A sign is a word of the lexicon or an extracted value at its place in a text. Where the"
    yield "offer has four facets or more, every benign context is heard in its own sentences alone."
    yield ""
    schema = json.loads((ROOT / "spec" / "schemas" / "typology.json").read_text(encoding="utf-8"))
    yield from field_tables(schema, top="typology.yaml")
    yield "## Kinds of values"
    yield ""
    yield "What `extracts` may name:"
    yield f"{', '.join(f'`{kind}`' for kind in ExtractKind)}."
    yield ""


def _flow_fields() -> Iterator[str]:
    yield "What may stand in `typologies/F*/typology.yaml` of `kind: flow`, from the"
    yield "descriptions in [its schema](../../spec/schemas/flow-typology.json). How it is read is"
    yield "told in [Flows of money](../concepts/flows.md); one of `kind: mirror` has"
    yield "[fields of its own](mirror-typology-fields.md). A duration is a whole number of minutes,"
    yield "hours or days: `30m`, `12h`, `5d`. `plainsight typologies lint` checks a file against"
    yield "the schema, its own names and the advisories, with line and mend."
    yield ""
    schema = ROOT / "spec" / "schemas" / "flow-typology.json"
    yield from field_tables(json.loads(schema.read_text(encoding="utf-8")), top="typology.yaml")


def _mirror_fields() -> Iterator[str]:
    yield "What may stand in `typologies/F*/typology.yaml` of `kind: mirror`, from the"
    yield "descriptions in [its schema](../../spec/schemas/mirror-typology.json). How mirrors are"
    yield "looked for is told in [Mirror transfers](../concepts/mirrors.md). `plainsight typologies"
    yield "lint` checks a file against the schema and the advisories, with line and mend."
    yield ""
    schema = ROOT / "spec" / "schemas" / "mirror-typology.json"
    yield from field_tables(json.loads(schema.read_text(encoding="utf-8")), top="typology.yaml")


def _flow_typologies() -> Iterator[str]:
    policy = load_flow_policy()
    first_mirrors = {each.typology_id: each for each in reversed(policy.mirrors)}
    for typology in (*policy.flows, *first_mirrors.values()):
        yield f"## {typology.typology_id} {typology.title['en']}"
        yield ""
        yield f"{typology.title['zh']} · {typology.title['es']}"
        yield ""
        yield typology.summary.strip()
        yield ""
        cites = ", ".join(dict.fromkeys(f"{c.advisory} {c.flag}" for c in typology.cites))
        yield f"Cites {cites}. Looks at transfers, not at posts; version {typology.version}."
        yield ""


if __name__ == "__main__":
    sys.exit(main())
