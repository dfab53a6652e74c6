"""Transfers -> findings of flows and mirrors."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from plainsight import wiring
from plainsight.app.trace.find_flows import find_flows
from plainsight.app.trace.flow_ports import FlowQuestion
from plainsight.app.trace.ingest_transfers import Ingested as Ingested
from plainsight.app.trace.ingest_transfers import ingest_transfers
from plainsight.errors import BadValue, CannotRead
from plainsight.feeds.transfers.feed import MappedFile
from plainsight.feeds.transfers.layouts import layout_for
from plainsight.model.asset import fiat
from plainsight.stores.transfers.parquet import ParquetLedger
from plainsight.trace.flows.finding import FlowFinding as FlowFinding
from plainsight.trace.flows.finding import FlowLeg as FlowLeg
from plainsight.trace.flows.finding import FlowReason as FlowReason
from plainsight.trace.flows.finding import LegPair as LegPair


class Ledger:
    """The transfers of a platform or bank in one folder, and what is found in them.

    `policy` is a folder with typologies/ and spec/; the shipped typologies by default.
    """

    def __init__(self, folder: Path | str, *, policy: Path | str | None = None) -> None:
        self._folder = Path(folder)
        self._store = ParquetLedger(self._folder)
        self._policy = wiring.load_flow_policy(None if policy is None else Path(policy))

    def __repr__(self) -> str:
        return f"<Ledger in {str(self._folder)!r}>"

    def ingest(self, file: Path | str, *, mapping: str | None = None) -> Ingested:
        """Take in a file of transfers, accounts, links, rates or labels; all of it or nothing.

        `mapping` is a shipped layout's name or a mapping file; told by the columns if left out.
        Raises CannotRead, BadPolicy for a mapping that does not fit, BadValue when none does.
        """
        path = Path(file)
        if not path.is_file():
            reason = "it is a folder; name its files" if path.is_dir() else "no such file"
            raise CannotRead(str(path), reason)
        return ingest_transfers(MappedFile(path, layout_for(path, mapping)), self._store)

    def find_flows(
        self,
        typologies: str | Sequence[str] = (),
        *,
        since: datetime | None = None,
        as_of: datetime | None = None,
        reporting: str = "USD",
        as_written: bool = False,
    ) -> list[FlowFinding]:
        """Findings of flows and mirrors, the largest expected loss first.

        `typologies` are ids or names, all by default; instants are UTC. Transfers are held against
        a typology in the currency that its amounts are written in and told in `reporting`;
        `as_written` reads 5,000 as 5,000 of the latter. Raises NotUtc for any other instant, NoRate
        when an asset cannot be valued, BadValue when the folder holds no transfers.
        """
        wanted = [typologies] if isinstance(typologies, str) else typologies
        snapshot = self._store.snapshot()
        if not snapshot.transfers:
            # Nothing found in nothing would read as a clean platform; often the path is mistyped.
            raise BadValue("folder", str(self._folder), "holds no transfers; ingest a file first")
        found = find_flows(
            snapshot,
            self._policy.only(wanted) if wanted else self._policy,
            FlowQuestion(
                reporting=fiat(reporting), since=since, as_of=as_of, as_written=as_written
            ),
            tools=wiring.make_flow_tools(),
        )
        return list(found.findings)

    def find_mirrors(
        self,
        *,
        since: datetime | None = None,
        as_of: datetime | None = None,
        reporting: str = "USD",
        as_written: bool = False,
    ) -> list[FlowFinding]:
        """Mirror transfers only; `pairs` of each has every pair of legs with lag and spread."""
        return self.find_flows(
            ["mirror"], since=since, as_of=as_of, reporting=reporting, as_written=as_written
        )
