"""An alert as the queue and its own page show it: from what is stored; nothing is judged again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from plainsight.app.casework.absorb_alerts import is_absorbed
from plainsight.app.casework.view_alert import AlertView
from plainsight.app.detect.judged_wording import JudgedWording, pick_wording
from plainsight.app.ports import Reading
from plainsight.app.stored import StoredAlert
from plainsight.casework.access import Act, may
from plainsight.casework.decision import SUSPECTING
from plainsight.casework.protect import contact_places, cover, mask_contacts
from plainsight.casework.review import SENIOR_LOOKS, Review, Stand
from plainsight.model.post import Post
from plainsight.model.role import Staff
from plainsight.model.time import parse_instant
from plainsight.web.parts.flow_graph import ShownLeg, flow_graph, shown_legs
from plainsight.web.parts.flow_pictures import ShownPicture, flow_findings, shown_pictures
from plainsight.web.parts.marks import Marked, mark_post, shown

COPIES_MAX = 12
_QUOTES_MAX = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertRow:
    """One line of the queue."""

    review: Review
    stand: Stand
    typology: str  # of the strongest finding
    title: str
    says: str  # the strongest finding of a flow in a sentence; of posts nothing
    snippet: str  # what the strongest finding of posts quotes
    transfer_count: int
    holder: str  # in whose hands it is, or whose it is


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """Another post of the campaign."""

    text: str
    now_reads: str | None  # where it was edited since
    account_id: str
    surface: str
    posted_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertPage:
    """Everything an alert's page shows, beside what the view itself has."""

    view: AlertView
    stand: Stand
    is_mine: bool
    may_take: bool
    post: Post | None
    marked: Marked | None
    copies: tuple[Copy, ...]
    graph: Mapping[str, Any] | None
    legs: tuple[ShownLeg, ...]
    pictures: tuple[ShownPicture, ...]

    @property
    def may_restrict(self) -> bool:
        """Whether what was decided can carry a restriction."""
        return self.stand is Stand.DECIDED and self.view.review.outcome in SUSPECTING

    @property
    def found(self) -> Mapping[str, Any]:
        """The whole finding as plain data."""
        return self.view.alert.finding

    @property
    def now_reads(self) -> str | None:
        """A later wording of the post, where one came in."""
        text = self.view.now_reads
        return None if text is None else shown(text)

    @property
    def asked_note(self) -> str:
        """What who asked for a second look wrote: it may quote what hides or turns round."""
        return shown(self.view.asked_note)

    @property
    def notes(self) -> tuple[str, ...]:
        """The note of each decision, likewise."""
        return tuple(shown(each.note) for each in self.view.decisions)

    @property
    def finding(self) -> Mapping[str, Any]:
        """The strongest one in it."""
        return self.found.get("strongest") or {}

    @property
    def likelihood(self) -> int | None:
        """What a trained model says: so likely an advert, of 100. None where none was asked."""
        permille = self.finding.get("likelihood_permille")
        return None if permille is None else round(permille / 10)

    @property
    def typology(self) -> str:
        """Id of the strongest finding's typology."""
        return str(self.finding.get("typology", ""))

    @property
    def title(self) -> str:
        """What the strongest finding is of."""
        return str(self.finding.get("title", "")) or ", ".join(self.view.review.typology_ids)

    @property
    def flow_findings(self) -> tuple[Mapping[str, Any], ...]:
        """Of a flow alert, every finding."""
        return tuple(self.found.get("findings", ()))

    @property
    def flags(self) -> tuple[str, ...]:
        """Red flags of the advisories cited."""
        of_flows = [flag for each in self.flow_findings for flag in each.get("flags", ())]
        return tuple(dict.fromkeys([*self.finding.get("flags", ()), *of_flows]))

    @property
    def more_copies(self) -> int:
        """How many posts of the campaign are not shown."""
        count = self.found.get("post_count")
        known = count if isinstance(count, int) else 0
        return max(0, known - len(self.copies) - 1) if self.copies else 0

    @property
    def absorbed_into(self) -> str:
        """Of an alert whose campaign became part of another's: the id of that alert."""
        return str(self.found.get("into", "")) if is_absorbed(self.view.alert) else ""

    @property
    def first_at(self) -> datetime | None:
        """When the first post of the campaign was written."""
        return _instant(self.found.get("first_at"))

    @property
    def last_at(self) -> datetime | None:
        """When the last one was."""
        return _instant(self.found.get("last_at"))


def alert_rows(
    reading: Reading, reviews: Sequence[Review], *, names: Mapping[str, str], now: datetime
) -> list[AlertRow]:
    """A line for each review; quotes what was found, with contacts masked."""
    found = reading.alerts.find([review.alert_id for review in reviews])
    return [_row(review, found.get(review.alert_id), names=names, now=now) for review in reviews]


def _row(
    review: Review, alert: StoredAlert | None, *, names: Mapping[str, str], now: datetime
) -> AlertRow:
    data: Mapping[str, Any] = {} if alert is None else alert.finding
    strongest = data.get("strongest") or {}
    says, stand = strongest.get("says", ""), review.stand_at(now)
    holder = (review.holder_id if stand is Stand.TAKEN else review.assigned_to) or ""
    return AlertRow(
        review=review,
        stand=stand,
        typology=strongest.get("typology", ""),
        title=strongest.get("title", "") or ", ".join(review.typology_ids),
        says=says,
        snippet="" if says else _quotes(data),
        transfer_count=data.get("transfer_count", 0),
        holder=names.get(holder, holder),
    )


def alert_page(reading: Reading, view: AlertView, *, staff: Staff, now: datetime) -> AlertPage:
    """Cut the text, gather the campaign, and lay out the flow."""
    data: Mapping[str, Any] = view.alert.finding
    review, post = view.review, None if view.lead is None else view.lead.post
    flows = tuple(data.get("findings", ()))
    stand = review.stand_at(now)
    is_masked = view.are_contacts_masked
    return AlertPage(
        view=view,
        stand=stand,
        is_mine=review.is_held_by(staff.staff_id, now=now),
        may_take=stand in (Stand.WAITING, Stand.SNOOZED) and _may_take(review, staff),
        post=post,
        marked=None if post is None else mark_post(view.text, data.get("strongest") or {}),
        copies=_copies(reading, data, post, is_masked=is_masked),
        graph=flow_graph(flows, centre=data.get("centre", "")) if flows else None,
        legs=shown_legs(flows),
        pictures=shown_pictures(flow_findings(data)),
    )


def _may_take(review: Review, staff: Staff) -> bool:
    if not may(staff, Act.WORK_ALERT) or staff.staff_id in review.barred:
        return False
    if review.assigned_to not in (None, staff.staff_id):
        return False
    return review.look not in SENIOR_LOOKS or may(staff, Act.LOOK_SECOND)


def _quotes(data: Mapping[str, Any]) -> str:
    """What the strongest finding quotes, in the order of its reasons."""
    hidden = {(start, end) for start, end, _ in contact_places(data)}
    evidence = [e for r in (data.get("strongest") or {}).get("reasons", ()) for e in r["evidence"]]
    quoted: dict[str, None] = {}
    # Each text once, and no more of them than are shown: masking is what a page of the queue costs.
    for text, is_hidden in dict.fromkeys(
        (e["excerpt"], (e["start"], e["end"]) in hidden) for e in evidence
    ):
        quoted.setdefault(cover(text) if is_hidden else mask_contacts(text).text)
        if len(quoted) == _QUOTES_MAX:
            break
    return " … ".join(map(shown, quoted))


def _copies(
    reading: Reading, data: Mapping[str, Any], lead: Post | None, *, is_masked: bool
) -> tuple[Copy, ...]:
    """Other posts of the campaign, each in the wording that was found.

    Records from before that was kept name ids alone, once for each edit: they are looked for where
    the lead stands, and shown in the last wording kept.
    """
    if lead is None:
        return ()
    listed = data.get("posts") or [
        {"surface": lead.surface, "post_id": each} for each in data.get("post_ids", ())
    ]
    found = {(each["surface"], each["post_id"]): each.get("revision") for each in listed}
    found.pop((lead.surface, lead.post_id), None)
    places = list(found)[:COPIES_MAX]
    kept = reading.posts.revisions_of(places)
    return tuple(
        _copy(pick_wording(kept[place], revision=found[place], quotes=()), is_masked=is_masked)
        for place in places
        if place in kept
    )


def _copy(judged: JudgedWording, *, is_masked: bool) -> Copy:
    def looked_at(text: str) -> str:
        return shown(mask_contacts(text).text if is_masked else text)

    return Copy(
        text=looked_at(judged.post.text),
        now_reads=None if judged.now_reads is None else looked_at(judged.now_reads),
        account_id=judged.post.account_id,
        surface=judged.post.surface,
        posted_at=judged.post.posted_at,
    )


def _instant(text: object) -> datetime | None:
    return parse_instant(text, field="at") if isinstance(text, str) else None
