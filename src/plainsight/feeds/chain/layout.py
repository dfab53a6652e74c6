"""How one kind of export writes transfers: a YAML file, so that a new export needs no code."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

from plainsight.errors import BadPolicy
from plainsight.feeds.policy.complaints import read_named
from plainsight.feeds.policy.yaml_lines import YamlFile
from plainsight.model.address.network import Network

AT_FORMS = ("unix_s", "unix_ms", "rfc3339", "utc_text")
_FIELDS = frozenset(
    [
        "network",
        "transaction_id",
        "block",
        "transaction_index",
        "log_index",
        "at",
        "source",
        "target",
        "units",
        "amount",
        "contract",
        "symbol",
        "event",
        "fee_price",
        "fee_quantity",
    ]
)
_KEYS = frozenset(
    [
        "layout",
        "network",
        "rows_under",
        "marks",
        "fields",
        "at_form",
        "settled",
        "confirmed",
        "events",
        "newest_first",
        "rows_max",
        "total_under",
        "more_under",
    ]
)
Names = tuple[str, ...]  # alternative column names; dots go into nested objects


@dataclass(frozen=True, slots=True, kw_only=True)
class ChainLayout:
    """One layout. `marks` are the columns by which a file is recognised."""

    layout: str
    network: Network | None  # None: each row says it
    rows_under: Names
    marks: Names
    fields: Mapping[str, Names]
    at_form: str
    settled: tuple[tuple[Names, frozenset[str]], ...]  # a value outside the set: the row failed
    confirmed: Names
    events: frozenset[str]
    newest_first: bool
    rows_max: int | None  # an export of exactly this length was cut
    total_under: Names
    more_under: Names

    def fits(self, row: Mapping[str, Any]) -> bool:
        """True when the row has every marked column."""
        return all(look_up(row, (mark,)) is not None for mark in self.marks)


def look_up(row: Mapping[str, Any], names: Names) -> Any:  # noqa: ANN401 - JSON
    """The first of the named values that is there; None when none is."""
    for name in names:
        value: Any = row
        if name in row:
            value = row[name]
        else:
            for step in name.split("."):
                value = value.get(step) if isinstance(value, Mapping) else None
        if value is not None and value != "":
            return value
    return None


def shipped_layouts() -> tuple[ChainLayout, ...]:
    """The layouts that come with the package, in order of their names."""
    folder = files("plainsight.feeds.chain") / "layout_files"
    paths = sorted(Path(str(entry)) for entry in folder.iterdir() if entry.name.endswith(".yaml"))
    return tuple(read_layout(path) for path in paths)


def read_layout(path: Path) -> ChainLayout:
    """Read one layout file. Raises BadPolicy with every complaint."""
    parsed = read_named(path)
    complaints = tuple(_complaints(parsed))
    if complaints:
        raise BadPolicy(complaints)
    content = parsed.content
    network = content.get("network")
    return ChainLayout(
        layout=content["layout"],
        network=Network(network) if network else None,
        rows_under=tuple(content.get("rows_under", ())),
        marks=tuple(content["marks"]),
        fields={name: tuple(columns) for name, columns in content["fields"].items()},
        at_form=content["at_form"],
        settled=tuple(
            (tuple(rule["field"]), frozenset(map(str, rule["values"])))
            for rule in content.get("settled", ())
        ),
        confirmed=tuple(content.get("confirmed", ())),
        events=frozenset(content.get("events", ())),
        newest_first=bool(content.get("newest_first", False)),
        rows_max=content.get("rows_max"),
        total_under=tuple(content.get("total_under", ())),
        more_under=tuple(content.get("more_under", ())),
    )


def _complaints(parsed: YamlFile) -> Iterator[str]:
    content = parsed.content
    if not isinstance(content, dict):
        yield f"{parsed.place(())}: error: not a mapping\n    hint: see the shipped layouts"
        return
    for key in sorted(content.keys() - _KEYS):
        yield f"{parsed.place((key,))}: error: unknown key {key!r}\n    hint: {sorted(_KEYS)}"
    for key in ("layout", "marks", "fields", "at_form"):
        if not content.get(key):
            yield f"{parsed.place(())}: error: {key} is missing\n    hint: add it"
    if content.get("at_form") not in AT_FORMS:
        yield f"{parsed.place(('at_form',))}: error: at_form\n    hint: one of {AT_FORMS}"
    fields = content.get("fields") or {}
    for name in sorted(fields.keys() - _FIELDS):
        place = parsed.place(("fields", name))
        yield f"{place}: error: unknown field {name!r}\n    hint: {sorted(_FIELDS)}"
    missing = {"transaction_id", "at", "source", "target"} - fields.keys()
    if missing or not {"units", "amount"} & fields.keys():
        what = sorted(missing) or ["units or amount"]
        yield f"{parsed.place(('fields',))}: error: no column for {what}\n    hint: add it"
    if "network" not in content and "network" not in fields:
        yield f"{parsed.place(())}: error: network is missing\n    hint: name it, or its column"
