"""The Python surface: three lines from a text, or from a ledger, to an explained finding.

>>> from plainsight import Scanner
>>> for finding in Scanner().scan("车队接料，卡接回U，点位美丽，飞机 @chedui88"):
...     print(finding.typology_id, finding.facets[0])  # doctest: +SKIP

>>> from plainsight import Ledger
>>> for finding in Ledger("plainsight-transfers").find_flows():
...     print(finding.sentence())  # doctest: +SKIP

>>> from plainsight import Chain
>>> answer = Chain("plainsight-chain", book="plainsight-attributions").trace(
...     "TXYZ...", as_of=date(2026, 3, 1))  # doctest: +SKIP
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from hashlib import sha256
from itertools import islice
from pathlib import Path

from plainsight import wiring
from plainsight.app.chain_ports import ChainSource
from plainsight.app.find_flows import find_flows
from plainsight.app.flow_ports import FlowQuestion
from plainsight.app.ingest_chain import ingest_chain
from plainsight.app.ingest_transfers import Ingested, ingest_transfers
from plainsight.app.judge_accounts import judge_accounts
from plainsight.app.pick_asset import pick_asset
from plainsight.app.screen_addresses import screen_addresses
from plainsight.app.trace_chain import trace_account
from plainsight.detect.finding import Evidence, Finding, Reason
from plainsight.detect.policy import Policy
from plainsight.errors import CannotRead
from plainsight.feeds.attributions_categories import load_categories
from plainsight.feeds.chain_assets import load_assets
from plainsight.feeds.chain_open import open_feed
from plainsight.feeds.transfers_feed import MappedFile
from plainsight.feeds.transfers_layouts import layout_for
from plainsight.model.asset import fiat
from plainsight.model.post import Post, Visibility
from plainsight.stores.attributions_book import FolderBook
from plainsight.stores.chain_parquet import ParquetChainLedger
from plainsight.stores.transfers_parquet import ParquetLedger
from plainsight.trace.chain.question import Answer, Question
from plainsight.trace.chain.screening import Screening
from plainsight.trace.chain.walk import Direction
from plainsight.trace.flows.finding import FlowFinding, FlowLeg, FlowReason, LegPair

__all__ = [
    "Chain",
    "Evidence",
    "Finding",
    "FlowFinding",
    "FlowLeg",
    "FlowReason",
    "Ingested",
    "Ledger",
    "LegPair",
    "Policy",
    "Post",
    "Reason",
    "Scanner",
    "Visibility",
]

_BATCH_POSTS = 8_192


class Scanner:
    """Examines public and semi-public posts by the shipped policy, or by your own.

    `policy` is a folder with typologies/ and spec/. Raises BadPolicy when it does not check.
    """

    def __init__(self, policy: Path | str | None = None) -> None:
        self.policy = wiring.load_policy(None if policy is None else Path(policy))
        self._posts = wiring.make_scanner(wiring.make_detector(self.policy))

    def scan(self, text: str) -> list[Finding]:
        """Findings on one text that is public already, strongest first."""
        return list(self._posts.examine(text).findings)

    def scan_posts(self, posts: Iterable[Post]) -> Iterator[Finding]:
        """Findings on any number of posts, in their order, in bounded memory."""
        source = iter(posts)
        while batch := list(islice(source, _BATCH_POSTS)):
            for _, examined in self._posts.scan(batch):
                yield from examined.findings


class Ledger:
    """The transfers of a platform or bank in one folder, and what is found in them.

    `policy` is a folder with typologies/ and spec/; the shipped typologies by default.
    """

    def __init__(self, folder: Path | str, *, policy: Path | str | None = None) -> None:
        self._store = ParquetLedger(Path(folder))
        self._policy = wiring.load_flow_policy(None if policy is None else Path(policy))

    def ingest(self, file: Path | str, *, mapping: str | None = None) -> Ingested:
        """Take in a file of transfers, accounts, links, rates or labels; all of it or nothing.

        `mapping` is a shipped layout's name or a mapping file; told by the columns if left out.
        Raises CannotRead, BadPolicy for a mapping that does not fit, BadValue when none does.
        """
        path = Path(file)
        if not path.is_file():
            raise CannotRead(str(path), "no such file")
        return ingest_transfers(MappedFile(path, layout_for(path, mapping)), self._store)

    def find_flows(
        self,
        typologies: Sequence[str] = (),
        *,
        since: datetime | None = None,
        as_of: datetime | None = None,
        reporting: str = "USD",
    ) -> list[FlowFinding]:
        """Findings of flows and mirrors, the largest expected loss first.

        `typologies` are ids or names, all by default; instants are UTC. Raises NoRate when an
        asset cannot be valued in `reporting`.
        """
        found = find_flows(
            self._store.snapshot(),
            self._policy.only(typologies) if typologies else self._policy,
            FlowQuestion(reporting=fiat(reporting), since=since, as_of=as_of),
            tools=wiring.make_flow_tools(),
        )
        return list(found.findings)

    def find_mirrors(
        self,
        *,
        since: datetime | None = None,
        as_of: datetime | None = None,
        reporting: str = "USD",
    ) -> list[FlowFinding]:
        """Mirror transfers only; `pairs` of each has every pair of legs with lag and spread."""
        return self.find_flows(["mirror"], since=since, as_of=as_of, reporting=reporting)


class Chain:
    """A ledger of cryptocurrency in one folder, judged by the book of attributions in another."""

    def __init__(self, folder: Path | str, *, book: Path | str) -> None:
        self._ledger = ParquetChainLedger(Path(folder))
        self._categories = load_categories(load_assets())
        self._book = wiring.open_chain_book(Path(book), self._categories)
        self._lists = FolderBook(Path(book)).snapshots()

    def ingest(self, file: Path | str, *, complete: Sequence[str] = ()) -> ChainSource:
        """Take an export or raw blocks in; `complete` names accounts whose whole history it is."""
        path = Path(file)
        if not path.is_file():
            raise CannotRead(str(path), "no such file")
        return ingest_chain(
            self._ledger,
            open_feed(path),
            name=path.name,
            sha256=sha256(path.read_bytes()).hexdigest(),
            complete_accounts=complete,
        )

    def screen(self, address: str, *, as_of: date) -> Screening:
        """Whether an address is listed on a day, by encoding and checksum and not by its label."""
        (answer,) = screen_addresses(
            [address], book=self._book, categories=self._categories, as_of=as_of
        )
        return answer

    def trace(
        self, account: str, *, as_of: date, asset: str | None = None, backward: bool = False
    ) -> Answer:
        """Where an account's money went, or came from, by every convention, with the FIFO paths.

        Amounts are base units. Raises BadValue for an account or asset the ledger never shows.
        """
        chosen = pick_asset(self._ledger, asset)
        seen = {
            end for leg in self._ledger.transfers(chosen.code) for end in (leg.source, leg.target)
        }
        judged = judge_accounts(seen, book=self._book, categories=self._categories, as_of=as_of)
        question = Question(
            account=account,
            direction=Direction.BACKWARD if backward else Direction.FORWARD,
            named=judged.paid_by if backward else judged.paid_to,
        )
        return trace_account(
            self._ledger, question, asset=chosen, judged=judged, lists=self._lists
        ).answer
