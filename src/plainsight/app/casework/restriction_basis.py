"""What a restriction rests on: a decided alert or an open case, and the account in it.

Asked when a measure is proposed and again when it is approved, so that a mistyped account, or an
alert that was judged benign since, puts nothing in force; and shown to whoever is to approve.
"""

from dataclasses import dataclass
from datetime import datetime

from plainsight.app.ports import Reading
from plainsight.casework.case import CaseStand, ItemKind
from plainsight.casework.decision import SUSPECTING, Outcome
from plainsight.casework.restriction import Restriction
from plainsight.casework.review import as_shown
from plainsight.errors import BadValue
from plainsight.model.role import Staff


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenRestriction:
    """A restriction as it is shown, with what it rests on now."""

    restriction: Restriction
    outcome: Outcome | None  # of the alert behind it, as this person may see it
    is_about_account: bool  # the alert or case names the account


def require_basis(
    reading: Reading, restriction: Restriction, *, viewer: Staff | None, now: datetime
) -> None:
    """Raise BadValue unless what is behind it was found suspicious, and is about the account.

    A `viewer` is asked no more than what they see: a first answer that awaits a blind second one
    looks undecided to everybody else.
    """
    if restriction.alert_id is not None:
        outcome = _outcome(reading, restriction.alert_id, viewer=viewer, now=now)
        if outcome not in SUSPECTING:
            stands = "undecided" if outcome is None else outcome.value
            raise BadValue(
                "alert_id",
                restriction.alert_id,
                f"it is {stands}; a measure needs an alert decided confirmed or suspicious",
            )
        if not _names_account(reading, restriction.alert_id, restriction.account_id):
            raise BadValue(
                "account_id", restriction.account_id, "an account that the alert is about"
            )
    if restriction.case_id is not None:
        if reading.casework.cases.get(restriction.case_id).stand is not CaseStand.OPEN:
            raise BadValue("case_id", restriction.case_id, "a case that is open")
        if not _case_names_account(reading, restriction.case_id, restriction.account_id):
            raise BadValue(
                "account_id", restriction.account_id, "an account that the case or its alerts hold"
            )


def with_basis(
    reading: Reading, restriction: Restriction, *, viewer: Staff, now: datetime
) -> SeenRestriction:
    """Return it as this person is shown it."""
    alert_id, case_id = restriction.alert_id, restriction.case_id
    account_id = restriction.account_id
    return SeenRestriction(
        restriction=restriction,
        outcome=(None if alert_id is None else _outcome(reading, alert_id, viewer=viewer, now=now)),
        is_about_account=(
            (alert_id is None or _names_account(reading, alert_id, account_id))
            and (case_id is None or _case_names_account(reading, case_id, account_id))
        ),
    )


def _outcome(
    reading: Reading, alert_id: str, *, viewer: Staff | None, now: datetime
) -> Outcome | None:
    review = reading.casework.queue.get(alert_id)
    if viewer is None:
        return review.outcome
    if viewer.staff_id in review.barred:
        return review.outcome  # their own first answer among them
    return as_shown(review, to=viewer.staff_id, now=now).outcome


def _names_account(reading: Reading, alert_id: str, account_id: str) -> bool:
    return account_id in reading.casework.queue.account_ids(alert_id)


def _case_names_account(reading: Reading, case_id: str, account_id: str) -> bool:
    held = (
        *reading.casework.cases.holding(ItemKind.ACCOUNT, account_id),
        *reading.casework.cases.about_account(account_id),
    )
    return case_id in {case.case_id for case in held}
