"""Roll-outs, counts and candidates in SQL."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, and_, bindparam, case, func, insert, select, update

from plainsight.app.casework.stored import TypologyDays
from plainsight.casework.candidate import Candidate, CandidateStand
from plainsight.casework.decision import Outcome
from plainsight.casework.rollout import Rollout, RolloutStand, ShadowDay
from plainsight.errors import UnknownId
from plainsight.stores.casework.tables import (
    alert_typologies,
    golden_items,
    reviews,
    rollouts,
    shadow_counts,
    term_candidates,
)
from plainsight.stores.sql.by_field import from_row, to_row
from plainsight.stores.sql.exact_text import storable
from plainsight.stores.sql.insert_new import insert_new
from plainsight.stores.tables import batches, posts

_ARMS = ("present", "new", "both")
_CONFIRMED = (Outcome.CONFIRMED.value, Outcome.SUSPICIOUS.value)

_EVIDENCE = ("confirmed_count", "benign_count", "z_milli", "collisions")


class SqlLearning:
    """Implements `plainsight.app.casework.learning_ports.Learning`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add_rollout(self, rollout: Rollout) -> None:
        """Store a proposed step."""
        self._connection.execute(insert(rollouts).values(**to_row(rollout)))

    def lock_rollout(self, rollout_id: str) -> Rollout:
        """Return one, locked until the unit ends. Raises UnknownId."""
        query = (
            select(rollouts).where(rollouts.c.rollout_id == storable(rollout_id)).with_for_update()
        )
        row = self._connection.execute(query).one_or_none()
        if row is None:
            raise UnknownId("rollout", rollout_id)
        return from_row(Rollout, row)

    def save_rollout(self, rollout: Rollout) -> None:
        """Write the answer."""
        self._connection.execute(
            update(rollouts)
            .where(rollouts.c.rollout_id == rollout.rollout_id)
            .values(
                stand=rollout.stand.value,
                approved_by=rollout.approved_by,
                approved_at=rollout.approved_at,
            )
        )

    def rollouts(self, *, typology_id: str | None = None) -> tuple[Rollout, ...]:
        """Return every step, oldest first."""
        query = select(rollouts).order_by(rollouts.c.rollout_number)
        if typology_id is not None:
            query = query.where(rollouts.c.typology_id == storable(typology_id))
        return tuple(from_row(Rollout, row) for row in self._connection.execute(query))

    def current(self) -> Mapping[str, Rollout]:
        """Return the latest approved step of each typology."""
        steps = sorted(
            (step for step in self.rollouts() if step.stand is RolloutStand.APPROVED),
            key=lambda step: step.approved_at or step.proposed_at,
        )
        return {step.typology_id: step for step in steps}

    def keep_shadow(self, typology_id: str, version: int, days: Sequence[ShadowDay]) -> None:
        """Write down counts of whole days, in place of what stood there for them."""
        rows = [
            {
                "typology_id": typology_id,
                "version": version,
                "arm": arm,
                "day": each.day,
                "seen_count": each.seen_count,
                "found_count": found,
            }
            for each in days
            for arm, found in zip(_ARMS, _found(each), strict=True)
        ]
        if not rows:
            return
        insert_new(self._connection, shadow_counts, rows)
        names = ("typology_id", "version", "arm", "day")
        self._connection.execute(
            update(shadow_counts)
            .where(and_(*(shadow_counts.c[name] == bindparam(f"b_{name}") for name in names)))
            .values(seen_count=bindparam("b_seen_count"), found_count=bindparam("b_found_count")),
            [{f"b_{name}": value for name, value in row.items()} for row in rows],
        )

    def shadow_days(self, typology_id: str, version: int) -> tuple[ShadowDay, ...]:
        """Return the counts, the earliest day first."""
        query = select(shadow_counts).where(
            shadow_counts.c.typology_id == storable(typology_id), shadow_counts.c.version == version
        )
        days: dict[str, dict[str, Row[Any]]] = {}
        for row in self._connection.execute(query):
            days.setdefault(row.day, {})[row.arm] = row
        return tuple(_shadow_day(day, days[day]) for day in sorted(days))

    def typology_days(self, *, since: datetime, before: datetime) -> Mapping[str, TypologyDays]:
        """Count each typology's alerts raised in a period, and what became of them by now."""
        is_confirmed = reviews.c.outcome.in_(_CONFIRMED)
        is_decided = reviews.c.outcome.in_((*_CONFIRMED, Outcome.BENIGN.value))
        query = (
            select(
                alert_typologies.c.typology_id,
                func.count().label("alerts"),
                func.sum(case((is_decided, 1), else_=0)).label("decided"),
                func.sum(case((is_confirmed, 1), else_=0)).label("confirmed"),
            )
            .join(reviews, reviews.c.alert_id == alert_typologies.c.alert_id)
            .where(
                alert_typologies.c.raised_at >= since,
                alert_typologies.c.raised_at < before,
                ~_is_golden(alert_typologies.c.alert_id),
            )
            .group_by(alert_typologies.c.typology_id)
            .order_by(alert_typologies.c.typology_id)
        )
        return {
            row.typology_id: TypologyDays(
                typology_id=row.typology_id,
                alert_count=int(row.alerts),
                decided_count=int(row.decided),
                confirmed_count=int(row.confirmed),
            )
            for row in self._connection.execute(query)
        }

    def alert_count(self, *, since: datetime, before: datetime) -> int:
        """Count all alerts raised in a period."""
        query = (
            select(func.count())
            .select_from(reviews)
            .where(
                reviews.c.raised_at >= since,
                reviews.c.raised_at < before,
                ~_is_golden(reviews.c.alert_id),
            )
        )
        return int(self._connection.execute(query).scalar_one())

    def post_count(self, *, since: datetime, before: datetime) -> int:
        """Count posts stored in a period: what alert rates are over."""
        query = (
            select(func.count())
            .select_from(posts)
            .join(batches, batches.c.batch_number == posts.c.batch_number)
            .where(batches.c.kept_at >= since, batches.c.kept_at < before)
        )
        return int(self._connection.execute(query).scalar_one())

    def add_candidate(self, candidate: Candidate) -> bool:
        """Store a proposed term; False when it was proposed before."""
        row = to_row(
            candidate,
            but=_EVIDENCE,
            evidence={
                "confirmed": candidate.confirmed_count,
                "benign": candidate.benign_count,
                "z_milli": candidate.z_milli,
                "collisions": candidate.collisions,
            },
        )
        return insert_new(self._connection, term_candidates, [row]) == 1

    def lock_candidate(self, candidate_id: str) -> Candidate:
        """Return one, locked until the unit ends. Raises UnknownId."""
        query = (
            select(term_candidates)
            .where(term_candidates.c.candidate_id == storable(candidate_id))
            .with_for_update()
        )
        row = self._connection.execute(query).one_or_none()
        if row is None:
            raise UnknownId("candidate", candidate_id)
        return _candidate_of(row)

    def save_candidate(self, candidate: Candidate) -> None:
        """Write the answer."""
        self._connection.execute(
            update(term_candidates)
            .where(term_candidates.c.candidate_id == candidate.candidate_id)
            .values(
                stand=candidate.stand.value,
                approved_by=candidate.approved_by,
                approved_at=candidate.approved_at,
            )
        )

    def candidates(
        self, *, stand: CandidateStand | None = None, count_max: int = 200
    ) -> tuple[Candidate, ...]:
        """Return candidates, the strongest first."""
        query = select(term_candidates)
        if stand is not None:
            query = query.where(term_candidates.c.stand == stand.value)
        found = [_candidate_of(row) for row in self._connection.execute(query)]
        found.sort(key=lambda each: (-each.z_milli, each.term, each.sense_id))
        return tuple(found[:count_max])


def _found(day: ShadowDay) -> tuple[int, int, int]:
    return day.present_count, day.new_count, day.both_count


def _shadow_day(day: str, arms: Mapping[str, Row[Any]]) -> ShadowDay:
    found = {arm: int(row.found_count) for arm, row in arms.items()}
    return ShadowDay(
        day=day,
        seen_count=max(int(row.seen_count) for row in arms.values()),
        present_count=found.get("present", 0),
        new_count=found.get("new", 0),
        both_count=found.get("both", 0),
    )


def _is_golden(alert_id: Any) -> Any:  # noqa: ANN401 - a column of any table
    return select(golden_items.c.alert_id).where(golden_items.c.alert_id == alert_id).exists()


def _candidate_of(row: Row[Any]) -> Candidate:
    return from_row(
        Candidate,
        row,
        confirmed_count=row.evidence["confirmed"],
        benign_count=row.evidence["benign"],
        z_milli=row.evidence["z_milli"],
        collisions=tuple(row.evidence["collisions"]),
    )
