"""How mirrors are looked for: the folder `typologies/F17-mirror` as a value."""

from collections.abc import Mapping
from dataclasses import dataclass

from plainsight.trace.flows.mirror import MirrorSetting
from plainsight.trace.flows.typology import Citation, Key


@dataclass(frozen=True, slots=True, kw_only=True)
class MirrorTypology:
    """Which sides, which settings, and how much chance is borne."""

    typology_id: str
    name: str
    version: int
    title: Mapping[str, str]
    summary: str
    cites: tuple[Citation, ...]
    assets_a: frozenset[str]
    assets_b: frozenset[str]
    settings: tuple[MirrorSetting, ...]
    keys: tuple[Key, ...] = (Key.ACCOUNT,)
    pairs_min: int = 3
    null_shifts: int = 10
    false_share_max: int = 100  # thousandths of the reported ties that may be chance
    run_max: int = 4  # legs of one side that may make up one leg of the other
    legs_max: int = 3000  # keys with more legs of a side are shops or banks, not brokers
    amounts_in: str = "USD"
    sar_subtypes: tuple[str, ...] = ()
