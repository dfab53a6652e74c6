"""Where each alert about flows stands: what the next search must hold its findings against."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    ForeignKey,
    Index,
    Table,
    Text,
    bindparam,
    func,
    select,
    update,
)

from plainsight.app.stored import AlertState
from plainsight.app.trace.flow_ports import FlowAlertStanding, FlowStanding, StandingAlert
from plainsight.stores.sql.columns import IDENTIFIER, Instant
from plainsight.stores.sql.insert_new import insert_new
from plainsight.stores.tables import METADATA, alerts
from plainsight.trace.flows.alert import FormerAlert

flow_alerts = Table(
    "flow_alerts",
    METADATA,
    Column("alert_id", IDENTIFIER, ForeignKey("alerts.alert_id"), primary_key=True),
    Column("standing", Text, nullable=False),
    Column("into_key", IDENTIFIER),  # the alert that absorbed it
    Column("first_at", Instant, nullable=False),  # of its earliest leg
    Column("as_of", Instant, nullable=False),  # what was known when it last changed
    Index("flow_alerts_standing", "standing", "first_at", "alert_id"),
    info={"application": ("SELECT", "INSERT", "UPDATE")},
)


class SqlFlowAlerts:
    """Implements `plainsight.app.trace.flow_ports.FlowAlerts`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def standing(self) -> tuple[StandingAlert, ...]:
        """Alerts that stand, oldest first."""
        query = (
            select(
                alerts.c.alert_id,
                alerts.c.campaign_key,
                alerts.c.score_permille,
                alerts.c.finding,
                flow_alerts.c.first_at,
            )
            .join(flow_alerts)
            .where(flow_alerts.c.standing == FlowStanding.STANDING.value)
            .order_by(alerts.c.created_at, flow_alerts.c.first_at, alerts.c.campaign_key)
            # On PostgreSQL two searches at once must not both revise one alert.
            .with_for_update(of=alerts)
        )
        return tuple(_from_row(row) for row in self._connection.execute(query))

    def known_until(self) -> datetime | None:
        """What was known when any alert last changed, standing or not; None before the first."""
        newest: datetime | None = self._connection.execute(
            select(func.max(flow_alerts.c.as_of))
        ).scalar_one()
        return newest

    def keep(self, standings: Sequence[FlowAlertStanding]) -> None:
        """Note where alerts stand now."""
        rows = [
            {
                "alert_id": each.alert_id,
                "standing": each.standing.value,
                "into_key": each.into_key or None,
                "first_at": each.first_at,
                "as_of": each.as_of,
            }
            for each in sorted(standings, key=lambda each: each.alert_id)
        ]
        insert_new(self._connection, flow_alerts, rows)
        if rows:
            changed = ("standing", "into_key", "first_at", "as_of")
            self._connection.execute(
                update(flow_alerts)
                .where(flow_alerts.c.alert_id == bindparam("held_id"))
                .values({name: bindparam(name) for name in changed}),
                [{"held_id": row["alert_id"], **{n: row[n] for n in changed}} for row in rows],
            )

    def close_ended(self) -> None:
        """Close the alerts that stand no longer; what was found again is open by being raised."""
        ended = select(flow_alerts.c.alert_id).where(
            flow_alerts.c.standing != FlowStanding.STANDING.value
        )
        self._connection.execute(
            update(alerts)
            .where(alerts.c.alert_id.in_(ended), alerts.c.state == AlertState.OPEN.value)
            .values(state=AlertState.CLOSED.value)
        )


def _from_row(row: Any) -> StandingAlert:  # noqa: ANN401 - five typed columns
    finding: dict[str, Any] = row.finding
    return StandingAlert(
        alert_id=row.alert_id,
        first_at=row.first_at,
        former=FormerAlert(
            key=row.campaign_key,
            transfer_ids=frozenset(finding["transfer_ids"]),
            score=row.score_permille,
            absorbed=tuple(finding["absorbed"]),
            findings=finding["findings"],
        ),
    )
