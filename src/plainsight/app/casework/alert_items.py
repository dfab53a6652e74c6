"""What an alert brings into a case: itself, its posts, accounts, contacts, transfers.

A case holds so many of each as a person can look through. Of more transfers it takes the largest
and the last ones; of more accounts those at their ends and those who wrote the posts it holds. It
says how many stay in the alert alone.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from fractions import Fraction

from plainsight.app.casework.campaign_posts import POSTS_MAX, chosen_posts, known_posts
from plainsight.app.casework.named_contacts import named_contacts
from plainsight.app.detect.judged_wording import judged_wording
from plainsight.app.ports import Reading
from plainsight.app.stored import StoredAlert
from plainsight.casework.case import CaseItem, ItemKind
from plainsight.casework.protect import mask_contacts
from plainsight.model.asset import Asset
from plainsight.model.fact import JsonValue
from plainsight.model.money import Money
from plainsight.model.post import Post
from plainsight.model.time import parse_instant

EXCERPT_CHARS_MAX = 500  # kept with contacts masked: cases are read more widely than alerts
ACCOUNTS_MAX = TRANSFERS_MAX = CONTACTS_MAX = 500  # of one alert

_NEVER = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertItems:
    """The things, and how many of each kind the alert has besides."""

    items: tuple[CaseItem, ...]
    accounts_left: int = 0
    posts_left: int = 0
    contacts_left: int = 0
    transfers_left: int = 0


def items_of_alert(view: Reading, alert: StoredAlert) -> AlertItems:
    """Everything that fits; the alert itself says how much of it did not."""
    finding = alert.finding
    moved = _transfer_items(alert)
    held = [item for item, _ in _chosen(moved)]
    ends = [
        str(item.data[end]) for item in held for end in ("source", "target") if end in item.data
    ]
    lead = _lead_items(view, alert)
    campaign = known_posts(view, finding)
    posts = _post_items(campaign, alert, besides={item.ref for item in lead})
    own = [item.data for item in (*lead, *posts) if "account_id" in item.data]
    authors = [str(data["account_id"]) for data in own]
    known = dict.fromkeys(view.casework.queue.account_ids(alert.alert_id))
    # Whose transfers and words stand there come first: theirs is what a case tells.
    subjects = [each for each in (*ends, *authors) if each in known]
    accounts = [*dict.fromkeys([*subjects, *known])][:ACCOUNTS_MAX]
    contacts = _listed(finding.get("contacts"))
    posted = sum(item.kind is ItemKind.POST for item in (*lead, *posts))
    count = finding.get("account_count")
    post_count = finding.get("post_count") if alert.kind == "posts" else None
    in_all = max(len(known), count if isinstance(count, int) else 0)
    left = {
        "accounts_left": in_all - len(accounts),
        "posts_left": max(post_count - posted, 0) if isinstance(post_count, int) else 0,
        "contacts_left": max(len(contacts) - CONTACTS_MAX, 0),
        "transfers_left": len(moved) - len(held),
    }
    told = CaseItem(
        kind=ItemKind.ALERT,
        ref=alert.alert_id,
        at=alert.created_at,
        data={
            "account_ids": [*accounts],
            "typology_ids": list(alert.typology_ids),
            "kind": alert.kind,
            "score_permille": alert.score_permille,
            **{name: number for name, number in left.items() if number},
        },
    )
    first = _first_seen(campaign, [item for item, _ in moved])
    named = [
        CaseItem(kind=ItemKind.ACCOUNT, ref=account, at=first.get(account)) for account in accounts
    ]
    ties = named_contacts(alert, count_max=CONTACTS_MAX)
    return AlertItems(items=(told, *named, *lead, *posts, *ties, *held), **left)


def post_item(post: Post) -> CaseItem:
    """A post as a case holds it: its own words with contacts masked, and which wording they are."""
    return CaseItem(
        kind=ItemKind.POST,
        ref=f"{post.surface}/{post.post_id}",
        at=post.posted_at,
        data={
            "account_id": post.account_id,
            "surface": post.surface,
            "revision": post.revision,
            "excerpt": excerpt_of(post),
        },
    )


def excerpt_of(post: Post) -> str:
    """So much of a post as a case holds."""
    return mask_contacts(post.text[:EXCERPT_CHARS_MAX]).text


def _first_seen(posts: Sequence[Post], moved: Sequence[CaseItem]) -> Mapping[str, datetime]:
    """When each account first posted or was first party to a transfer, of what the alert is about.

    The campaign's own first day is another account's, and a false day is told of a person.
    """
    first: dict[str, datetime] = {}
    told = [(post.account_id, post.posted_at) for post in posts]
    told += [
        (str(item.data[end]), item.at)
        for item in moved
        for end in ("source", "target")
        if item.at is not None and end in item.data
    ]
    for account, at in told:
        first[account] = min(at, first.get(account, at))
    return first


def _post_items(
    campaign: Sequence[Post], alert: StoredAlert, *, besides: set[str]
) -> list[CaseItem]:
    """The other posts of a campaign, each saying which alert brought it."""
    made = (post_item(post) for post in chosen_posts(campaign))
    return [
        replace(item, data={**item.data, "alert": alert.alert_id})
        for item in made
        if item.ref not in besides
    ][:POSTS_MAX]


def _chosen(moved: Sequence[tuple[CaseItem, Fraction]]) -> list[tuple[CaseItem, Fraction]]:
    """All that fit; else half of the room for the largest, and the rest for the last of time."""
    if len(moved) <= TRANSFERS_MAX:
        return list(moved)
    by_value = sorted(moved, key=lambda each: (-each[1], each[0].ref))
    large, others = by_value[: TRANSFERS_MAX // 2], by_value[TRANSFERS_MAX // 2 :]
    others.sort(key=lambda each: (each[0].at or _NEVER, each[0].ref), reverse=True)
    return large + others[: TRANSFERS_MAX - len(large)]


def _transfer_items(alert: StoredAlert) -> list[tuple[CaseItem, Fraction]]:
    """Transfers with when, who and how much as far as the finding's legs say; the rest by id.

    Beside each what it was worth in the currency of the search.
    """
    legs: dict[str, tuple[CaseItem, Fraction]] = {}
    for finding in _listed(alert.finding.get("findings")):
        for leg in _listed(finding.get("legs") if isinstance(finding, dict) else None):
            item = _of_leg(leg, alert) if isinstance(leg, dict) else None
            if item is not None and isinstance(leg, dict):
                legs.setdefault(item.ref, (item, _worth(leg)))
    nothing = {"alert": alert.alert_id}
    return [
        legs.get(ref) or (CaseItem(kind=ItemKind.TRANSFER, ref=ref, data=nothing), Fraction(0))
        for ref in map(str, _listed(alert.finding.get("transfer_ids")))
    ]


def _of_leg(leg: Mapping[str, JsonValue], alert: StoredAlert) -> CaseItem | None:
    money = leg.get("money")
    if not isinstance(money, dict):
        return None
    units, decimals, code = money.get("units"), money.get("decimals"), str(money.get("asset"))
    if not isinstance(units, int) or not isinstance(decimals, int):
        return None
    told = str(Money(units=units, asset=Asset(code=code, decimals=decimals)))
    source, target = str(leg.get("source")), str(leg.get("target"))
    return CaseItem(
        kind=ItemKind.TRANSFER,
        ref=str(leg.get("transfer_id")),
        at=parse_instant(str(leg.get("at")), field="at"),
        data={
            "alert": alert.alert_id,
            "source": source,
            "target": target,
            "amount": units,
            "asset": code,
            "money": told,
            "says": f"{source} → {target}, {told}",
        },
    )


def _worth(leg: Mapping[str, JsonValue]) -> Fraction:
    value = leg.get("value") or leg.get("money")
    if not isinstance(value, dict):
        return Fraction(0)
    units, decimals = value.get("units"), value.get("decimals")
    if not isinstance(units, int) or not isinstance(decimals, int):
        return Fraction(0)
    return Fraction(units, 10**decimals)


def _lead_items(view: Reading, alert: StoredAlert) -> list[CaseItem]:
    lead = judged_wording(view, alert.finding)
    return [] if lead is None else [post_item(lead.post)]


def _listed(value: JsonValue) -> list[JsonValue]:
    return value if isinstance(value, list) else []
