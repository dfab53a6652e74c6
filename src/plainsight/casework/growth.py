"""When a campaign that was decided deserves a person again."""

from plainsight.casework.review import Review

SCORE_ROSE_PERMILLE = 100
SIZE_GREW_TIMES = 2


def has_grown(decided: Review, now_raised: Review) -> bool:
    """A tenth more score, twice the accounts, or a typology that was not there before."""
    before, after = decided.risk, now_raised.risk
    return (
        after.score_permille >= before.score_permille + SCORE_ROSE_PERMILLE
        or after.account_count >= max(before.account_count, 1) * SIZE_GREW_TIMES
        or not set(now_raised.typology_ids) <= set(decided.typology_ids)
    )
