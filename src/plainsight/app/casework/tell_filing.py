"""Tell filing officers what is to be filed, over a channel that is theirs alone.

That a SAR is owed or exists may reach nobody else (31 U.S.C. 5318(g)(2)), so this is no alarm of
the response desk, no entry of the log and no tag that a webhook can ask for: whoever looks after
those must not know. A message names ids, days and steps; no person, account or finding.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from plainsight.app.casework.list_unreported import filing_due
from plainsight.app.deliver_webhooks import Sender, sign
from plainsight.app.ports import Reading, Records
from plainsight.casework.report.draft import ReportForm
from plainsight.casework.report.terms import SarTerms
from plainsight.errors import BadValue
from plainsight.model.role import Role, make_staff
from plainsight.model.time import format_instant

STEPS = (  # the last that was reached is told, each once
    (timedelta(days=10), "10_days"),
    (timedelta(days=3), "3_days"),
    (timedelta(0), "overdue"),
)
ITEMS_MAX = 10_000
TOLD_MAX = 500  # in one message; the rest follow in the next
_OFFICER = make_staff("filing-channel", Role.FILING_OFFICER)
_FORM = ReportForm.SAR.value


@dataclass(frozen=True, slots=True, kw_only=True)
class FilingChannel:
    """Where filing officers, and nobody else, read."""

    url: str
    secret: bytes = field(repr=False)  # messages are signed with it, as those of webhooks
    terms: SarTerms = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class FilingNotice:
    """One thing that is to be filed, and how near its day is."""

    kind: str  # "report", "case", "alert"
    named: str  # its id
    due_at: datetime
    step: str

    @property
    def key(self) -> str:
        """What it is told once by."""
        return f"{self.named}/{self.due_at.date()}/{self.step}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What a round did."""

    count: int
    problem: str = ""


def tell_filing(records: Records, *, channel: FilingChannel, sender: Sender, now: datetime) -> Told:
    """Send what has reached a step and was not told; kept as told once the receiver took it.

    What was sent as the records went away is sent again: better twice than never.
    """
    with records.read() as view:
        found = {each.key: each for each in _notices(view, channel.terms, now)}
        told = view.casework.reports.told(tuple(found), viewer=_OFFICER)
    fresh = [each for key, each in found.items() if key not in told][:TOLD_MAX]
    if not fresh:
        return Told(count=0)
    body = _message(fresh, now)
    try:
        problem = sender.send(
            channel.url, body, signature=sign(body, secret=channel.secret, at=now)
        )
    except BadValue as refused:
        problem = refused.mend  # without the URL: a path may be as good as a key
    if problem:
        return Told(count=0, problem=problem)
    with records.begin() as unit:
        keys = [each.key for each in fresh]
        unit.casework.reports.keep_told(keys, at=now, viewer=_OFFICER)
    return Told(count=len(fresh))


def _message(notices: list[FilingNotice], now: datetime) -> bytes:
    due = [
        {
            "kind": each.kind,
            "id": each.named,
            "due_on": format_instant(each.due_at)[:10],
            "step": each.step,
        }
        for each in notices
    ]
    return json.dumps({"what": "to_be_filed", "at": format_instant(now), "due": due}).encode()


def _notices(view: Reading, terms: SarTerms, now: datetime) -> Iterator[FilingNotice]:
    for kind, named, due_at in _owed(view, terms, now):
        reached = [step for ahead, step in STEPS if now + ahead > due_at]
        if reached:
            yield FilingNotice(kind=kind, named=named, due_at=due_at, step=reached[-1])


def _owed(view: Reading, terms: SarTerms, now: datetime) -> Iterator[tuple[str, str, datetime]]:
    reports, ahead = view.casework.reports, now + STEPS[0][0]
    for report in reports.due(viewer=_OFFICER, before=ahead, count_max=ITEMS_MAX):
        if report.form == _FORM and report.due_at is not None:
            yield "report", report.report_id, report.due_at
    for case in reports.unreported(form=_FORM, viewer=_OFFICER, count_max=ITEMS_MAX):
        yield "case", case.case_id, filing_due(terms, case).due_at
    for alert in reports.unreported_alerts(form=_FORM, viewer=_OFFICER, count_max=ITEMS_MAX):
        yield "alert", alert.alert_id, filing_due(terms, alert).due_at
