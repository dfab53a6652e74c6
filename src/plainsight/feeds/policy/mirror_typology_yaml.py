"""Folders of kind mirror (typologies/F17-mirror) -> MirrorTypology, one for each pair of sides."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from plainsight.feeds.policy.complaints import Complaints, read_checked
from plainsight.feeds.policy.flow_typology_yaml import (
    check_cites,
    check_currency,
    check_folder,
    duration_us,
)
from plainsight.feeds.policy.typology_yaml import Advisories
from plainsight.feeds.policy.yaml_lines import YamlFile
from plainsight.model.asset import fiat
from plainsight.trace.flows.mirror import MirrorSetting
from plainsight.trace.flows.mirror_typology import MirrorTypology
from plainsight.trace.flows.typology import Citation, Key

MARK = b"\nkind: mirror"


def read_mirror_typologies(
    root: Path, *, advisories: Advisories, complaints: Complaints
) -> tuple[MirrorTypology, ...]:
    """Read what is of kind mirror below `root`/typologies, and collect complaints."""
    typologies: list[MirrorTypology] = []
    for path in sorted((root / "typologies").glob("F[0-9][0-9]-*/typology.yaml")):
        if not is_mirror(path):
            continue
        parsed = read_checked(path, schema="mirror-typology.json", root=root, complaints=complaints)
        if parsed is None:
            continue
        check_cites(parsed, advisories, complaints)
        check_currency(parsed, complaints)
        check_folder(parsed, complaints)
        _check_search(parsed, complaints)
        typologies += [_typology(parsed.content, sides) for sides in parsed.content["sides"]]
    return tuple(typologies)


def is_mirror(path: Path) -> bool:
    """Whether a typology file is of this kind."""
    return MARK in b"\n" + path.read_bytes()  # it may be no text, which its reader says


def _check_search(parsed: YamlFile, complaints: Complaints) -> None:
    """A side against itself mirrors everything, and an empty band nothing."""
    for place, sides in enumerate(parsed.content["sides"]):
        for asset in sorted(set(sides["a"]) & set(sides["b"])):
            complaints.add(
                parsed.place(("sides", place)),
                f"{asset} stands on both sides",
                "a mirror needs two currencies; name each on one side",
            )
    for place, setting in enumerate(parsed.content["settings"]):
        low, high = setting["spread"]
        if low >= high:
            complaints.add(
                parsed.place(("settings", place, "spread")),
                f"the band from {low} to {high} is empty",
                "write the smaller share first",
            )


def _typology(content: Mapping[str, Any], sides: Mapping[str, Any]) -> MirrorTypology:
    units = 10 ** fiat(content.get("amounts_in", "USD")).decimals
    known = {
        name: content[name]
        for name in ("pairs_min", "null_shifts", "run_max", "legs_max")
        if name in content
    }
    return MirrorTypology(
        typology_id=content["id"],
        name=content["name"],
        version=content["version"],
        title=content["title"],
        summary=content["summary"],
        cites=tuple(Citation(**cite) for cite in content["cites"]),
        assets_a=frozenset(sides["a"]),
        assets_b=frozenset(sides["b"]),
        settings=tuple(
            MirrorSetting(
                lag_max=duration_us(item["lag"]),
                spread_low=round(item["spread"][0] * 1000),
                spread_high=round(item["spread"][1] * 1000),
                floor=round(item["floor"] * units),
            )
            for item in content["settings"]
        ),
        keys=tuple(Key(name) for name in content["keys"]),
        false_share_max=round(content["false_share_max"] * 1000),
        amounts_in=content.get("amounts_in", "USD"),
        sar_subtypes=tuple(content.get("sar_subtypes", ())),
        **known,
    )
