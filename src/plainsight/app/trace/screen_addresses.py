"""Screen addresses, the wallets of posts, or every account of a ledger, as of a date."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime

from plainsight.model.asset import Asset
from plainsight.model.fact import AuditTag, Fact
from plainsight.model.post import Post
from plainsight.trace.chain.account_id import read_account
from plainsight.trace.chain.attribution import AttributionBook, Basis
from plainsight.trace.chain.category import Categories
from plainsight.trace.chain.exposure import Exposure
from plainsight.trace.chain.screening import Outcome, Screening, screen_account
from plainsight.trace.chain.trail import WalletMention

Exposures = Mapping[str, Sequence[Exposure]]  # account -> rows


def screen_addresses(
    addresses: Iterable[str],
    *,
    book: AttributionBook,
    categories: Categories,
    as_of: date,
    basis: Basis = Basis.EFFECTIVE,
    exposures: Mapping[Asset, Exposures] | None = None,
) -> Iterator[Screening]:
    """One answer per address, the weightiest over all assets that a ledger shows."""
    for written in addresses:
        account = read_account(written.strip())
        text = account.text if account else written.strip()
        over: dict[Asset | None, Exposures] = {None: {}}
        over |= dict((exposures or {}).items())
        answers = [
            screen_account(
                written,
                book=book,
                categories=categories,
                as_of=as_of,
                basis=basis,
                exposures=rows.get(text, ()),
                asset=asset,
            )
            for asset, rows in over.items()
        ]
        yield min(answers, key=lambda answer: list(Outcome).index(answer.outcome))


def find_wallets(
    posts: Iterable[Post], extract: Callable[[str], Iterable[tuple[str, str]]]
) -> Iterator[WalletMention]:
    """Wallets read in posts, each with its role; `extract` yields (address, role) of a text."""
    for post in posts:
        for wallet, role in extract(post.text):
            account = read_account(wallet)
            yield WalletMention(
                post_id=post.post_id,
                account_id=post.account_id,
                wallet=account.text if account else wallet,
                role=role,
                surface=post.surface,
                posted_at=post.posted_at,
            )


def screening_fact(answers: Sequence[Screening], *, subject: str, now: datetime) -> Fact:
    """What was looked at, for the log: counts only, no address."""
    counts = dict.fromkeys((outcome.value for outcome in Outcome), 0)
    for answer in answers:
        counts[answer.outcome.value] += 1
    body = {"addresses": len(answers), **counts}
    return Fact(tag=AuditTag.ADDRESSES_SCREENED, subject=subject, at=now, body=body)
