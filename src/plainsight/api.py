"""The Python surface: three lines from a text, or from a ledger, to an explained finding.

>>> from plainsight import Scanner
>>> for finding in Scanner().scan("车队接料，卡接回U，点位美丽，飞机 @chedui88"):
...     print(finding.typology_id, finding.facets[0])  # doctest: +SKIP

>>> from plainsight import Ledger
>>> for finding in Ledger("plainsight-transfers").find_flows():
...     print(finding.sentence())  # doctest: +SKIP
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import islice
from pathlib import Path

from plainsight import wiring
from plainsight.app.find_flows import find_flows
from plainsight.app.flow_ports import FlowQuestion
from plainsight.app.ingest_transfers import Ingested, ingest_transfers
from plainsight.detect.finding import Evidence, Finding, Reason
from plainsight.detect.policy import Policy
from plainsight.errors import CannotRead
from plainsight.feeds.transfers_feed import MappedFile
from plainsight.feeds.transfers_layouts import layout_for
from plainsight.model.asset import fiat
from plainsight.model.post import Post, Visibility
from plainsight.stores.transfers_parquet import ParquetLedger
from plainsight.trace.flows.finding import FlowFinding, FlowLeg, FlowReason, LegPair

__all__ = [
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
        self._detector = wiring.make_detector(self.policy)
        self._posts = wiring.make_scanner(self._detector)

    def scan(self, text: str) -> list[Finding]:
        """Findings on one text that is public already, strongest first."""
        return list(self._detector.examine(text).findings)

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
