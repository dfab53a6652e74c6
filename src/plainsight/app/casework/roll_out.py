"""Roll out a typology's new version: steps that two people agree on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from plainsight.app.detect.change_policy import change_policy
from plainsight.app.ports import Reading, Records, UnitOfWork
from plainsight.app.stored import PolicyVersion
from plainsight.casework.access import Act, require
from plainsight.casework.rollout import (
    Rollout,
    RolloutStand,
    ShadowDay,
    Stage,
    answer_rollout,
    overtaken,
    sum_days,
)
from plainsight.errors import BadValue, OutOfTurn, UnknownId, VersionNotOffered
from plainsight.model.fact import AuditTag, Fact
from plainsight.model.role import Staff


@dataclass(frozen=True, slots=True, kw_only=True)
class RolloutView:
    """One step with what both versions found so far."""

    rollout: Rollout
    is_current: bool  # the step that scans obey now
    is_overtaken: bool  # it waits, but a later step was agreed on
    days: tuple[ShadowDay, ...]  # of its version, the earliest first

    @property
    def total(self) -> ShadowDay:
        """All days together."""
        return sum_days(self.days)

    @property
    def is_waiting(self) -> bool:
        """Whether a second person may still say yes."""
        return self.rollout.stand is RolloutStand.PROPOSED and not self.is_overtaken

    @property
    def stand(self) -> str:
        """Its standing as a word."""
        return "overtaken" if self.is_overtaken else self.rollout.stand.value


def propose_step(
    records: Records,
    typology_id: str,
    stage: Stage,
    *,
    permille: int = 0,
    offers: Mapping[str, PolicyVersion],
    actor: Staff,
    now: datetime,
) -> Rollout:
    """Propose the next step of the version that the proposed policy offers; stopping needs none.

    `offers` are `obey_rollouts.offered_versions`; the file is kept word for word, so that what is
    approved is what will judge. Raises VersionNotOffered, PolicyRewritten, UnknownId when there is
    nothing to stop, OutOfTurn for all posts before any was judged beside the present version, and
    what `propose_rollout` raises.
    """
    require(actor, Act.PROPOSE_ROLLOUT)
    if stage is Stage.STOPPED:
        with records.read() as reading:
            current = reading.casework.learning.current().get(typology_id)
        if current is None:
            raise UnknownId("roll-out of typology", typology_id)
        return propose_rollout(
            records, typology_id, current.version, stage, permille=permille, actor=actor, now=now
        )
    offered = offers.get(typology_id)
    if offered is None:
        raise VersionNotOffered(typology_id, None, None)
    if stage is Stage.FULL:
        _require_counted(records, typology_id, int(offered.version))
    return propose_rollout(
        records,
        typology_id,
        int(offered.version),
        stage,
        permille=permille,
        files=(offered,),
        actor=actor,
        now=now,
    )


def propose_rollout(
    records: Records,
    typology_id: str,
    version: int,
    stage: Stage,
    *,
    permille: int = 0,
    files: Sequence[PolicyVersion] = (),
    actor: Staff,
    now: datetime,
) -> Rollout:
    """Propose a step; it counts once another person has approved it.

    Raises BadValue for a share of a stage that has none, or none of one that has, OutOfTurn for a
    step that is in force or waits already, NotAllowed.
    """
    require(actor, Act.PROPOSE_ROLLOUT)
    if (stage is Stage.SHARE) is (permille == 0):
        raise BadValue("permille", permille, "1 to 1000 for a share, 0 for every other stage")
    with records.begin() as unit:
        _require_new(unit, typology_id, (version, stage, permille))
        change_policy(unit, files, now=now)
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
    """Let a second person say yes or no. Raises SamePerson, IllegalMove, NotAllowed.

    A step that a later one was agreed on after, such as a stop, can only be refused: OutOfTurn.
    """
    require(actor, Act.APPROVE_ROLLOUT)
    with records.begin() as unit:
        step = unit.casework.learning.lock_rollout(rollout_id)
        steps = unit.casework.learning.rollouts(typology_id=step.typology_id)
        if is_approved and step.rollout_id in overtaken(steps):
            raise OutOfTurn("approve", "a later step was agreed on since; refuse this one")
        answered = answer_rollout(
            step,
            is_approved=is_approved,
            staff_id=actor.staff_id,
            now=now,
        )
        unit.casework.learning.save_rollout(answered)
        unit.record(_fact(answered, actor, now=now))
    return answered


def _require_counted(records: Records, typology_id: str, version: int) -> None:
    with records.read() as reading:
        days = reading.casework.learning.shadow_days(typology_id, version)
    if not days:
        why = f"no scan has judged a post by version {version} of {typology_id} yet"
        raise OutOfTurn("propose full", f"{why}; roll it out in shadow or for a share first")


def _require_new(unit: UnitOfWork, typology_id: str, wanted: tuple[int, Stage, int]) -> None:
    steps = unit.casework.learning.rollouts(typology_id=typology_id)
    late = overtaken(steps)
    for step in steps:
        is_same = (step.version, step.stage, step.permille) == wanted
        if is_same and step.stand is RolloutStand.PROPOSED and step.rollout_id not in late:
            raise OutOfTurn("propose", f"{step.rollout_id} proposes the same, and waits")
    current = unit.casework.learning.current().get(typology_id)
    if current is not None and (current.version, current.stage, current.permille) == wanted:
        raise OutOfTurn("propose", f"{current.rollout_id} says the same, and is in force")


def view_rollouts(
    records: Records, *, typology_id: str | None = None, actor: Staff
) -> tuple[RolloutView, ...]:
    """Return every step with its counts, the latest first."""
    require(actor, Act.PROPOSE_ROLLOUT)
    with records.read() as reading:
        steps = reading.casework.learning.rollouts(typology_id=typology_id)
        return tuple(_views(reading, tuple(reversed(steps))))


def view_rollout(records: Records, rollout_id: str, *, actor: Staff) -> RolloutView:
    """Return one step with its counts. Raises UnknownId, NotAllowed."""
    require(actor, Act.PROPOSE_ROLLOUT)
    with records.read() as reading:
        steps = reading.casework.learning.rollouts()
        found = tuple(step for step in steps if step.rollout_id == rollout_id)
        for view in _views(reading, found):
            return view
    raise UnknownId("rollout", rollout_id)


def _views(reading: Reading, steps: Sequence[Rollout]) -> list[RolloutView]:
    learning = reading.casework.learning
    current = {step.rollout_id for step in learning.current().values()}
    late = overtaken(learning.rollouts())
    versions = {(step.typology_id, step.version) for step in steps}
    days = {version: learning.shadow_days(*version) for version in versions}
    return [
        RolloutView(
            rollout=step,
            is_current=step.rollout_id in current and step.stand is RolloutStand.APPROVED,
            is_overtaken=step.rollout_id in late,
            days=days[step.typology_id, step.version],
        )
        for step in steps
    ]


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
