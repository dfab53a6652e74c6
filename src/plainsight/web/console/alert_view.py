"""An alert as the queue and its own page show it: from what is stored; nothing is judged again."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from plainsight.app.ports import Reading
from plainsight.app.stored import StoredAlert
from plainsight.casework.access import Act, may
from plainsight.casework.case import Case, ItemKind
from plainsight.casework.decision import Outcome
from plainsight.casework.review import SENIOR_LOOKS, Review, Stand, as_shown
from plainsight.errors import UnknownId
from plainsight.model.post import Post
from plainsight.model.role import Staff
from plainsight.model.time import parse_instant
from plainsight.web.parts.flow_graph import ShownLeg, flow_graph, shown_legs
from plainsight.web.parts.marks import Marked, mark_post, mask, mask_like, shown

COPIES_MAX = 12
_QUOTES_MAX = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertRow:
    """One line of the queue."""

    review: Review
    stand: Stand
    title: str
    snippet: str
    transfer_count: int
    holder: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """Another post of the campaign."""

    text: str
    account_id: str
    posted_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertView:
    """Everything an alert's page shows."""

    alert: StoredAlert
    review: Review
    stand: Stand
    title: str
    is_mine: bool
    may_take: bool
    finding_data: Mapping[str, Any]
    finding: Mapping[str, Any]  # the strongest
    post: Post | None
    marked: Marked | None
    copies: tuple[Copy, ...]
    more_copies: int
    graph: Mapping[str, Any] | None
    legs: tuple[ShownLeg, ...]
    flow_findings: tuple[Mapping[str, Any], ...]
    cases: tuple[Case, ...]

    @property
    def outcome(self) -> Outcome | None:
        """The decision that stands, once there is one."""
        return self.review.outcome if self.stand is Stand.DECIDED else None

    @property
    def flags(self) -> tuple[str, ...]:
        """Red flags of the advisories cited."""
        of_flows = [flag for each in self.flow_findings for flag in each.get("flags", ())]
        return tuple(dict.fromkeys([*self.finding.get("flags", ()), *of_flows]))

    @property
    def facets(self) -> tuple[str, ...]:
        """Independent sides that were seen."""
        return tuple(self.finding.get("facets", ()))

    @property
    def policy(self) -> str:
        """Digest of what judged."""
        return str(self.finding.get("policy", ""))

    @property
    def first_at(self) -> datetime | None:
        """When the first post of the campaign was written."""
        return _instant(self.finding_data.get("first_at"))

    @property
    def last_at(self) -> datetime | None:
        """When the last one was."""
        return _instant(self.finding_data.get("last_at"))


def alert_row(
    reading: Reading, review: Review, *, names: Mapping[str, str], now: datetime
) -> AlertRow:
    """The line of one review; quotes what was found, with contacts masked."""
    alert = reading.alerts.get(review.alert_id)
    data: Mapping[str, Any] = {} if alert is None else alert.finding
    strongest = data.get("strongest") or {}
    return AlertRow(
        review=review,
        stand=review.stand_at(now),
        title=strongest.get("title", "") or ", ".join(review.typology_ids),
        snippet=strongest.get("says", "") or _quotes(strongest),
        transfer_count=data.get("transfer_count", 0),
        holder=names.get(review.holder_id or "", review.holder_id or ""),
    )


def alert_view(
    reading: Reading, alert_id: str, *, staff: Staff, now: datetime, is_unmasked: bool = False
) -> AlertView:
    """Read it all. Raises UnknownId."""
    alert = reading.alerts.get(alert_id)
    if alert is None:
        raise UnknownId("alert", alert_id)
    review = as_shown(reading.casework.queue.get(alert_id), to=staff.staff_id, now=now)
    data: Mapping[str, Any] = alert.finding
    finding: Mapping[str, Any] = data.get("strongest") or {}
    post = _lead(reading, data)
    flows = tuple(data.get("findings", ()))
    stand = review.stand_at(now)
    copies = _copies(reading, data, post, is_unmasked=is_unmasked)
    return AlertView(
        alert=alert,
        review=review,
        stand=stand,
        title=finding.get("title", "") or ", ".join(review.typology_ids),
        is_mine=review.is_held_by(staff.staff_id, now=now),
        may_take=stand is Stand.WAITING and _may_take(review, staff),
        finding_data=data,
        finding=finding,
        post=post,
        marked=mark_post(post.text, finding, is_unmasked=is_unmasked) if post else None,
        copies=copies,
        more_copies=max(0, data.get("post_count", 0) - len(copies) - 1) if copies else 0,
        graph=flow_graph(flows, centre=data.get("centre", "")) if flows else None,
        legs=shown_legs(flows),
        flow_findings=flows,
        cases=reading.casework.cases.holding(ItemKind.ALERT, alert_id),
    )


def _may_take(review: Review, staff: Staff) -> bool:
    if not may(staff, Act.WORK_ALERT) or staff.staff_id in review.barred:
        return False
    return review.look not in SENIOR_LOOKS or may(staff, Act.LOOK_SECOND)


def _quotes(finding: Mapping[str, Any]) -> str:
    quoted = dict.fromkeys(
        mask(shown(e["excerpt"])) if r["facet"] == "contact" else shown(e["excerpt"])
        for r in finding.get("reasons", ())
        for e in r["evidence"]
    )
    return " … ".join(list(quoted)[:_QUOTES_MAX])


def _lead(reading: Reading, data: Mapping[str, Any]) -> Post | None:
    lead = data.get("lead")
    if not lead:
        return None
    stored = reading.posts.latest(surface=lead["surface"], post_id=lead["post_id"])
    return None if stored is None else stored.post


def _copies(
    reading: Reading, data: Mapping[str, Any], lead: Post | None, *, is_unmasked: bool
) -> tuple[Copy, ...]:
    """Other posts of the campaign on the lead's surface, as far as they are kept by id."""
    if lead is None:
        return ()
    ids = [each for each in data.get("post_ids", ()) if each != lead.post_id][:COPIES_MAX]
    found = (reading.posts.latest(surface=lead.surface, post_id=each) for each in ids)
    contacts = data.get("contacts", ())
    return tuple(
        Copy(
            text=shown(one.post.text) if is_unmasked else mask_like(one.post.text, contacts),
            account_id=one.post.account_id,
            posted_at=one.post.posted_at,
        )
        for one in found
        if one is not None
    )


def _instant(text: object) -> datetime | None:
    return parse_instant(text, field="at") if isinstance(text, str) else None
