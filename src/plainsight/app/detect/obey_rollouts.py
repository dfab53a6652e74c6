"""A scanner that obeys the roll-outs in force: per typology and post one of two versions speaks."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from plainsight.app.detect.scan_posts import PostScanner, said_of
from plainsight.app.ports import Records
from plainsight.app.stored import PolicyVersion
from plainsight.casework.rollout import Arm, Rollout, RolloutStand, ShadowDay, Stage, arm_of
from plainsight.detect.examined import Examined
from plainsight.detect.finding import Finding
from plainsight.detect.policy import Policy
from plainsight.errors import VersionNotOffered
from plainsight.model.post import Post

LEXICON = "lexicon"  # as its versions are kept


def steps_in_force(records: Records, present: Policy) -> Mapping[str, Rollout]:
    """The approved step of each typology whose new version the present policy does not have yet.

    A step that stops a roll-out asks for nothing, so it is left out.
    """
    with records.read() as reading:
        current = reading.casework.learning.current()
    known = {typology.typology_id: typology.version for typology in present.typologies}
    return {
        name: step
        for name, step in current.items()
        if step.stage is not Stage.STOPPED and known.get(name, 0) < step.version
    }


def offered_versions(
    present: Policy, proposed: Policy, files: Sequence[PolicyVersion]
) -> Mapping[str, PolicyVersion]:
    """Of the proposed policy's files, those of typologies that are newer there, by typology."""
    known = {typology.typology_id: typology.version for typology in present.typologies}
    return {
        file.policy_id: file
        for typology in proposed.enabled
        for file in files
        if file.policy_id == typology.typology_id
        and typology.version > known.get(typology.typology_id, 0)
    }


def files_of_steps(
    steps: Mapping[str, Rollout],
    offers: Mapping[str, PolicyVersion],
    files: Sequence[PolicyVersion],
) -> tuple[PolicyVersion, ...]:
    """The proposed policy's files that judge under these steps, to be kept beside the present's.

    Raises VersionNotOffered when one of the versions rolled out is not among them: what two people
    agreed on would silently not happen.
    """
    for name, step in steps.items():
        offered = offers.get(name)
        if offered is None or offered.version != str(step.version):
            found = None if offered is None else int(offered.version)
            raise VersionNotOffered(name, step.version, found)
    return tuple(file for file in files if file.policy_id in steps or file.policy_id == LEXICON)


@dataclass(slots=True)
class _Day:
    seen: int = 0
    found: Counter[tuple[str, str]] = field(default_factory=Counter)  # typology and arm


class RolloutScanner:
    """Two versions of the policy on the same posts; per typology and post one of them speaks.

    Implements `app.detect.scan_posts.PostScanner`. What each of them found is counted by the
    day of the post, and written down with `keep_counts`. Steps that are not approved are ignored.
    """

    def __init__(
        self, present: PostScanner, proposed: PostScanner, rollouts: Mapping[str, Rollout]
    ) -> None:
        self._present = present
        self._proposed = proposed
        self._rollouts = {
            name: rollout
            for name, rollout in rollouts.items()
            if rollout.stand is RolloutStand.APPROVED and rollout.stage is not Stage.STOPPED
        }
        self._days: dict[str, _Day] = {}

    def scan(self, posts: Sequence[Post]) -> Iterator[tuple[Post, Examined]]:
        """Yield, in order, the posts that have findings after the choice of versions."""
        if not self._rollouts:
            yield from self._present.scan(posts)
            return
        old, new = said_of(posts, self._present), said_of(posts, self._proposed)
        for post, said_old, said_new in zip(posts, old, new, strict=True):
            chosen = self._choose(post, said_old, said_new)
            if chosen is not None:
                yield post, chosen

    def keep_counts(self, records: Records) -> None:
        """Write down what was counted, day by day, in place of what stood there for these days.

        Call it after a scan of the whole store: the counts are of all posts, each once, however
        often they are scanned.
        """
        with records.begin() as unit:
            for name, rollout in self._rollouts.items():
                days = [_shadow_day(day, seen, name) for day, seen in sorted(self._days.items())]
                unit.casework.learning.keep_shadow(name, rollout.version, days)
        self._days.clear()

    def _choose(self, post: Post, old: Examined | None, new: Examined | None) -> Examined | None:
        day = self._days.setdefault(post.posted_at.date().isoformat(), _Day())
        day.seen += 1
        if old is None and new is None:
            return None
        said_old, said_new = _by_typology(old), _by_typology(new)
        self._count(day, said_old, said_new)
        key = f"{post.surface}\n{post.post_id}"
        is_new = {name for name, step in self._rollouts.items() if arm_of(step, key) is Arm.NEW}
        kept = [finding for name, finding in said_old.items() if name not in is_new]
        kept += [finding for name, finding in said_new.items() if name in is_new]
        base = new if old is None else old
        if not kept or base is None:
            return None
        if is_new.isdisjoint(said_old.keys() | said_new.keys()):
            return base  # the present alone speaks: as if nothing were rolled out
        ordered = sorted(kept, key=lambda finding: (-finding.score, finding.typology_id))
        return replace(base, findings=tuple(ordered))

    def _count(
        self, day: _Day, said_old: Mapping[str, Finding], said_new: Mapping[str, Finding]
    ) -> None:
        for name in self._rollouts:
            is_old, is_new = name in said_old, name in said_new
            day.found[name, "present"] += is_old
            day.found[name, "new"] += is_new
            day.found[name, "both"] += is_old and is_new


def _by_typology(examined: Examined | None) -> dict[str, Finding]:
    if examined is None:
        return {}
    return {finding.typology_id: finding for finding in examined.findings}


def _shadow_day(day: str, counted: _Day, typology_id: str) -> ShadowDay:
    return ShadowDay(
        day=day,
        seen_count=counted.seen,
        present_count=counted.found[typology_id, "present"],
        new_count=counted.found[typology_id, "new"],
        both_count=counted.found[typology_id, "both"],
    )
