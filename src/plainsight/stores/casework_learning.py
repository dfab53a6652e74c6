"""Roll-outs, counts and candidates in SQL."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, and_, case, func, insert, select, update

from plainsight.app.casework_stored import TypologyDays
from plainsight.casework.candidate import Candidate, CandidateStand
from plainsight.casework.decision import Outcome
from plainsight.casework.rollout import Rollout, RolloutStand, Stage
from plainsight.errors import UnknownId
from plainsight.stores.casework_tables import (
    alert_typologies,
    golden_items,
    reviews,
    rollouts,
    shadow_counts,
    term_candidates,
)
from plainsight.stores.exact_text import storable
from plainsight.stores.insert_new import insert_new
from plainsight.stores.tables import batches, posts

_CONFIRMED = (Outcome.CONFIRMED.value, Outcome.SUSPICIOUS.value)


class SqlLearning:
    """Implements `plainsight.app.casework_ports.Learning`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add_rollout(self, rollout: Rollout) -> None:
        """Store a proposed step."""
        self._connection.execute(
            insert(rollouts).values(
                rollout_id=rollout.rollout_id,
                typology_id=rollout.typology_id,
                version=rollout.version,
                stage=rollout.stage.value,
                permille=rollout.permille,
                proposed_by=rollout.proposed_by,
                proposed_at=rollout.proposed_at,
                stand=rollout.stand.value,
            )
        )

    def lock_rollout(self, rollout_id: str) -> Rollout:
        """Return one, locked until the unit ends. Raises UnknownId."""
        query = (
            select(rollouts).where(rollouts.c.rollout_id == storable(rollout_id)).with_for_update()
        )
        row = self._connection.execute(query).one_or_none()
        if row is None:
            raise UnknownId("rollout", rollout_id)
        return _rollout_of(row)

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
        return tuple(_rollout_of(row) for row in self._connection.execute(query))

    def current(self) -> Mapping[str, Rollout]:
        """Return the latest approved step of each typology."""
        steps = sorted(
            (step for step in self.rollouts() if step.stand is RolloutStand.APPROVED),
            key=lambda step: step.approved_at or step.proposed_at,
        )
        return {step.typology_id: step for step in steps}

    def count_shadow(
        self, typology_id: str, version: int, *, arm: str, day: str, seen: int, found: int
    ) -> None:
        """Add to the counts of a day."""
        key = {"typology_id": typology_id, "version": version, "arm": arm, "day": day}
        insert_new(self._connection, shadow_counts, [{**key, "seen_count": 0, "found_count": 0}])
        self._connection.execute(
            update(shadow_counts)
            .where(and_(*(shadow_counts.c[name] == value for name, value in key.items())))
            .values(
                seen_count=shadow_counts.c.seen_count + seen,
                found_count=shadow_counts.c.found_count + found,
            )
        )

    def shadow_counts(self, typology_id: str, version: int) -> Mapping[str, tuple[int, int]]:
        """Return seen and found by arm, all days together."""
        query = (
            select(
                shadow_counts.c.arm,
                func.sum(shadow_counts.c.seen_count),
                func.sum(shadow_counts.c.found_count),
            )
            .where(shadow_counts.c.typology_id == typology_id, shadow_counts.c.version == version)
            .group_by(shadow_counts.c.arm)
        )
        return {row[0]: (int(row[1]), int(row[2])) for row in self._connection.execute(query)}

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
        row = {
            "candidate_id": candidate.candidate_id,
            "term": candidate.term,
            "language": candidate.language,
            "sense_id": candidate.sense_id,
            "evidence": {
                "confirmed": candidate.confirmed_count,
                "benign": candidate.benign_count,
                "z_milli": candidate.z_milli,
                "collisions": list(candidate.collisions),
            },
            "stand": candidate.stand.value,
            "proposed_by": candidate.proposed_by,
            "proposed_at": candidate.proposed_at,
        }
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


def _is_golden(alert_id: Any) -> Any:  # noqa: ANN401 - a column of any table
    return select(golden_items.c.alert_id).where(golden_items.c.alert_id == alert_id).exists()


def _rollout_of(row: Row[Any]) -> Rollout:
    return Rollout(
        rollout_id=row.rollout_id,
        typology_id=row.typology_id,
        version=row.version,
        stage=Stage(row.stage),
        permille=row.permille,
        proposed_by=row.proposed_by,
        proposed_at=row.proposed_at,
        stand=RolloutStand(row.stand),
        approved_by=row.approved_by,
        approved_at=row.approved_at,
    )


def _candidate_of(row: Row[Any]) -> Candidate:
    return Candidate(
        candidate_id=row.candidate_id,
        term=row.term,
        language=row.language,
        sense_id=row.sense_id,
        confirmed_count=row.evidence["confirmed"],
        benign_count=row.evidence["benign"],
        z_milli=row.evidence["z_milli"],
        collisions=tuple(row.evidence["collisions"]),
        proposed_by=row.proposed_by,
        proposed_at=row.proposed_at,
        stand=CandidateStand(row.stand),
        approved_by=row.approved_by,
        approved_at=row.approved_at,
    )
