"""The relations of a ledger, made ready once for all who search it with one question."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

import duckdb

from plainsight.app.trace.flow_ports import FlowQuestion, LedgerSnapshot
from plainsight.engines.flows_duckdb.connect import Workspace
from plainsight.engines.flows_duckdb.prepare import prepare_legs
from plainsight.trace.flows.needs import Needs


@dataclass(frozen=True, slots=True, kw_only=True)
class _Kept:
    snapshot: LedgerSnapshot
    question: FlowQuestion
    needs: Needs
    connection: duckdb.DuckDBPyConnection


class PreparedLegs:
    """Gives engines a database with legs, accounts and keys; within `keep` the same one again.

    Making them ready costs a large ledger as much as half of all typologies. Not for two threads.
    """

    def __init__(self, workspace: Workspace | None = None) -> None:
        self.workspace = workspace or Workspace()
        self._keeping: ExitStack | None = None
        self._kept: _Kept | None = None

    @contextmanager
    def keep(self) -> Iterator[None]:
        """Until the block ends, what was made ready for a question serves who asks it next."""
        if self._keeping is not None:
            yield
            return
        with ExitStack() as stack:
            self._keeping = stack
            try:
                yield
            finally:
                self._keeping = self._kept = None

    @contextmanager
    def open(
        self, snapshot: LedgerSnapshot, question: FlowQuestion, needs: Needs
    ) -> Iterator[duckdb.DuckDBPyConnection]:
        """A database with the relations of `prepare_legs`. Raises NoRate."""
        kept = self._kept
        if (
            kept is not None
            and (kept.snapshot, kept.question) == (snapshot, question)
            and kept.needs.cover(needs)
        ):
            yield kept.connection
            return
        with ExitStack() as own:
            stack = own
            if self._keeping is not None and kept is None:
                stack = self._keeping
            connection = stack.enter_context(self.workspace.open(rows=snapshot.transfer_count))
            prepare_legs(connection, snapshot, question, needs)
            if stack is not own:
                self._kept = _Kept(
                    snapshot=snapshot, question=question, needs=needs, connection=connection
                )
            yield connection
