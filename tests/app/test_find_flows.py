"""Findings carry what a person needs to check them; amounts in posts speak for flows."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from plainsight import wiring
from plainsight.app.trace.evaluate_flows import evaluate_flows
from plainsight.app.trace.find_flows import FlowsFound, find_flows
from plainsight.app.trace.flow_ports import FlowQuestion, LedgerSnapshot
from plainsight.app.trace.ingest_transfers import ingest_transfers
from plainsight.app.trace.join_money import join_money
from plainsight.app.trace.quote_amounts import quote_amounts
from plainsight.errors import BadValue
from plainsight.feeds.transfers.feed import MappedFile
from plainsight.feeds.transfers.layouts import layout_for
from plainsight.feeds.transfers.samples import sample_transfers
from plainsight.model.asset import fiat
from plainsight.model.post import Post, Visibility
from plainsight.model.rate import Rates
from plainsight.stores.transfers.parquet import ParquetLedger
from plainsight.trace.chain.trail import WalletMention
from plainsight.trace.flows.evaluate import Label
from plainsight.trace.flows.finding import FlowFinding
from plainsight.trace.flows.leg import instant_us

USD = fiat("USD")
BROKER, PARTNER = "u_97643", "mx_40215"


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> LedgerSnapshot:
    ledger = ParquetLedger(tmp_path_factory.mktemp("ledger"))
    for path in sample_transfers():
        ingest_transfers(MappedFile(path, layout_for(path)), ledger)
    return ledger.snapshot()


@pytest.fixture(scope="module")
def found(snapshot: LedgerSnapshot) -> FlowsFound:
    return find_flows(
        snapshot,
        wiring.load_flow_policy(),
        FlowQuestion(reporting=USD),
        tools=wiring.make_flow_tools(),
    )


def mirror_of(found: FlowsFound) -> FlowFinding:
    (mirror,) = (each for each in found.findings if each.typology_id == "F17")
    return mirror


def test_the_broker_of_the_sample_posts_is_the_account_in_the_mirror(found: FlowsFound) -> None:
    mirror = mirror_of(found)
    assert set(mirror.keys) == {BROKER, PARTNER}
    assert len(mirror.pairs) == 16
    assert all(-60 <= pair.spread <= -30 for pair in mirror.pairs)
    roles = {(leg.source_role, leg.target_role) for leg in mirror.legs if leg.target == BROKER}
    assert roles == {("client", "broker")}


def test_every_planted_scheme_is_found_and_nothing_else(
    found: FlowsFound, snapshot: LedgerSnapshot
) -> None:
    labelled = {label.transfer_id for label in wiring.make_label_reader().read(snapshot)}
    for finding in found.findings:
        assert set(finding.transfer_ids) <= labelled
    # First in, first out: what the mule keeps of his last receipt never left, so it is no member.
    missed = labelled - {name for each in found.findings for name in each.transfer_ids}
    assert len(missed) == 1


def test_findings_stand_by_amount_at_risk_times_confidence(found: FlowsFound) -> None:
    losses = [each.at_risk.units * each.score for each in found.findings]
    assert losses == sorted(losses, reverse=True)


def test_every_finding_names_its_legs_its_numbers_and_its_policy(found: FlowsFound) -> None:
    digest = wiring.load_flow_policy().digest
    for finding in found.findings:
        assert finding.policy_digest == digest
        assert finding.flags
        assert finding.numbers
        assert any(reason.grade for reason in finding.reasons)
        assert [leg.at for leg in finding.legs] == sorted(leg.at for leg in finding.legs)
        assert all(leg.source_role and leg.target_role for leg in finding.legs)


def test_an_amount_in_a_post_speaks_for_a_pick_up(
    snapshot: LedgerSnapshot, found: FlowsFound
) -> None:
    post = Post(
        post_id="p1",
        account_id="u_1",
        surface="channel",
        visibility=Visibility.PUBLIC,
        posted_at=datetime(2026, 2, 8, 12, tzinfo=UTC),
        text="25k in cash to move tomorrow",
    )
    amounts = {post.text: ["25000 USD", "5000-10000 USD", "25000"]}
    quoted = list(quote_amounts([post], lambda text: amounts[text], rates=Rates(USD, ())))
    assert [each.money.units for each in quoted] == [2_500_000]
    again = find_flows(
        snapshot,
        wiring.load_flow_policy().only(["F16"]),
        FlowQuestion(reporting=USD),
        tools=wiring.make_flow_tools(),
        quoted=quoted,
    )
    before = {each.keys: each for each in found.findings if each.typology_id == "F16"}
    after = {each.keys: each for each in again.findings}
    assert after[("u_58843",)].score > before[("u_58843",)].score
    assert "p1" in after[("u_58843",)].reasons[-1].says
    assert after[("u_51307",)].score == before[("u_51307",)].score


def test_an_amount_without_a_rate_is_left_out_not_guessed() -> None:
    post = Post(
        post_id="p1",
        account_id="u_1",
        surface="channel",
        visibility=Visibility.PUBLIC,
        posted_at=datetime(2026, 2, 8, 12, tzinfo=UTC),
        text="x",
    )
    assert not list(quote_amounts([post], lambda _: ["5 CNY", "0.001 USD"], rates=Rates(USD, ())))


def test_who_posts_and_pays_is_joined_with_the_wallet_he_names(found: FlowsFound) -> None:
    mention = WalletMention(post_id="p9", account_id=BROKER, wallet="TWallet", role="receive")
    joined = join_money({BROKER: ["p1"], "u_0": ["p2"]}, found.findings, [mention, mention])
    (broker,) = joined
    assert (broker.account_id, broker.posts, broker.wallets) == (BROKER, ("p1",), ("TWallet",))
    assert broker.flows == (mirror_of(found),)


def test_a_search_as_of_a_day_knows_nothing_later(snapshot: LedgerSnapshot) -> None:
    early = find_flows(
        snapshot,
        wiring.load_flow_policy(),
        FlowQuestion(reporting=USD, as_of=datetime(2025, 12, 24, tzinfo=UTC)),
        tools=wiring.make_flow_tools(),
    )
    assert early.findings
    last = max(leg.at for finding in early.findings for leg in finding.legs)
    assert last <= datetime(2025, 12, 24, tzinfo=UTC)


def test_recall_grows_with_the_time_that_a_decision_may_take(snapshot: LedgerSnapshot) -> None:
    evaluation = evaluate_flows(
        snapshot,
        wiring.load_flow_policy().only(["F01", "F03", "F06", "F07", "F08"]),
        FlowQuestion(reporting=USD),
        tools=wiring.make_flow_tools(),
        labels=wiring.make_label_reader(),
        every_days=3,
        delays=(0, 3, 7),
    )
    recalls = [delay.recall or 0 for delay in evaluation.delays]
    assert recalls == sorted(recalls)
    assert recalls[0] < recalls[-1]
    met = {pattern.pattern: pattern.met for pattern in evaluation.patterns}
    assert met["structuring"] == met["scatter-gather"] == met["cycle"] == 1


def test_forms_that_need_no_past_are_found_in_a_ledgers_first_days(tmp_path: Path) -> None:
    legs = [("o", f"r{n}", 1) for n in range(6)] + [(f"r{n}", "s", 2) for n in range(6)]
    legs += [(f"p{n}", f"q{m}", 3) for n in range(6) for m in range(6)]
    rows = [
        f"t{number},{source},{target},900.00,USD,2026-01-0{day}T10:00:{number:02}Z\n"
        for number, (source, target, day) in enumerate(legs)
    ]
    file = tmp_path / "t.csv"
    file.write_text("transfer_id,source,target,amount,asset,at\n" + "".join(rows))
    ledger = ParquetLedger(tmp_path / "ledger")
    ingest_transfers(MappedFile(file, layout_for(file)), ledger)
    found = find_flows(
        ledger.snapshot(),
        wiring.load_flow_policy().only(["F05", "F06", "F08", "F09", "F10"]),
        FlowQuestion(reporting=USD),
        tools=wiring.make_flow_tools(),
    )
    assert [each.typology_id for each in found.findings] == ["F10", "F06"]
    assert [note.split(" find")[0] for note in found.notes] == ["F05, F08, F09"]


def test_nothing_is_measured_against_nothing(snapshot: LedgerSnapshot) -> None:
    class NoLabels:
        def read(self, snapshot: LedgerSnapshot) -> tuple[()]:
            return ()

    with pytest.raises(BadValue, match="has none"):
        evaluate_flows(
            snapshot,
            wiring.load_flow_policy(),
            FlowQuestion(reporting=USD),
            tools=wiring.make_flow_tools(),
            labels=NoLabels(),
        )


def test_what_is_found_is_the_same_in_whichever_currency_it_is_told(
    snapshot: LedgerSnapshot, found: FlowsFound
) -> None:
    in_pesos = find_flows(
        snapshot,
        wiring.load_flow_policy(),
        FlowQuestion(reporting=fiat("MXN")),
        tools=wiring.make_flow_tools(),
    )

    def key(each: FlowFinding) -> tuple[object, ...]:
        return (each.typology_id, each.keys, each.score, each.transfer_ids, dict(each.numbers))

    told = {str(key(each)): each for each in found.findings}
    assert sorted(map(key, in_pesos.findings), key=str) == sorted(map(key, found.findings), key=str)
    assert in_pesos.instance_count == found.instance_count
    for each in in_pesos.findings:
        assert each.at_risk.asset.code == "MXN"
        assert {leg.value.asset.code for leg in each.legs} == {"MXN"}
        assert "Judged in USD" in each.notes[-1]
        dollars = told[str(key(each))].at_risk
        assert 15 < each.at_risk.units / dollars.units < 22


def test_too_short_a_span_for_a_mirror_is_a_note_not_a_silence(snapshot: LedgerSnapshot) -> None:
    last = datetime(2025, 12, 3, tzinfo=UTC)
    result = find_flows(
        snapshot,
        wiring.load_flow_policy().only(["mirror"]),
        FlowQuestion(reporting=USD, as_of=last, since=last - timedelta(days=2)),
        tools=wiring.make_flow_tools(),
    )
    assert any("MXN/USD not looked for" in note for note in result.notes)


def test_dealings_count_both_ways_and_only_what_was_known(snapshot: LedgerSnapshot) -> None:
    reader = wiring.make_flow_tools().reader
    rows = pq.read_table(
        list(snapshot.transfers), columns=["transfer_id", "source", "target", "at"]
    )
    dealt: dict[frozenset[str], list[tuple[datetime, str]]] = {}
    for row in rows.to_pylist():
        ends = frozenset((row["source"], row["target"]))
        dealt.setdefault(ends, []).append((row["at"], row["transfer_id"]))
    own = sorted(max(dealt.values(), key=len))
    name = own[0][1]
    assert len(own) > 1
    every = reader.read(snapshot, [name], USD)
    assert every[name].dealings == len(own)
    early = reader.read(snapshot, [name], USD, as_of=own[0][0])
    assert early[name].dealings == sum(at == own[0][0] for at, _ in own)


def test_an_evaluation_says_what_reading_from_the_top_gives(snapshot: LedgerSnapshot) -> None:
    class Labels:
        def read(self, snapshot: LedgerSnapshot) -> tuple[Label, ...]:
            found = find_flows(
                snapshot,
                wiring.load_flow_policy(),
                FlowQuestion(reporting=USD),
                tools=wiring.make_flow_tools(),
            )
            top = found.findings[0]
            return tuple(
                Label(transfer_id=leg.transfer_id, at_us=instant_us(leg.at)) for leg in top.legs
            )

    evaluation = evaluate_flows(
        snapshot,
        wiring.load_flow_policy(),
        FlowQuestion(reporting=USD),
        tools=wiring.make_flow_tools(),
        labels=Labels(),
        delays=(),
    )
    *typologies, alerts = evaluation.ranked
    assert alerts.name == "alerts"
    assert {each.name for each in typologies} == {
        each.typology_id for each in evaluation.typologies
    }
    assert alerts.first[0].labelled_transfers == evaluation.labelled
    assert evaluation.as_it_comes is None
