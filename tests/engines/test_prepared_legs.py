"""A search makes the relations of its ledger ready once, whoever asks them."""

from pathlib import Path

import duckdb
import pytest
from tests.strategies.flow_files import write_ledger

from plainsight import wiring
from plainsight.app.trace.find_flows import find_flows
from plainsight.app.trace.flow_ports import FlowQuestion, LedgerSnapshot
from plainsight.app.trace.ingest_transfers import ingest_transfers
from plainsight.engines.flows_duckdb import prepared_legs
from plainsight.engines.flows_duckdb.mirror_engine import DuckMirrors
from plainsight.engines.flows_duckdb.prepared_legs import PreparedLegs
from plainsight.feeds.transfers.feed import MappedFile
from plainsight.feeds.transfers.layouts import layout_for
from plainsight.feeds.transfers.samples import sample_transfers
from plainsight.model.asset import fiat
from plainsight.stores.transfers.parquet import ParquetLedger
from plainsight.trace.flows.needs import Needs, needs_of

NOTHING = needs_of(())
DOLLARS = FlowQuestion(reporting=fiat("USD"))


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[Needs]:
    """The needs for which relations were made ready, in order."""
    needs: list[Needs] = []
    really = prepared_legs.prepare_legs

    def counted(
        connection: duckdb.DuckDBPyConnection,
        snapshot: LedgerSnapshot,
        question: FlowQuestion,
        asked: Needs,
    ) -> object:
        needs.append(asked)
        return really(connection, snapshot, question, asked)

    monkeypatch.setattr(prepared_legs, "prepare_legs", counted)
    return needs


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> LedgerSnapshot:
    ledger = ParquetLedger(tmp_path_factory.mktemp("ledger"))
    for path in sample_transfers():
        ingest_transfers(MappedFile(path, layout_for(path)), ledger)
    return ledger.snapshot()


def test_flows_and_every_mirror_are_searched_in_relations_made_once(
    made: list[Needs], sample: LedgerSnapshot
) -> None:
    policy = wiring.load_flow_policy()
    assert len(policy.mirrors) > 1
    found = find_flows(sample, policy, DOLLARS, tools=wiring.make_flow_tools())
    assert made == [needs_of(policy.flows)]
    assert "F17" in {finding.typology_id for finding in found.findings}


def test_mirrors_alone_are_searched_in_relations_made_once(
    made: list[Needs], sample: LedgerSnapshot
) -> None:
    policy = wiring.load_flow_policy().only(["mirror"])
    find_flows(sample, policy, DOLLARS, tools=wiring.make_flow_tools())
    assert made == [NOTHING]


def test_a_mirror_is_the_same_in_the_relations_of_the_flows(sample: LedgerSnapshot) -> None:
    policy = wiring.load_flow_policy()
    legs = PreparedLegs()
    for typology in policy.mirrors:
        with legs.keep():
            with legs.open(sample, DOLLARS, needs_of(policy.flows)):
                pass
            shared = DuckMirrors(legs=legs).find(sample, typology, DOLLARS)
        assert shared == DuckMirrors().find(sample, typology, DOLLARS)


def test_relations_are_made_anew_for_another_question_and_once_the_search_is_over(
    made: list[Needs], tmp_path: Path
) -> None:
    snapshot = write_ledger(tmp_path, [])
    legs = PreparedLegs()
    with legs.keep():
        with legs.open(snapshot, DOLLARS, NOTHING) as first:
            pass
        with legs.open(snapshot, DOLLARS, NOTHING) as again:
            assert again is first
        with legs.open(snapshot, FlowQuestion(reporting=fiat("EUR")), NOTHING) as other:
            assert other is not first
    assert len(made) == 2
    with pytest.raises(duckdb.ConnectionException):
        first.execute("SELECT 1")
    with legs.open(snapshot, DOLLARS, NOTHING):
        assert len(made) == 3


def test_relations_made_for_less_do_not_serve_more(made: list[Needs], tmp_path: Path) -> None:
    snapshot = write_ledger(tmp_path, [])
    legs = PreparedLegs()
    more = Needs(relations=True, related=False, peers_max=None)
    with legs.keep():
        for needs in (NOTHING, more):
            with legs.open(snapshot, DOLLARS, needs):
                pass
    assert made == [NOTHING, more]


@pytest.mark.parametrize(
    ("made_for", "asked", "serves"),
    [
        (None, None, True),
        (5, None, True),
        (None, 5, False),
        (5, 5, True),
        (5, 9, True),
        (9, 5, False),
    ],
)
def test_counted_peers_serve_every_bound_from_theirs_on(
    made_for: int | None, asked: int | None, serves: bool
) -> None:
    first, second = (
        Needs(relations=False, related=False, peers_max=peers) for peers in (made_for, asked)
    )
    assert first.cover(second) is serves
