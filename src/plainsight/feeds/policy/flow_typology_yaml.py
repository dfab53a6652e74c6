"""Flow typology folders (typologies/F*) -> FlowTypology, with every cross-reference checked."""

from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from string import Formatter
from typing import Any

from plainsight.errors import BadValue
from plainsight.feeds.policy.complaints import Complaints, read_checked
from plainsight.feeds.policy.typology_yaml import Advisories
from plainsight.feeds.policy.yaml_lines import YamlFile
from plainsight.model.asset import CURRENCIES, fiat
from plainsight.trace.flows.shape import shape_of
from plainsight.trace.flows.typology import (
    AccountTest,
    Bound,
    Citation,
    Counts,
    FlowTypology,
    Key,
    Layers,
    LegTest,
    Measure,
    Quote,
    Reason,
    Ring,
    Role,
    Side,
    Stage,
)

_UNITS = {"m": timedelta(minutes=1), "h": timedelta(hours=1), "d": timedelta(days=1)}
# What rings and blocks count of themselves; their stages carry no measures.
RING_NUMBERS = ("hops", "value", "first", "last", "largest", "hours")
LAYER_NUMBERS = ("legs", "sources", "middles", "targets", "value", "onward")
_SETS = tuple(
    f"{name}{suffix}"
    for name in ("channels", "purposes", "assets", "source_countries", "target_countries")
    for suffix in ("", "_not")
)
_AMOUNTS = ("value_from", "value_below", "fee_from")
_SPANS = ("relation_younger_than", "watched_for", "watched_in_all", "relation_life_max")
_MONEY_OF_SEARCHES = frozenset({"value", "first", "last", "largest", "onward"})


def read_flow_typologies(
    root: Path, *, advisories: Advisories, complaints: Complaints
) -> tuple[FlowTypology, ...]:
    """Read folders `F00-name` below `root`/typologies, and collect complaints."""
    typologies: dict[str, FlowTypology] = {}
    for path in sorted((root / "typologies").glob("F[0-9][0-9]-*/typology.yaml")):
        if b"\nkind: mirror" in b"\n" + path.read_bytes():
            continue
        parsed = read_checked(path, schema="flow-typology.json", root=root, complaints=complaints)
        if parsed is None or not _is_sound(parsed, advisories, complaints):
            continue
        typology = _typology(parsed.content)
        try:
            shape_of(typology)
        except BadValue as error:
            complaints.add(parsed.place(("stages",)), "nobody defined this form", error.mend)
        check_folder(parsed, complaints)
        typologies[typology.typology_id] = typology
    return tuple(typologies.values())


def check_folder(parsed: YamlFile, complaints: Complaints) -> None:
    """The folder's name says id and name; hence no two typologies share them."""
    wanted = f"{parsed.content['id']}-{parsed.content['name']}"
    if parsed.path.parent.name != wanted:
        complaints.add(
            parsed.place(("name",)),
            "id and name do not spell the folder's name",
            f"name the folder {wanted}",
        )


def _is_sound(parsed: YamlFile, advisories: Advisories, complaints: Complaints) -> bool:
    before = len(complaints.lines)
    content = parsed.content
    check_cites(parsed, advisories, complaints)
    check_currency(parsed, complaints)
    for place, stage in enumerate(content["stages"]):
        for end in ("from", "to"):
            if stage[end] not in content["roles"]:
                complaints.unknown(
                    parsed.place(("stages", place, end)), "role", stage[end], content["roles"]
                )
    _check_numbers(parsed, complaints)
    _check_sentences(parsed, complaints)
    _check_reachable(parsed, complaints)
    return len(complaints.lines) == before


def check_cites(parsed: YamlFile, advisories: Advisories, complaints: Complaints) -> None:
    """A typology may only claim words that its advisory really has."""
    for place, cite in enumerate(parsed.content["cites"]):
        way = ("cites", place)
        flags = advisories.get(cite["advisory"])
        if flags is None:
            complaints.unknown(parsed.place(way), "advisory", cite["advisory"], advisories)
        elif cite["flag"] not in flags:
            complaints.unknown(parsed.place(way), "flag", cite["flag"], flags)
        elif cite["quote"] not in flags[cite["flag"]]:
            flag = flags[cite["flag"]][:120]
            complaints.add(parsed.place(way), "the quote is not the flag's", f"it reads: {flag}")


def check_currency(parsed: YamlFile, complaints: Complaints) -> None:
    """No rate would ever be found into a slip such as UDS."""
    code = parsed.content.get("amounts_in", "USD")
    if code not in CURRENCIES:
        complaints.unknown(parsed.place(("amounts_in",)), "currency", code, CURRENCIES)


def _check_numbers(parsed: YamlFile, complaints: Complaints) -> None:
    content = parsed.content
    names = tuple(_number_names(content))
    if len(names) != len(set(names)):
        complaints.add(parsed.place(("stages",)), "two measures share a name", "rename one")
    used: list[tuple[tuple[str | int, ...], str]] = [(("strength",), content["strength"])]
    used += [(("at_risk",), content["at_risk"])] if "at_risk" in content else []
    used += [(("quote",), content["quote"]["measure"])] if "quote" in content else []
    for part in ("require", "reasons"):
        for place, item in enumerate(content.get(part, ())):
            used += [((part, place, key), item[key]) for key in ("measure", "of") if key in item]
    for way, name in used:
        if name not in names:
            complaints.unknown(parsed.place(way), "measure", name, names)


def _check_sentences(parsed: YamlFile, complaints: Complaints) -> None:
    """A reason's sentence may name its numbers only; a finding could not be told otherwise."""
    content = parsed.content
    names = _number_names(content)
    spoken: list[tuple[tuple[str | int, ...], str, list[str]]] = [
        (("reasons", place, "says"), item["says"], names)
        for place, item in enumerate(content.get("reasons", ()))
    ]
    if "quote" in content:
        spoken.append((("quote", "says"), content["quote"]["says"], [*names, "quoted"]))
    for way, says, known in spoken:
        try:
            fields = [name for _, name, _, _ in Formatter().parse(says) if name is not None]
        except ValueError as error:
            complaints.add(parsed.place(way), f"the sentence is broken: {error}", "pair its braces")
            continue
        for name in fields:
            if name not in known:
                complaints.unknown(parsed.place(way), "number", name, known)


def _check_reachable(parsed: YamlFile, complaints: Complaints) -> None:
    """Full grades of every reason, the quoted amount included, must reach the threshold."""
    content = parsed.content
    doubt = 1.0 - content.get("quote", {}).get("weight", 0.0)
    for reason in content.get("reasons", ()):
        doubt *= 1.0 - reason["weight"]
    if 1.0 - doubt < content["threshold"]:
        complaints.add(
            parsed.place(("threshold",)),
            f"can never be met: all reasons together reach {1.0 - doubt:.2f}",
            "raise weights, add reasons or lower the threshold",
        )


def _number_names(content: Mapping[str, Any]) -> list[str]:
    if "ring" in content:
        return list(RING_NUMBERS)
    if "layers" in content:
        return list(LAYER_NUMBERS)
    return [name for stage in content["stages"] for name in stage.get("measures", {})]


def _typology(content: Mapping[str, Any]) -> FlowTypology:
    units = 10 ** fiat(content.get("amounts_in", "USD")).decimals
    money = _money_names(content)
    return FlowTypology(
        typology_id=content["id"],
        name=content["name"],
        version=content["version"],
        title=content["title"],
        summary=content["summary"],
        cites=tuple(Citation(**cite) for cite in content["cites"]),
        roles={name: _role(name, item or {}) for name, item in content["roles"].items()},
        stages=tuple(_stage(item, units) for item in content["stages"]),
        require=tuple(_bound(item, money, units) for item in content.get("require", ())),
        strength=content["strength"],
        at_risk=content.get("at_risk", ""),
        reasons=tuple(_reason(item, money, units) for item in content.get("reasons", ())),
        threshold=round(content["threshold"] * 1000),
        ring=Ring(**content["ring"]) if "ring" in content else None,
        layers=Layers(**content["layers"]) if "layers" in content else None,
        passed_share=round(content["passed_share"] * 1000) if "passed_share" in content else None,
        returns_within=(
            duration_us(content["returns_within"]) if "returns_within" in content else None
        ),
        quote=_quote(content["quote"]) if "quote" in content else None,
        sar_subtypes=tuple(content.get("sar_subtypes", ())),
        strangers=content.get("strangers", False),
        amounts_in=content.get("amounts_in", "USD"),
    )


def _money_names(content: Mapping[str, Any]) -> frozenset[str]:
    """Numbers that are amounts: their bounds are written in whole units, not in base units."""
    named = {
        name
        for stage in content["stages"]
        for name, measure in stage.get("measures", {}).items()
        if measure["counts"] == Counts.VALUE
    }
    searched = "ring" in content or "layers" in content
    return frozenset(named) | (_MONEY_OF_SEARCHES if searched else frozenset())


def _role(name: str, item: Mapping[str, Any]) -> Role:
    return Role(
        name=name,
        is_many=item.get("many", False),
        key=Key(item.get("by", "account")),
        test=AccountTest(
            kinds=frozenset(item.get("kinds", ())),
            kinds_not=frozenset(item.get("kinds_not", ())),
            sectors=frozenset(item.get("sectors", ())),
            sectors_not=frozenset(item.get("sectors_not", ())),
            peers_max=item.get("peers_max"),
        ),
    )


def _stage(item: Mapping[str, Any], units: int) -> Stage:
    return Stage(
        name=item["name"],
        source_role=item["from"],
        target_role=item["to"],
        within=duration_us(item["within"]),
        where=_test(item.get("where", {}), units),
        measures=tuple(
            Measure(
                name=name,
                counts=Counts(measure["counts"]),
                where=_test(measure["where"], units) if "where" in measure else None,
                before=duration_us(measure["before"]) if "before" in measure else None,
                ever_before=measure.get("ever_before", False),
                around=duration_us(measure["around"]) if "around" in measure else None,
                side=Side(measure.get("side", "stage")),
            )
            for name, measure in item.get("measures", {}).items()
        ),
    )


def _test(item: Mapping[str, Any], units: int) -> LegTest:
    fields: dict[str, Any] = {name: frozenset(item[name]) for name in _SETS if name in item}
    fields |= {name: round(item[name] * units) for name in _AMOUNTS if name in item}
    fields |= {name: duration_us(item[name]) for name in _SPANS if name in item}
    return LegTest(
        **fields,
        crosses_border=item.get("crosses_border"),
        is_related=item.get("related"),
        is_away=item.get("away"),
        is_refund=item.get("refund"),
    )


def _bound(item: Mapping[str, Any], money: frozenset[str], units: int) -> Bound:
    factor = 1000 if "of" in item else units if item["measure"] in money else 1
    return Bound(
        measure=item["measure"],
        of=item.get("of"),
        least=round(item["min"] * factor) if "min" in item else None,
        most=round(item["max"] * factor) if "max" in item else None,
    )


def _reason(item: Mapping[str, Any], money: frozenset[str], units: int) -> Reason:
    factor = 1000 if "of" in item else units if item["measure"] in money else 1
    return Reason(
        says=item["says"],
        weight=round(item["weight"] * 1000),
        measure=item["measure"],
        of=item.get("of"),
        low=round(item["from"] * factor),
        high=round(item["to"] * factor),
    )


def _quote(item: Mapping[str, Any]) -> Quote:
    return Quote(
        measure=item["measure"],
        tolerance=round(item["tolerance"] * 1000),
        within=duration_us(item["within"]),
        weight=round(item["weight"] * 1000),
        says=item["says"],
    )


def duration_us(text: str) -> int:
    """Microseconds of "5d", "12h" or "30m"."""
    return int(text[:-1]) * (_UNITS[text[-1]] // timedelta(microseconds=1))
