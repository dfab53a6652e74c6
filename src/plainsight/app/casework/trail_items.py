"""What the chain showed of a case's wallets, as things that the case holds.

A thing of kind `trail` says where the money of one wallet led, or that a list names the wallet
itself: with the amount, the party, the list and the hash of the edition, so that whoever reads the
case later can hold each against its source. Its id is a hash of all that: the same finding is the
same thing, and another edition or another amount is another.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from plainsight.app.casework.wallet_items import items_of_mentions, wallet_ref
from plainsight.app.casework.work_case import add_to_case
from plainsight.app.ports import Records
from plainsight.app.trace.chain_ports import SnapshotRecord
from plainsight.app.trace.cross_chain import Crossed
from plainsight.app.trace.list_edition import edition_of
from plainsight.casework.case import Case, CaseItem, ItemKind
from plainsight.casework.report.figures import spoken
from plainsight.model.fact import JsonValue
from plainsight.model.money import Money
from plainsight.model.role import Staff
from plainsight.trace.chain.attribution import Attribution
from plainsight.trace.chain.category import Role
from plainsight.trace.chain.trail import Trail, WalletMention
from plainsight.trace.chain.wording import amount_text

TRANSFERS_KEPT_MAX = 200  # of one trail; `chain report` has them all
_PAYEE = "payee"


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What was put into a case."""

    case: Case
    items: tuple[CaseItem, ...]  # the trails


def keep_trails(
    records: Records,
    case_id: str,
    found: Crossed,
    *,
    snapshots: Sequence[SnapshotRecord],
    actor: Staff,
    now: datetime,
) -> Kept:
    """Put the trails to named parties into a case, with the wallets and posts that they begin at.

    Raises IllegalMove for a case that is not open, UnknownId, NotAllowed.
    """
    trails = tuple(trail_items(found, snapshots))
    wallets = {item.data["wallet"] for item in trails}
    begun = [mention for mention in found.mentions if wallet_ref(mention.wallet) in wallets]
    with records.read() as view:
        named = tuple(items_of_mentions(view, begun))
    case = add_to_case(records, case_id, items=[*named, *trails], actor=actor, now=now)
    return Kept(case=case, items=trails)


def trail_items(found: Crossed, snapshots: Sequence[SnapshotRecord]) -> Iterator[CaseItem]:
    """One thing for each wallet and party that its money reached, and one for a listed wallet."""
    ends: dict[tuple[str, str], list[Trail]] = {}
    for trail in sorted(found.trails, key=lambda each: each.mention.role != _PAYEE):
        if trail.reaches_named:
            ends.setdefault((trail.mention.wallet, _far(trail)), []).append(trail)
    for trails in ends.values():
        # Two posts that name one wallet tell the same paths twice.
        own = [trail for trail in trails if trail.mention == trails[0].mention]
        yield _to_party(own, found, snapshots)
    wallets = {mention.wallet: mention for mention in found.mentions}
    for mention in wallets.values():
        standing = found.judged.standings.get(mention.wallet)
        if standing is not None and standing.role is Role.LISTED:
            yield _listed(mention, found, snapshots)


def _far(trail: Trail) -> str:
    return trail.path.hops[-1].transfer.target


def _to_party(
    trails: Sequence[Trail], found: Crossed, snapshots: Sequence[SnapshotRecord]
) -> CaseItem:
    first, end = trails[0], _far(trails[0])
    asset = first.path.hops[0].transfer.money.asset
    units = sum(trail.path.units for trail in trails)
    amount = amount_text(Money(units=units, asset=asset))
    hops: list[JsonValue] = [
        hop.transfer.transfer_id for trail in trails for hop in trail.path.hops
    ]
    claim = _claim(end, found, snapshots)
    paths = "1 path" if len(trails) == 1 else f"{len(trails)} paths"
    return _item(
        first.mention,
        at=max(trail.path.last_at for trail in trails),
        data={
            **claim,
            "says": f"{amount} to {spoken(str(claim['party']))} ({first.path.category})",
            "told": f"{amount} went on from it, first in and first out, in {paths} to {end}, "
            f"{claim['claim']}; the weakest link: {first.weakest_link}",
            "end": end,
            "category": first.path.category,
            "amount": str(units),
            "amount_text": amount,
            "asset": asset.code,
            "decimals": asset.decimals,
            "paths": len(trails),
            "first_at": min(trail.path.first_at for trail in trails).isoformat(),
            "transfers": [*dict.fromkeys(hops)][:TRANSFERS_KEPT_MAX],
            "crossings": [*(crossing.fiat.transfer_id for crossing in first.crossings)],
            "weakest_link": first.weakest_link,
        },
    )


def _listed(
    mention: WalletMention, found: Crossed, snapshots: Sequence[SnapshotRecord]
) -> CaseItem:
    claim = _claim(mention.wallet, found, snapshots)
    return _item(
        mention,
        at=mention.posted_at,
        data={
            **claim,
            "says": f"the wallet is {spoken(str(claim['party']))}'s",
            "told": f"it is itself {claim['claim']}",
            "end": mention.wallet,
            "category": found.judged.standings[mention.wallet].paid_to,
            "paths": 0,
        },
    )


def _claim(
    account: str, found: Crossed, snapshots: Sequence[SnapshotRecord]
) -> dict[str, JsonValue]:
    """The strongest claim about an account on the day asked about, and the list it stands in."""
    best: Attribution = found.judged.claims[account][0]
    edition = edition_of(best, snapshots, as_of=found.judged.as_of)
    standing = found.judged.standings.get(account)
    day = f"{found.judged.as_of:%Y-%m-%d}"
    return {
        "claim": f"named by {spoken(best.source)} as {spoken(best.party)} ({best.category}) since "
        f"{best.effective_from:%Y-%m-%d}, asked about {day}",
        "party": best.party,
        "source": best.source,
        "confidence": best.confidence.value,
        "effective_from": best.effective_from.isoformat(),
        "as_of": day,
        "is_listed": standing is not None and standing.role is Role.LISTED,
        "list_sha256": edition.sha256 if edition is not None else "",
        "list_published_on": edition.published_on.isoformat() if edition is not None else "",
    }


def _item(
    mention: WalletMention, *, at: datetime | None, data: Mapping[str, JsonValue]
) -> CaseItem:
    whole: dict[str, JsonValue] = {
        "account_id": mention.account_id,
        "post_id": mention.post_id,
        "role": mention.role,
        "wallet": wallet_ref(mention.wallet),
        **data,
    }
    plain = json.dumps(whole, sort_keys=True, ensure_ascii=False).encode("utf-8")
    digest = hashlib.sha256(plain).hexdigest()
    return CaseItem(
        kind=ItemKind.TRAIL, ref=f"trail_{digest[:32]}", at=at, data={**whole, "sha256": digest}
    )
