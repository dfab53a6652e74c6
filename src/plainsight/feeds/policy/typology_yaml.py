"""Typology folders -> Typology, with every cross-reference checked."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from plainsight.detect.lexicon import Facet, Sense
from plainsight.detect.typology import Against, Citation, Indicator, Neighbour, Typology
from plainsight.feeds.policy.complaints import Complaints, read_checked
from plainsight.feeds.policy.csv import policy_rows
from plainsight.feeds.policy.yaml_lines import YamlFile

Advisories = Mapping[str, Mapping[str, str]]  # advisory id -> flag id -> text


def read_advisories(root: Path, complaints: Complaints) -> dict[str, dict[str, str]]:
    """Every public advisory that typologies may cite, flag by flag."""
    advisories: dict[str, dict[str, str]] = {}
    for path in sorted((root / "typologies" / "advisories").glob("*.yaml")):
        parsed = read_checked(path, schema="advisory.json", root=root, complaints=complaints)
        if parsed is not None:
            flags = {flag["id"]: flag["text"] for flag in parsed.content["flags"]}
            advisories[parsed.content["id"]] = flags
    return advisories


def read_typologies(
    root: Path,
    *,
    senses: Mapping[str, Sense],
    extract_kinds: Iterable[str],
    advisories: Advisories,
    complaints: Complaints,
) -> tuple[Typology, ...]:
    """Read every typology for posts below `root`/typologies (folders T00-name)."""
    kinds = frozenset(extract_kinds)
    typologies: dict[str, Typology] = {}
    for path in sorted((root / "typologies").glob("T[0-9][0-9]-*/typology.yaml")):
        parsed = read_checked(path, schema="typology.json", root=root, complaints=complaints)
        if parsed is None:
            continue
        _check_names(parsed, senses, kinds, complaints)
        _check_citations(parsed, advisories, complaints)
        _check_ids(parsed, complaints)
        typology = _typology(parsed, complaints)
        _check_reachable(typology, parsed, complaints)
        if typology.typology_id in typologies:
            complaints.add(
                parsed.place(("id",)),
                f"id {typology.typology_id} is taken",
                "choose the next free number",
            )
        typologies[typology.typology_id] = typology
    return tuple(typologies.values())


def _check_names(
    parsed: YamlFile, senses: Mapping[str, Sense], kinds: frozenset[str], complaints: Complaints
) -> None:
    for part in ("indicators", "against"):
        for place, item in enumerate(parsed.content.get(part, ())):
            for key in (None, "near", "unless"):
                holder = item if key is None else item.get(key, {})
                way = (part, place) if key is None else (part, place, key)
                for name in holder.get("senses", ()):
                    if name not in senses:
                        complaints.unknown(parsed.place((*way, "senses")), "sense", name, senses)
                for name in holder.get("extracts", ()):
                    if name not in kinds:
                        complaints.unknown(parsed.place((*way, "extracts")), "extract", name, kinds)


def _check_ids(parsed: YamlFile, complaints: Complaints) -> None:
    for part in ("indicators", "against"):
        seen: set[str] = set()
        for place, item in enumerate(parsed.content.get(part, ())):
            if item["id"] in seen:
                what = f"id {item['id']!r} is taken by another of these {part}"
                complaints.add(parsed.place((part, place)), what, "choose another, or join them")
            seen.add(item["id"])


def _check_citations(parsed: YamlFile, advisories: Advisories, complaints: Complaints) -> None:
    """The quote gate: a typology may only claim words that its advisory really has."""
    for place, cite in enumerate(parsed.content["cites"]):
        flags = advisories.get(cite["advisory"])
        if flags is None:
            complaints.unknown(
                parsed.place(("cites", place)), "advisory", cite["advisory"], advisories
            )
        elif cite["flag"] not in flags:
            complaints.unknown(parsed.place(("cites", place)), "flag", cite["flag"], flags)
        elif cite["quote"] not in flags[cite["flag"]]:
            complaints.add(
                parsed.place(("cites", place, "quote")),
                f"the quote is not in {cite['advisory']} {cite['flag']}",
                f"that flag reads: {flags[cite['flag']][:120]}",
            )


def _check_reachable(typology: Typology, parsed: YamlFile, complaints: Complaints) -> None:
    if parsed.path.parent.name != f"{typology.typology_id}-{typology.name}":
        complaints.add(
            parsed.place(("name",)),
            "id and name do not spell the folder's name",
            f"name the folder {typology.typology_id}-{typology.name}",
        )
    if not any(indicator.anchor for indicator in typology.indicators):
        complaints.add(
            parsed.place(("indicators",)),
            "no indicator is an anchor",
            "mark the one that is specific to this typology",
        )
    best: dict[Facet, float] = {}
    for indicator in typology.indicators:
        best[indicator.facet] = max(best.get(indicator.facet, 0.0), indicator.weight)
    remaining = 1.0
    for weight in best.values():
        remaining *= 1 - weight
    if len(best) < typology.facets_min or 1 - remaining < typology.threshold:
        complaints.add(
            parsed.place(("threshold",)),
            f"can never be met: {len(best)} facets reach {1 - remaining:.2f} at most",
            "raise weights, add facets or lower the threshold",
        )


def _typology(parsed: YamlFile, complaints: Complaints) -> Typology:
    content = parsed.content
    return Typology(
        typology_id=content["id"],
        name=content["name"],
        version=content["version"],
        title=content["title"],
        summary=content["summary"],
        cites=tuple(Citation(**cite) for cite in content["cites"]),
        indicators=tuple(
            _indicator(item, parsed, place, complaints)
            for place, item in enumerate(content["indicators"])
        ),
        against=tuple(_against(item) for item in content.get("against", ())),
        facets_min=content["require"]["facets"],
        within=content["require"].get("within", 200),
        threshold=content["threshold"],
        enabled=content.get("enabled", True),
    )


def _indicator(
    item: dict[str, Any], parsed: YamlFile, place: int, complaints: Complaints
) -> Indicator:
    values = set(item.get("values", ()))
    if "values_from" in item:
        values |= _values(parsed, place, item["values_from"], complaints)
    return Indicator(
        indicator_id=item["id"],
        facet=Facet(item["facet"]),
        weight=float(item["weight"]),
        says=item["says"],
        tells_sense=item.get("tells_sense", False),
        anchor=item.get("anchor", False),
        sense_ids=frozenset(item.get("senses", ())),
        extract_kinds=frozenset(item.get("extracts", ())),
        values=frozenset(values),
        near=_neighbour(item.get("near")),
        unless=_neighbour(item.get("unless")),
    )


def _values(parsed: YamlFile, place: int, name: str, complaints: Complaints) -> set[str]:
    """First column of a CSV in the typology's folder, or in the lexicon's."""
    for folder in (parsed.path.parent, parsed.path.parents[1] / "lexicon" / "values"):
        if (folder / name).is_file():
            rows = policy_rows(folder / name, complaints)
            return {cells[0] for _, cells in list(rows)[1:]}
    complaints.add(
        parsed.place(("indicators", place, "values_from")),
        f"no file {name!r}",
        "put it beside typology.yaml or into typologies/lexicon/values",
    )
    return set()


def _neighbour(item: dict[str, Any] | None) -> Neighbour | None:
    if item is None:
        return None
    return Neighbour(
        sense_ids=frozenset(item.get("senses", ())),
        extract_kinds=frozenset(item.get("extracts", ())),
        within=item["within"],
        count=item.get("count", 1),
    )


def _against(item: dict[str, Any]) -> Against:
    return Against(
        against_id=item["id"],
        weight=float(item["weight"]),
        says=item["says"],
        sense_ids=frozenset(item["senses"]),
        yields_to=frozenset(Facet(name) for name in item.get("yields_to", ())),
        in_sentence=item.get("in_sentence", False),
        unless=_neighbour(item.get("unless")),
    )
