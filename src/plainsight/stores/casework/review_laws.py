"""How alerts and their reviews may go on, and what decisions may say: DDL.

An alert leaves the queue by a decision of who held it, or because its campaign became part of
another's; nothing else ends a review, changes what was decided or lets the same person look again.
"""

from collections.abc import Iterator

from plainsight.app.stored import AlertState
from plainsight.casework.decision import Outcome
from plainsight.casework.review import MOVES, Look, Stand
from plainsight.stores.casework.laws import steps
from plainsight.stores.sql.refusals import (
    Law,
    Refusal,
    changed,
    given,
    goes_only,
    keeps,
    knows_only,
    moved,
)

_FOUND = ("kind", "score_permille", "typology_ids", "finding")
_TAKEN, _DECIDED = Stand.TAKEN.value, Stand.DECIDED.value
_OWN_DECISION = (
    "SELECT 1 FROM decisions d WHERE d.alert_id = NEW.alert_id AND d.round = NEW.round "
    "AND d.decided_by = OLD.holder_id"
)
_ABSORBED = (
    "SELECT 1 FROM alerts a WHERE a.alert_id = NEW.alert_id "
    f"AND a.state = '{AlertState.CLOSED.value}'"
)
_OPENED_AGAIN = (
    f"({moved('stand', (_DECIDED, Stand.WAITING.value))}) AND NEW.round = OLD.round + 1 "
    f"AND NEW.look = '{Look.FIRST.value}' AND NEW.outcome IS NULL"
)
_LOOKS = (
    (Look.FIRST.value, Look.BLIND.value),
    (Look.BLIND.value, Look.SETTLING.value),
    (Look.FIRST.value, Look.SECOND.value),
    (Look.BLIND.value, Look.SECOND.value),
)


def review_laws() -> Iterator[Law]:
    """The laws of alerts, reviews and decisions."""
    states = list(AlertState)
    yield Law(
        table="alerts",
        begins=(knows_only("state", states, says="alerts: no such state"),),
        goes_on=(
            knows_only("state", states, says="alerts: no such state"),
            keeps(
                *("alert_id", "campaign_key", "created_at"),
                says="which campaign an alert is about stays as it was",
            ),
            Refusal(
                when="NEW.version NOT IN (OLD.version, OLD.version + 1) "
                f"OR (NEW.version = OLD.version AND ({changed(*_FOUND)}))",
                says="what was found changes with its version alone",
            ),
        ),
    )
    yield _reviews()
    yield Law(
        table="decisions",
        begins=(
            knows_only("outcome", list(Outcome), says="decisions: no such outcome"),
            knows_only("look", list(Look), says="decisions: no such look"),
        ),
    )


def _reviews() -> Law:
    ends = f"OLD.stand <> '{_DECIDED}' AND NEW.stand = '{_DECIDED}'"
    is_decided = f"OLD.stand = '{_TAKEN}' AND EXISTS ({_OWN_DECISION})"
    is_absorbed = f"NEW.outcome IS NULL AND EXISTS ({_ABSORBED})"
    return Law(
        table="reviews",
        keys=("alert_id",),
        begins=(
            Refusal(
                when=f"NEW.stand <> '{Stand.WAITING.value}' OR NEW.look <> '{Look.FIRST.value}' "
                f"OR NEW.round <> 1 OR {given('outcome', 'asked_by')}",
                says="reviews begin undecided",
            ),
        ),
        goes_on=(
            keeps("alert_id", "raised_at", says="which alert a review is about stays as it was"),
            goes_only("stand", *steps(MOVES), says="a review takes its steps in order"),
            Refusal(
                when=f"{ends} AND NOT ({is_decided}) AND NOT ({is_absorbed})",
                says="a review ends with a decision of who holds the alert",
            ),
            keeps(
                "outcome",
                unless=f"({_OPENED_AGAIN}) OR ({ends} AND {is_absorbed}) "
                f"OR (OLD.stand = '{_TAKEN}' AND NEW.outcome IS NOT NULL "
                f"AND EXISTS ({_OWN_DECISION} AND d.outcome = NEW.outcome))",
                says="an outcome is what who held the alert decided",
            ),
            keeps("round", unless=_OPENED_AGAIN, says="a new round begins when an alert is opened"),
            keeps(
                "look",
                unless=f"({_OPENED_AGAIN}) OR (OLD.stand = '{_TAKEN}' "
                f"AND {moved('look', *_LOOKS)})",
                says="the next look follows from the one before",
            ),
            keeps(
                "asked_by",
                unless=f"({_OPENED_AGAIN}) OR (OLD.stand = '{_TAKEN}' "
                "AND NEW.asked_by IS NOT NULL AND NEW.asked_by = OLD.holder_id)",
                says="who asked for a second look held the alert",
            ),
        ),
    )
