"""When a suspicion stands: only what a filing officer does ends one (decision 58)."""

from collections.abc import Iterable

from plainsight.casework.decision import SUSPECTING, Decision, Outcome
from plainsight.casework.review import Look


def was_suspected(decisions: Iterable[Decision], *, before_round: int) -> bool:
    """Was the alert found suspicious in an earlier round, as that round ended?

    `decisions` are in the order taken. The last word of a round stands, and a blind look has none:
    if it agrees it changes nothing, if not a third person's does.
    """
    standing: dict[int, Outcome] = {}
    for decision in decisions:
        if decision.round < before_round and decision.look != Look.BLIND:
            standing[decision.round] = decision.outcome
    return any(outcome in SUSPECTING for outcome in standing.values())
