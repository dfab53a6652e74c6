"""Alerts in SQL: one per campaign, the newest version in `alerts`, every version kept."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, and_, bindparam, func, or_, select, tuple_, update

from plainsight.app.stored import AlertChange, AlertState, RaisedAlert, StoredAlert
from plainsight.errors import BadValue
from plainsight.stores.sql.by_field import from_row
from plainsight.stores.sql.columns import write_json
from plainsight.stores.sql.exact_text import storable
from plainsight.stores.sql.insert_many import insert_many
from plainsight.stores.sql.insert_new import insert_new
from plainsight.stores.tables import alert_versions, alerts

_CHUNK = 500  # keys in one IN (...)
_REVISED = ("version", "kind", "score_permille", "typology_ids", "finding", "state", "revised_at")


class SqlAlerts:
    """Implements `plainsight.app.repositories.Alerts`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def put(
        self,
        campaigns: Sequence[RaisedAlert],
        *,
        new_ids: Sequence[str],
        at: datetime,
        state: AlertState = AlertState.OPEN,
    ) -> tuple[tuple[AlertChange, StoredAlert], ...]:
        """Raise or revise; an identical campaign changes nothing. Answers in the order given.

        Raises BadValue when a campaign key stands twice.
        """
        wanted = {
            storable(campaign.campaign_key): (campaign, new_id)
            for campaign, new_id in zip(campaigns, new_ids, strict=True)
        }
        if len(wanted) < len(campaigns):
            raise BadValue("campaign_key", len(campaigns), "one campaign for each key; join them")
        rows = {key: _row(*wanted[key], key=key, at=at, state=state) for key in sorted(wanted)}
        insert_new(self._connection, alerts, list(rows.values()))
        held = self._lock(list(rows))
        changes = {key: _change(held[key], row) for key, row in rows.items()}
        revised = [
            {**row, "held_id": held[key].alert_id, "version": held[key].version + 1}
            for key, row in rows.items()
            if changes[key] is AlertChange.REVISED
        ]
        self._revise(revised)
        raised = [row for key, row in rows.items() if changes[key] is AlertChange.RAISED]
        self._keep_versions(raised + [{**row, "alert_id": row["held_id"]} for row in revised])
        now_held = self._lock(list(rows)) if revised else held
        return tuple((changes[key], _from_row(now_held[key])) for key in wanted)

    def get(self, alert_id: str) -> StoredAlert | None:
        """Return the newest version."""
        query = select(alerts).where(alerts.c.alert_id == alert_id)
        row = self._connection.execute(query).one_or_none()
        return None if row is None else _from_row(row)

    def find(self, alert_ids: Sequence[str]) -> dict[str, StoredAlert]:
        """Return the newest version of each that is there, by id."""
        found: dict[str, StoredAlert] = {}
        for start in range(0, len(alert_ids), _CHUNK):
            wanted = alerts.c.alert_id.in_(alert_ids[start : start + _CHUNK])
            rows = self._connection.execute(select(alerts).where(wanted))
            found |= {row.alert_id: _from_row(row) for row in rows}
        return found

    def of_campaigns(self, keys: Sequence[str]) -> dict[str, StoredAlert]:
        """Return the newest version of each campaign's alert that is there, by campaign key."""
        by_key = {storable(key): key for key in keys}
        held = self._lock(sorted(by_key))
        return {by_key[key]: _from_row(row) for key, row in held.items()}

    def versions(self, alert_id: str) -> tuple[StoredAlert, ...]:
        """Return every version, oldest first; each with the alert's present state."""
        query = _versions().where(alert_versions.c.alert_id == alert_id)
        rows = self._connection.execute(query.order_by(alert_versions.c.version))
        return tuple(_from_row(row) for row in rows)

    def at_versions(self, wanted: Mapping[str, int]) -> dict[str, StoredAlert]:
        """Return each alert of these ids as it was at the version given, by id."""
        pairs = list(wanted.items())
        found: dict[str, StoredAlert] = {}
        for start in range(0, len(pairs), _CHUNK):
            is_wanted = tuple_(alert_versions.c.alert_id, alert_versions.c.version).in_(
                pairs[start : start + _CHUNK]
            )
            rows = self._connection.execute(_versions().where(is_wanted))
            found |= {row.alert_id: _from_row(row) for row in rows}
        return found

    def queue(
        self,
        *,
        state: AlertState = AlertState.OPEN,
        count_max: int = 50,
        after: StoredAlert | None = None,
    ) -> tuple[StoredAlert, ...]:
        """Return alerts by falling score, then age."""
        query = select(alerts).where(alerts.c.state == state.value)
        if after is not None:
            query = _behind(query, after)
        ordered = query.order_by(
            alerts.c.score_permille.desc(), alerts.c.created_at, alerts.c.alert_id
        )
        return tuple(_from_row(row) for row in self._connection.execute(ordered.limit(count_max)))

    def count(self, *, state: AlertState | None = None) -> int:
        """Count alerts, in one state or in all."""
        query = select(func.count()).select_from(alerts)
        if state is not None:
            query = query.where(alerts.c.state == state.value)
        return int(self._connection.execute(query).scalar_one())

    def _lock(self, keys: Sequence[str]) -> dict[str, Row[Any]]:
        """The alerts under these keys, on PostgreSQL locked until the unit ends."""
        held: dict[str, Row[Any]] = {}
        for start in range(0, len(keys), _CHUNK):
            query = select(alerts).where(alerts.c.campaign_key.in_(keys[start : start + _CHUNK]))
            # Keys are sorted: two units that lock the same alerts do so in the same order.
            ordered = query.order_by(alerts.c.campaign_key).with_for_update()
            held |= {row.campaign_key: row for row in self._connection.execute(ordered)}
        return held

    def _revise(self, rows: Sequence[dict[str, Any]]) -> None:
        if rows:
            self._connection.execute(
                update(alerts)
                .where(alerts.c.alert_id == bindparam("held_id"))
                .values({name: bindparam(name) for name in _REVISED}),
                [{name: row[name] for name in ("held_id", *_REVISED)} for row in rows],
            )

    def _keep_versions(self, rows: Sequence[dict[str, Any]]) -> None:
        names = [column.name for column in alert_versions.columns]
        insert_many(
            self._connection, alert_versions, [{name: row[name] for name in names} for row in rows]
        )


def _versions() -> Select[Any]:
    """Of every version of every alert all that a StoredAlert has."""
    held = (alerts.c.campaign_key, alerts.c.state, alerts.c.created_at)
    return select(alert_versions, *held).join(alerts)


def _row(
    campaign: RaisedAlert, new_id: str, *, key: str, at: datetime, state: AlertState
) -> dict[str, Any]:
    return {
        "alert_id": new_id,
        "campaign_key": key,
        "version": 1,
        "kind": campaign.kind,
        "score_permille": campaign.score_permille,
        "typology_ids": list(campaign.typology_ids),
        "finding": dict(campaign.finding),
        "state": state.value,
        "created_at": at,
        "revised_at": at,
    }


def _change(held: Row[Any], row: dict[str, Any]) -> AlertChange:
    if held.alert_id == row["alert_id"]:
        return AlertChange.RAISED
    same = all(
        write_json(getattr(held, name)) == write_json(row[name])
        for name in ("kind", "score_permille", "typology_ids", "finding")
    )
    return AlertChange.UNCHANGED if same else AlertChange.REVISED


def _behind(query: Select[Any], last: StoredAlert) -> Select[Any]:
    """Only what stands after `last` in the order of the queue."""
    return query.where(
        alerts.c.score_permille <= last.score_permille,
        or_(
            alerts.c.score_permille < last.score_permille,
            alerts.c.created_at > last.created_at,
            and_(alerts.c.created_at == last.created_at, alerts.c.alert_id > last.alert_id),
        ),
    )


def _from_row(row: Row[Any]) -> StoredAlert:
    return from_row(StoredAlert, row, typology_ids=tuple(row.typology_ids))
