"""The judge: every flow typology by its plain definition. Engines must agree with it."""

from collections.abc import Iterable

from plainsight.trace.flows.centre import find_at_centres
from plainsight.trace.flows.instance import Instance
from plainsight.trace.flows.layers import find_layers
from plainsight.trace.flows.leg import FlowView
from plainsight.trace.flows.relay import find_relays
from plainsight.trace.flows.ring import find_rings
from plainsight.trace.flows.shape import Shape, shape_of
from plainsight.trace.flows.traced import find_traced
from plainsight.trace.flows.typology import FlowTypology


def judge_flows(view: FlowView, typologies: Iterable[FlowTypology]) -> list[Instance]:
    """Every instance of every typology, in a fixed order."""
    found: list[Instance] = []
    for typology in typologies:
        match shape_of(typology):
            case Shape.CENTRE | Shape.HUB:
                found += find_at_centres(view, typology)
            case Shape.TRACED:
                found += find_traced(view, typology)
            case Shape.RELAY:
                found += find_relays(view, typology)
            case Shape.LAYERS:
                found += find_layers(view, typology)
            case Shape.RING:
                found += find_rings(view, typology)
    return sorted(found, key=instance_order)


def instance_order(instance: Instance) -> tuple[str, tuple[str, ...], int, int]:
    """By typology, keys and time."""
    return (instance.typology_id, instance.keys, instance.first_us, instance.pivot_us)
