"""Roll out a typology's new version: steps that two people agree on, and a scanner that obeys."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from plainsight.app.ports import Records
from plainsight.app.scan_posts import PostScanner
from plainsight.casework.access import Act, require
from plainsight.casework.rollout import Arm, Rollout, RolloutStand, Stage, answer_rollout, arm_of
from plainsight.detect.examined import Examined
from plainsight.detect.finding import Finding
from plainsight.errors import BadValue
from plainsight.model.fact import AuditTag, Fact
from plainsight.model.post import Post
from plainsight.model.role import Staff


class RolloutScanner:
    """Two versions of the policy on the same posts; per typology and post one of them speaks.

    Implements `plainsight.app.scan_posts.PostScanner`. What the silent one would have said is
    counted, and written down with `keep_counts`.
    """

    def __init__(
        self, present: PostScanner, proposed: PostScanner, rollouts: Mapping[str, Rollout]
    ) -> None:
        self._present = present
        self._proposed = proposed
        self._rollouts = {
            name: rollout
            for name, rollout in rollouts.items()
            if rollout.stand is RolloutStand.APPROVED
        }
        self._seen: Counter[str] = Counter()
        self._found: Counter[tuple[str, str]] = Counter()

    def scan(self, posts: Sequence[Post]) -> Iterator[tuple[Post, Examined]]:
        """Yield, in order, the posts that have findings after the choice of versions."""
        old = {_key(post): examined for post, examined in self._present.scan(posts)}
        new = {_key(post): examined for post, examined in self._proposed.scan(posts)}
        self._seen.update({name: len(posts) for name in self._rollouts})
        for post in posts:
            chosen = self._choose(_key(post), old.get(_key(post)), new.get(_key(post)))
            if chosen is not None:
                yield post, chosen

    def keep_counts(self, records: Records, *, now: datetime) -> None:
        """Add what was seen and found since the last call to the counts of the day."""
        with records.begin() as unit:
            for name, rollout in self._rollouts.items():
                for arm in ("present", "new"):
                    unit.casework.learning.count_shadow(
                        name,
                        rollout.version,
                        arm=arm,
                        day=now.date().isoformat(),
                        seen=self._seen[name],
                        found=self._found[name, arm],
                    )
        self._seen.clear()
        self._found.clear()

    def _choose(self, key: str, old: Examined | None, new: Examined | None) -> Examined | None:
        said_old, said_new = _by_typology(old), _by_typology(new)
        for name in self._rollouts:
            self._found[name, "present"] += name in said_old
            self._found[name, "new"] += name in said_new
        kept = [
            finding
            for name, finding in said_old.items()
            if arm_of(self._rollouts.get(name), key) is not Arm.NEW
        ]
        kept += [
            finding
            for name, finding in said_new.items()
            if arm_of(self._rollouts.get(name), key) is Arm.NEW
        ]
        base = old or new
        if not kept or base is None:
            return None
        ordered = sorted(kept, key=lambda finding: (-finding.score, finding.typology_id))
        return replace(base, findings=tuple(ordered))


def propose_rollout(
    records: Records,
    typology_id: str,
    version: int,
    stage: Stage,
    *,
    permille: int = 0,
    actor: Staff,
    now: datetime,
) -> Rollout:
    """Propose a step; it counts once another person has approved it.

    Raises BadValue for a share of a stage that has none, or none of one that has, NotAllowed.
    """
    require(actor, Act.PROPOSE_ROLLOUT)
    if (stage is Stage.SHARE) is (permille == 0):
        raise BadValue("permille", permille, "1 to 1000 for a share, 0 for every other stage")
    with records.begin() as unit:
        rollout = Rollout(
            rollout_id=unit.new_id("ro"),
            typology_id=typology_id,
            version=version,
            stage=stage,
            permille=permille,
            proposed_by=actor.staff_id,
            proposed_at=now,
        )
        unit.casework.learning.add_rollout(rollout)
        unit.record(_fact(rollout, actor, now=now))
    return rollout


def approve_rollout(
    records: Records, rollout_id: str, *, is_approved: bool, actor: Staff, now: datetime
) -> Rollout:
    """Let a second person say yes or no. Raises SamePerson, IllegalMove, NotAllowed."""
    require(actor, Act.APPROVE_ROLLOUT)
    with records.begin() as unit:
        answered = answer_rollout(
            unit.casework.learning.lock_rollout(rollout_id),
            is_approved=is_approved,
            staff_id=actor.staff_id,
            now=now,
        )
        unit.casework.learning.save_rollout(answered)
        unit.record(_fact(answered, actor, now=now))
    return answered


def list_rollouts(
    records: Records, *, typology_id: str | None = None, actor: Staff
) -> tuple[Rollout, ...]:
    """Return every step, oldest first."""
    require(actor, Act.PROPOSE_ROLLOUT)
    with records.read() as view:
        return view.casework.learning.rollouts(typology_id=typology_id)


def _key(post: Post) -> str:
    return f"{post.surface}\n{post.post_id}"


def _by_typology(examined: Examined | None) -> dict[str, Finding]:
    if examined is None:
        return {}
    return {finding.typology_id: finding for finding in examined.findings}


def _fact(rollout: Rollout, actor: Staff, *, now: datetime) -> Fact:
    return Fact(
        tag=AuditTag.ROLLOUT_CHANGED,
        subject=rollout.rollout_id,
        at=now,
        body={
            "typology": rollout.typology_id,
            "version": rollout.version,
            "stage": rollout.stage.value,
            "permille": rollout.permille,
            "stand": rollout.stand.value,
        },
        personal={"actor": actor.staff_id},
    )
