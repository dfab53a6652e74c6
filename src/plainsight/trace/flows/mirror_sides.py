"""The two sides of a mirror search, from the legs of a ledger: the definition for engines."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from plainsight.trace.flows.leg import FlowView
from plainsight.trace.flows.mirror import MirrorLeg
from plainsight.trace.flows.mirror_typology import MirrorTypology
from plainsight.trace.flows.typology import Key


def mirror_sides(
    view: FlowView, typology: MirrorTypology, key: Key
) -> tuple[list[MirrorLeg], list[MirrorLeg]]:
    """Legs in the assets of either side, keyed at one level."""
    both = []
    for assets in (typology.assets_a, typology.assets_b):
        legs = [
            MirrorLeg(
                number=leg.number,
                transfer_id=leg.transfer_id,
                source=leg.source,
                target=leg.target,
                source_keys=view.holders[leg.source].keys[key],
                target_keys=view.holders[leg.target].keys[key],
                at_us=leg.at_us,
                value=leg.value,
            )
            for leg in view.legs
            if leg.asset in assets
        ]
        both.append(without_busy(legs, typology.legs_max))
    return both[0], both[1]


def without_busy(legs: Sequence[MirrorLeg], legs_max: int) -> list[MirrorLeg]:
    """Take away the keys of shops and banks: whoever has thousands of legs meets everybody."""
    counts = Counter(key for leg in legs for key in (*leg.source_keys, *leg.target_keys))
    busy = {key for key, count in counts.items() if count > legs_max}
    return [
        replace(
            leg,
            source_keys=tuple(key for key in leg.source_keys if key not in busy),
            target_keys=tuple(key for key in leg.target_keys if key not in busy),
        )
        for leg in legs
    ]
