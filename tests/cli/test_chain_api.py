import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from tests.cli.chain_case import BROKER, MULE, SUPPLIER, run
from tests.strategies.chain_data import chain_data
from tests.strategies.chains import tron_account

from plainsight import Chain
from plainsight.errors import BadValue
from plainsight.trace.chain.attribution import Basis
from plainsight.trace.chain.exposure import Way
from plainsight.trace.chain.method import Method
from plainsight.trace.chain.screening import Outcome

DAY = date(2024, 6, 2)


def _chain(case: Path) -> Chain:
    return Chain(case / "plainsight-chain", book=case / "plainsight-attributions")


def test_exposure_in_python_is_that_of_the_command(case: Path) -> None:
    rows = _chain(case).exposure(BROKER, as_of=DAY)
    assert {row.account for row in rows} == {BROKER}
    sent = {row.category: row.units for row in rows if row.way is Way.SENT}
    assert (sent["sanctioned"], sent["exchange"]) == (650_000_000, 200_000_000)
    everybody = _chain(case).exposure(as_of=DAY)
    assert set(rows) == {row for row in everybody if row.account == BROKER}


def test_what_could_not_be_read_yet_stops_no_trace(case: Path) -> None:
    pack = (case / "pack.yaml").read_text()
    late = pack.replace("attributions:", "known_from: 2024-07-01\nattributions:")
    (case / "late.yaml").write_text(late)
    assert run("attributions", "update", "late.yaml", "--book", "late").exit_code == 0
    chain = Chain(case / "plainsight-chain", book=case / "late")
    held = chain.trace(BROKER, as_of=DAY).ends[Method.FIFO]
    known = chain.trace(BROKER, as_of=DAY, basis=Basis.KNOWN).ends[Method.FIFO]
    assert (held["sanctioned"], known.get("sanctioned")) == (650_000_000, None)
    assert chain.screen(SUPPLIER, as_of=DAY, basis=Basis.KNOWN).outcome is not Outcome.LISTED


def test_an_appendix_holds_until_a_number_of_it_is_changed(case: Path) -> None:
    chain = _chain(case)
    appendix = chain.appendix(BROKER, as_of=DAY)
    assert Chain.check(appendix) == ()
    assert len(appendix["ledger"]["transfers"]) == 4
    backward = chain.appendix(SUPPLIER, as_of=DAY, backward=True)
    assert backward["question"]["direction"] == "backward"
    appendix["answer"]["total"] = "1"
    assert any("answer.total" in line for line in Chain.check(appendix))


@pytest.mark.parametrize("account", [tron_account(77), "nobody"])
def test_an_account_that_the_ledger_never_shows_is_an_error(case: Path, account: str) -> None:
    with pytest.raises(BadValue, match="shows no such transfer"):
        _chain(case).trace(account, as_of=DAY)
    with pytest.raises(BadValue, match="shows no transfer of it"):
        _chain(case).exposure(account, as_of=DAY)


def test_a_folder_that_holds_nothing_is_an_error_and_stays_as_it_is(case: Path) -> None:
    chain = Chain(case / "typo", book=case / "plainsight-attributions")
    asked: tuple[Callable[[], object], ...] = (
        lambda: chain.trace(BROKER, as_of=DAY),
        lambda: chain.trace_output(f"{'a' * 64}:0", as_of=DAY),
        lambda: chain.exposure(as_of=DAY),
        lambda: chain.appendix(BROKER, as_of=DAY),
        chain.clusters,
    )
    for ask in asked:
        with pytest.raises(BadValue, match="holds nothing; ingest a file first"):
            ask()
    assert not (case / "typo").exists()


def test_screening_needs_no_ledger(case: Path) -> None:
    chain = Chain(case / "typo", book=case / "plainsight-attributions")
    assert chain.screen(SUPPLIER, as_of=DAY).outcome is Outcome.LISTED


def test_outputs_and_clusters_of_bitcoin_are_asked_in_python_too(
    case: Path, tmp_path: Path
) -> None:
    folder = chain_data("btc_raw_blocks").resolve()
    chain = Chain(tmp_path / "bitcoin", book=case / "plainsight-attributions")
    undo = folder / "bcoin_block300025-undo.raw"
    assert chain.ingest(folder / "bcoin_block300025.raw", undo=undo).new_count == 461
    subject = "84064bcb6588b5cb101940dda858cf081d5bda93c46aba86df237c6ef59367ff"
    answer = chain.trace_output(f"{subject}:1", as_of=DAY)
    assert set(answer.ends) == set(Method)
    assert sum(answer.ends[Method.TIHO].values()) == answer.total > 0
    for wrong in (f"{subject}:99", f"{subject}:-1", "nothing"):
        with pytest.raises(BadValue, match="output"):
            chain.trace_output(wrong, as_of=DAY)
    members = chain.clusters().members
    assert len(members) > 1000
    address = max(set(members.values()), key=list(members.values()).count)
    rows = chain.exposure(address, as_of=DAY)
    assert {row.account for row in rows} == {address}
    told = json.loads(
        run(
            "chain", "exposure", address, "--ledger", "bitcoin", "--paths", "0", "--json",
            "--as-of", f"{DAY}",
        ).output
    )  # fmt: skip
    assert [(row.way, row.category, str(row.units)) for row in rows] == [
        (row["way"], row["category"], row["units"]) for row in told["exposures"]
    ]
    with pytest.raises(BadValue, match="shows no transfer of it"):
        chain.exposure("1BoatSLRHtKNngkdXEeobR76b53LETtpyT", as_of=DAY)
    with pytest.raises(BadValue, match="no transfers between accounts"):
        chain.exposure(as_of=DAY)


def test_the_mules_money_is_followed_back_in_python(case: Path) -> None:
    answer = _chain(case).trace(MULE, as_of=DAY, backward=True)
    assert answer.total == 700_000_000


@pytest.mark.parametrize(
    "ask",
    [
        lambda chain, **terms: chain.screen(SUPPLIER, **terms),
        lambda chain, **terms: chain.trace(BROKER, **terms),
        lambda chain, **terms: chain.exposure(BROKER, **terms),
        lambda chain, **terms: chain.appendix(BROKER, **terms),
    ],
    ids=["screen", "trace", "exposure", "appendix"],
)
def test_a_question_that_could_be_misread_is_refused_rather_than_answered(
    case: Path, ask: Callable[..., object]
) -> None:
    chain = _chain(case)
    with pytest.raises(BadValue, match="basis is 'bogus': one of effective, known"):
        ask(chain, as_of=DAY, basis="bogus")
    with pytest.raises(BadValue, match=r"as_of is .2024-06-02 .*a day"):
        ask(chain, as_of=datetime(2024, 6, 2, tzinfo=UTC))


def test_a_basis_given_by_its_word_is_that_basis(case: Path) -> None:
    before = date(2024, 6, 1)
    told = [
        _chain(case).screen(SUPPLIER, as_of=before, basis=basis)  # type: ignore[arg-type]
        for basis in (Basis.KNOWN, "known", "effective")
    ]
    assert told[0] == told[1]
    assert told[1].basis is Basis.KNOWN
    assert told[2].basis is Basis.EFFECTIVE
