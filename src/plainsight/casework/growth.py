"""When a campaign that was decided deserves a person again."""

from collections.abc import Sequence

from plainsight.casework.priority import Risk

SCORE_ROSE_PERMILLE = 100
SIZE_GREW_TIMES = 2


def has_grown(
    before: Risk, after: Risk, *, typologies_before: Sequence[str], typologies_after: Sequence[str]
) -> bool:
    """A tenth more score, twice the accounts, or a typology that was not there before.

    `before` is what the decision was about, not what the alert became since: growth in steps, each
    too small to count, would never be seen.
    """
    return (
        after.score_permille >= before.score_permille + SCORE_ROSE_PERMILLE
        or after.account_count >= max(before.account_count, 1) * SIZE_GREW_TIMES
        or not set(typologies_after) <= set(typologies_before)
    )
