"""The policy as it judges on a day, made once and kept: whole, and what expiry has left of it."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

from plainsight.detect.policy import Policy, policy_on
from plainsight.engines.columnar import kept_policy
from plainsight.engines.columnar.kept_name import policy_file
from plainsight.engines.columnar.kept_terms import expiries_of
from plainsight.engines.columnar.uncollected import uncollected


def policy_of_day(
    folder: Path,
    digest: str,
    day: date,
    *,
    read: Callable[[], Policy],
    is_current: Callable[[], bool],
) -> Policy:
    """Of files with this digest, which `read` reads and checks where nothing usable is kept.

    `is_current` tells whether the files still are those; what is made of others is not kept.
    """
    with uncollected():
        whole = _kept_or_made(policy_file(folder, digest), read, is_current)
        past = [each for each in expiries_of(whole.lexicon.terms) if each < day]
        if not past:
            return whole
        # From one expiry to the next it is one policy, kept by the last that has passed.
        path = policy_file(folder, f"{digest}-{max(past):%Y%m%d}")
        return _kept_or_made(path, lambda: policy_on(whole, day), is_current)


def _kept_or_made(path: Path, make: Callable[[], Policy], is_current: Callable[[], bool]) -> Policy:
    kept = kept_policy.read_kept_policy(path)
    if kept is not None:
        return kept
    policy = make()
    if is_current():
        kept_policy.keep_policy(policy, path)
    return policy
