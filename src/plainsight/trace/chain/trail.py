"""One case from a post to a supplier: post, account, fiat leg, wallet, path, listed account.

Each link keeps its own ground and its own weakness: a mention is not ownership, a crossing is a
match of amounts, a path is a convention of tracing. The trail is as strong as its weakest link,
and says which that is.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from plainsight.trace.chain.crossing import Crossing, Ramp
from plainsight.trace.chain.paths import Path
from plainsight.trace.chain.walk import End


@dataclass(frozen=True, slots=True, kw_only=True)
class WalletMention:
    """A wallet read in a post, with the role that the text gives it."""

    post_id: str
    account_id: str  # the author's platform account
    wallet: str
    role: str  # contact, payee, warning ...; only a payee's wallet is taken for the author's
    surface: str = ""  # where the post stands
    posted_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Trail:
    """From a post to the end of a path. Parts that were not found are None or empty."""

    mention: WalletMention
    crossings: tuple[Crossing, ...]  # fiat legs of the author that meet the wallet
    path: Path

    @property
    def reaches_named(self) -> bool:
        """True when the path ends at an account of a category: a listed party, a custodian."""
        return self.path.end is End.STOPPED and bool(self.path.category)

    @property
    def weakest_link(self) -> str:
        """What a defence would attack first, in one sentence."""
        if self.mention.role != "payee":
            return f"the post only mentions the wallet ({self.mention.role}); ownership is open"
        if not self.crossings:
            return "no fiat leg of the account meets the wallet; the post alone ties them"
        if all(crossing.ramp is Ramp.COUNTER for crossing in self.crossings):
            return "the fiat legs match by amount and time alone"
        return "the amounts follow FIFO, a convention of tracing"


def join_trails(
    mentions: Iterable[WalletMention], crossings: Sequence[Crossing], paths: Iterable[Path]
) -> tuple[Trail, ...]:
    """Trails of every mentioned wallet that a path starts from, largest path first."""
    by_wallet: dict[str, list[Path]] = {}
    for path in paths:
        by_wallet.setdefault(path.hops[0].transfer.source, []).append(path)
    trails = [
        Trail(
            mention=mention, crossings=tuple(c for c in crossings if _meets(c, mention)), path=path
        )
        for mention in mentions
        for path in by_wallet.get(mention.wallet, ())
    ]
    return tuple(sorted(trails, key=lambda trail: -trail.path.units))


def _meets(crossing: Crossing, mention: WalletMention) -> bool:
    has_account = mention.account_id in (crossing.fiat.source, crossing.fiat.target)
    return has_account and mention.wallet in (crossing.chain.source, crossing.chain.target)
