"""The shape of a typology follows from its stages; each shape has one definition and one plan."""

from enum import StrEnum

from plainsight.errors import BadValue
from plainsight.trace.flows.typology import FlowTypology

SUPPORTED = (
    "one stage with one centre (many -> one, one -> many); two stages through one centre "
    "(many -> one -> many), with or without passed_share; one -> many -> one; layers; a ring"
)


class Shape(StrEnum):
    """The forms a flow can take."""

    CENTRE = "centre"  # one stage into or out of a centre
    HUB = "hub"  # into a centre, then out of it
    TRACED = "traced"  # a hub whose money is followed first in, first out
    RELAY = "relay"  # from one through many to one
    LAYERS = "layers"  # many to many, dense
    RING = "ring"  # back to where it started


def shape_of(typology: FlowTypology) -> Shape:
    """Read the shape off stages and roles. Raises BadValue for a form that nobody defined."""
    stages, roles = typology.stages, typology.roles
    ends = [(roles[s.source_role].is_many, roles[s.target_role].is_many) for s in stages]
    joined = len(stages) == 2 and stages[0].target_role == stages[1].source_role
    if typology.ring is not None and len(stages) == 1:
        if stages[0].source_role == stages[0].target_role:
            return Shape.RING
    elif typology.layers is not None and all(all(end) for end in ends) and len(stages) <= 2:
        if len(stages) == 1 or joined:
            return Shape.LAYERS
    elif len(stages) == 1 and ends[0][0] != ends[0][1]:
        return Shape.CENTRE
    elif joined and ends == [(True, False), (False, True)]:
        return Shape.HUB if typology.passed_share is None else Shape.TRACED
    elif joined and ends == [(False, True), (True, False)]:
        return Shape.RELAY
    raise BadValue("stages", typology.typology_id, f"supported are: {SUPPORTED}")
