import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.strategies.chain_data import chain_data, chain_of_2009
from tests.strategies.chains import BEGIN, ledger, transfer

from plainsight.trace.chain.change import change_links
from plainsight.trace.chain.co_spend import Veto, addresses_in_order, co_spend_links
from plainsight.trace.chain.coinjoin import CoinJoinKind, find_coinjoin, is_payjoin_suspect
from plainsight.trace.chain.deposit import find_deposit_accounts
from plainsight.trace.chain.links import EVIDENCE_PERCENT_MIN, Clustering, Link, LinkRule, cluster
from plainsight.trace.chain.utxo import Input, OutPoint, Output, Transaction


def _transaction(
    number: int,
    inputs: list[tuple[str, int]],
    outputs: list[tuple[str | None, int]],
    *,
    declared: bool = False,
) -> Transaction:
    return Transaction(
        transaction_id=f"{number:064x}",
        block=number,
        at=BEGIN,
        inputs=tuple(
            Input(spent=OutPoint(f"{9000 + number:064x}", index), units=units, address=address)
            for index, (address, units) in enumerate(inputs)
        ),
        outputs=tuple(Output(units=units, address=address) for address, units in outputs),
        declared_coinjoin=declared,
    )


def _links(*transactions: Transaction, **options: Any) -> list[Link]:
    return [x for x in co_spend_links(transactions, **options) if isinstance(x, Link)]


def _grouped(clustering: Clustering) -> set[frozenset[str]]:
    groups: dict[str, set[str]] = {}
    for address, representative in clustering.members.items():
        groups.setdefault(representative, set()).add(address)
    return {frozenset(group) for group in groups.values() if len(group) > 1}


def test_addresses_spent_together_belong_together() -> None:
    links = _links(_transaction(1, [("a", 5), ("b", 5)], [("c", 9)]))
    assert _grouped(cluster("abc", links)) == {frozenset("ab")}
    assert links[0].confidence_percent >= EVIDENCE_PERCENT_MIN


@pytest.mark.parametrize(
    ("inputs", "outputs", "kind"),
    [
        (5, [1_000_000] * 5, CoinJoinKind.WHIRLPOOL),
        (12, [10_000_000] * 11 + [3, 4], CoinJoinKind.WASABI_1),
        (60, [5_000, 5_000, 5_000, 8_000, 8_000, 9_000, 9_000, 7], CoinJoinKind.WASABI_2),
        (3, [700, 700, 700, 11, 12], CoinJoinKind.EQUAL_OUTPUTS),
    ],
)
def test_each_coinjoin_protocol_is_recognised_and_links_nothing(
    inputs: int, outputs: list[int], kind: CoinJoinKind
) -> None:
    share = sum(outputs) // inputs + 1
    joined = _transaction(
        1,
        [(f"in{n}", share) for n in range(inputs)],
        [(f"out{n}", units) for n, units in enumerate(outputs)],
    )
    found = find_coinjoin(joined)
    assert found is not None
    assert found.kind is kind
    (veto,) = co_spend_links([joined])
    assert isinstance(veto, Veto)
    assert veto.reason.startswith(kind.value)
    assert len(_links(joined, filter_coinjoins=False)) == inputs - 1


def test_a_payout_of_equal_sums_by_one_payer_is_no_coinjoin() -> None:
    payout = _transaction(1, [("a", 10), ("a", 10)], [("x", 5), ("y", 5), ("z", 5)])
    assert find_coinjoin(payout) is None


def test_one_payers_three_coins_into_three_equal_payments_are_no_coinjoin() -> None:
    payout = _transaction(
        1, [("a", 6), ("a", 6), ("a", 6)], [("x", 5), ("y", 5), ("z", 5), ("a", 2)]
    )
    assert find_coinjoin(payout) is None


def test_equal_outputs_to_one_receiver_are_no_coinjoin() -> None:
    split = _transaction(1, [("a", 10), ("b", 10), ("c", 10)], [("x", 9), ("x", 9), ("x", 9)])
    assert find_coinjoin(split) is None


def test_inputs_of_two_named_parties_are_never_linked() -> None:
    joint = _transaction(1, [("a", 5), ("b", 5)], [("c", 9)])
    (veto,) = co_spend_links([joint], parties={"a": "Exchange A", "b": "Exchange B"})
    assert isinstance(veto, Veto)
    assert "Exchange A, Exchange B" in veto.reason


def test_an_input_that_was_not_needed_lowers_the_confidence() -> None:
    odd = _transaction(1, [("a", 50), ("b", 5)], [("c", 40), ("d", 14)])
    assert is_payjoin_suspect(odd)
    needed = _transaction(2, [("a", 50), ("b", 5)], [("c", 52), ("d", 2)])
    assert not is_payjoin_suspect(needed)
    assert _links(odd)[0].confidence_percent < _links(needed)[0].confidence_percent


def test_a_link_taken_back_leaves_the_clusters_as_if_it_had_never_been() -> None:
    first = _transaction(1, [("a", 5), ("b", 5)], [("x", 9)])
    wrong = _transaction(2, [("b", 5), ("c", 5)], [("x", 9)])
    links = _links(first, wrong)
    taken_back = cluster("abc", links, without={wrong.transaction_id})
    assert taken_back.members == cluster("abc", _links(first)).members


def test_a_link_that_would_merge_two_named_parties_is_held_back_with_the_reason() -> None:
    links = _links(
        _transaction(1, [("a", 5), ("b", 5)], [("x", 9)]),
        _transaction(2, [("c", 5), ("d", 5)], [("x", 9)]),
        _transaction(3, [("b", 5), ("d", 5)], [("x", 9)]),
    )
    clustering = cluster("abcd", links, parties={"a": "Exchange A", "d": "Mixer"})
    assert _grouped(clustering) == {frozenset("ab"), frozenset("cd")}
    assert "Exchange A and Mixer" in clustering.held_back[0].reason


def test_a_link_that_would_merge_two_large_clusters_is_held_back() -> None:
    links = _links(
        _transaction(1, [("a", 5), ("b", 5)], [("x", 9)]),
        _transaction(2, [("c", 5), ("d", 5)], [("x", 9)]),
        _transaction(3, [("b", 5), ("d", 5)], [("x", 9)]),
    )
    assert len(cluster("abcd", links, merge_size_max=1).held_back) == 1
    assert cluster("abcd", links, merge_size_max=2).held_back == ()


NAMES = st.sampled_from("abcdefgh")


@given(st.lists(st.tuples(NAMES, NAMES), max_size=12), st.randoms())
def test_the_order_of_links_never_changes_a_cluster(
    pairs: list[tuple[str, str]], random: Any
) -> None:
    links = [
        Link(
            first=first,
            second=second,
            transaction_id=str(number),
            rule=LinkRule.CO_SPEND,
            version=1,
            confidence_percent=95,
        )
        for number, (first, second) in enumerate(pairs)
    ]
    shuffled = list(links)
    random.shuffle(shuffled)
    assert cluster("abcdefgh", links).members == cluster("abcdefgh", shuffled).members


def test_change_is_a_lead_and_never_evidence() -> None:
    earlier = _transaction(1, [], [("shop", 1)])
    payment = _transaction(2, [("a", 5_000_000)], [("shop", 3_000_000), ("fresh", 1_999_001)])
    (link,) = change_links([earlier, payment])
    assert (link.first, link.second) == ("a", "fresh")
    assert link.confidence_percent < EVIDENCE_PERCENT_MIN
    assert _grouped(cluster(["a", "fresh"], [link])) == set()
    leads = cluster(["a", "fresh"], [link], confidence_percent_min=50)
    assert _grouped(leads) == {frozenset({"a", "fresh"})}


def test_no_change_is_named_when_two_outputs_could_be_it_or_one_returns_openly() -> None:
    two_fresh = _transaction(1, [("a", 9)], [("b", 4), ("c", 4)])
    returns = _transaction(2, [("a", 9)], [("a", 4), ("d", 4)])
    assert list(change_links([two_fresh, returns])) == []


def test_an_account_that_forwards_all_to_one_custodian_is_its_customers_deposit() -> None:
    legs = ledger(
        ("customer", "deposit", 500),
        ("deposit", "hot", 500),
        ("customer", "friend", 80),
        ("friend", "hot", 40),
    )
    (found,) = find_deposit_accounts(legs, custodians={"hot": "Example Exchange"})
    assert (found.account, found.party, found.forwarded_units) == (
        "deposit",
        "Example Exchange",
        500,
    )
    assert found.link.confidence_percent < EVIDENCE_PERCENT_MIN


def test_an_account_that_keeps_money_for_days_is_no_deposit_account() -> None:
    legs = [transfer(0, "customer", "saver", 500), transfer(5000, "saver", "hot", 500)]
    assert find_deposit_accounts(legs, custodians={"hot": "Example Exchange"}) == ()


def test_an_account_paid_by_many_is_a_merchant_and_no_deposit_account() -> None:
    legs = ledger(*[(f"p{n}", "shop", 10) for n in range(21)], ("shop", "hot", 210))
    assert find_deposit_accounts(legs, custodians={"hot": "Example Exchange"}) == ()


def _fixture() -> list[Transaction]:
    rows = (chain_data("graphsense_fixtures") / "utxo" / "test_txs.json").read_text()
    return [
        _transaction(
            row["txId"],
            [(_single(entry), entry["value"]) for entry in row["inputs"]],
            [(_single(entry), entry["value"]) for entry in row["outputs"]],
            declared=row["coinjoin"],
        )
        for row in map(json.loads, rows.splitlines())
    ]


def _single(entry: dict[str, Any]) -> Any:
    return entry["address"][0] if len(entry["address"]) == 1 else None


@pytest.mark.data
@pytest.mark.parametrize(
    ("name", "filter_coinjoins"),
    [("address_cluster.json", True), ("address_cluster_with_coinjoin.json", False)],
)
def test_the_utxo_fixture_has_its_expected_clusters(name: str, filter_coinjoins: bool) -> None:
    """The fixture numbers addresses by first sight; 0 stands for the coinbase."""
    chain = _fixture()
    numbered = ["coinbase", *addresses_in_order(chain)]
    expected: dict[int, set[str]] = {}
    text = (chain_data("graphsense_fixtures") / "utxo" / name).read_text()
    for row in map(json.loads, text.splitlines()):
        expected.setdefault(row["clusterId"], set()).add(numbered[row["addressId"]])
    clustering = cluster(numbered, _links(*chain, filter_coinjoins=filter_coinjoins))
    assert len(numbered) == 15
    assert _grouped(clustering) == {frozenset(g) for g in expected.values() if len(g) > 1}


@pytest.mark.data
def test_the_chain_of_2009_has_its_known_clusters_and_no_false_coinjoin() -> None:
    chain = chain_of_2009()
    found = list(co_spend_links(chain))
    sizes = cluster(
        addresses_in_order(chain), [link for link in found if isinstance(link, Link)]
    ).sizes()
    assert sum(sizes.values()) == 32_616
    assert len(sizes) == 29_972
    assert max(sizes.values()) == 320
    # CoinJoin was proposed in 2013: whatever a detector finds in 2009 is wrong.
    assert not any(isinstance(entry, Veto) for entry in found)
