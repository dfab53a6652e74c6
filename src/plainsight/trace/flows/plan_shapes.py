"""Each shape as a plan. What SQL cannot do of rings and layers ends in Python."""

from plainsight.trace.flows.plan import Dialect, Plan
from plainsight.trace.flows.plan_members import looked_ahead, looked_back
from plainsight.trace.flows.plan_relay import compile_relay
from plainsight.trace.flows.plan_sightings import add_sightings
from plainsight.trace.flows.plan_sweep import Swept, add_sweep
from plainsight.trace.flows.plan_traced import compile_traced
from plainsight.trace.flows.plan_unfinished import compile_layers, compile_ring
from plainsight.trace.flows.shape import Shape, shape_of
from plainsight.trace.flows.typology import FlowTypology, Side


def compile_typology(typology: FlowTypology, dialect: Dialect) -> Plan:
    """The relational steps of one typology, in order."""
    plan = Plan(prefix=typology.typology_id.lower(), dialect=dialect)
    match shape_of(typology):
        case Shape.CENTRE | Shape.HUB:
            _compile_hub(plan, typology)
        case Shape.TRACED:
            compile_traced(plan, typology)
        case Shape.RELAY:
            compile_relay(plan, typology)
        case Shape.LAYERS:
            compile_layers(plan, typology)
        case Shape.RING:
            compile_ring(plan, typology)
    return plan


def _compile_hub(plan: Plan, typology: FlowTypology) -> None:
    swept = Swept()
    tables = add_sightings(plan, typology)
    add_sweep(plan, typology, tables, swept)
    parts = []
    for place, stage in enumerate(typology.stages):
        near = looked_ahead if place else looked_back
        own = near(plan, tables[stage.name, None, Side.STAGE], stage.within, swept)
        parts.append(f"SELECT k, chain, number, {place} AS stage FROM ({own}) m{place}")
    plan.add("members", " UNION ALL ".join(parts))
