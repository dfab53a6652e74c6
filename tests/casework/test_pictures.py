"""The timeline and the graph of a case, and what can be searched."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st
from tests.strategies.casework import DAY, HOUR, NOON

from plainsight.casework.case import CaseItem, CaseNote, ItemKind
from plainsight.casework.graph import Tie, graph_of, node_id
from plainsight.casework.search_terms import TERMS_MAX, terms_of_query, terms_of_text
from plainsight.casework.timeline import Strand, timeline_of

ITEMS = (
    CaseItem(kind=ItemKind.POST, ref="g/p1", at=NOON, data={"account_id": "acc-1"}),
    CaseItem(
        kind=ItemKind.TRANSFER, ref="t1", at=NOON - DAY,
        data={"source": "acc-1", "target": "acc-2", "amount": 5_000, "asset": "USD"},
    ),
    CaseItem(kind=ItemKind.CONTACT, ref="phone:+14155552671", at=NOON,
             data={"account_id": "acc-1"}),
    CaseItem(kind=ItemKind.HOLD, ref="ho_1", at=NOON + HOUR, data={"account_id": "acc-2"}),
    CaseItem(kind=ItemKind.ALERT, ref="al_1", at=NOON, data={"account_ids": ["acc-1", "acc-3"]}),
    CaseItem(kind=ItemKind.TRANSFER, ref="t2", at=None, data={}),
)  # fmt: skip


def test_a_graph_shows_who_posted_who_paid_and_what_ties_them() -> None:
    graph = graph_of("ca_1", ITEMS)
    labels = {node.node_id: node.ref for node in graph.nodes}
    ties = {(labels[e.source], e.tie, labels[e.target]) for e in graph.edges}
    assert ties == {
        ("acc-1", Tie.POSTED, "g/p1"),
        ("acc-1", Tie.PAID, "acc-2"),
        ("acc-1", Tie.NAMES, "phone:+14155552671"),
        ("ho_1", Tie.ABOUT, "acc-2"),
        ("al_1", Tie.ABOUT, "acc-1"),
        ("al_1", Tie.ABOUT, "acc-3"),
    }
    paid = next(edge for edge in graph.edges if edge.tie is Tie.PAID)
    assert (paid.amount, paid.asset) == (5_000, "USD")


def test_a_trail_is_tied_to_the_wallet_it_begins_at_and_names_no_address() -> None:
    trail = CaseItem(
        kind=ItemKind.TRAIL, ref="trail_1", at=NOON,
        data={"account_id": "acc-1", "wallet": "wallet.tron:TQ5WvLz", "amount_text": "650 USDT",
              "says": "650 USDT to Example Chemicals (sanctioned)"},
    )  # fmt: skip
    graph = graph_of("ca_1", [trail])
    refs = {node.node_id: node.ref for node in graph.nodes}
    (edge,) = graph.edges
    assert (refs[edge.source], refs[edge.target]) == ("wallet.tron:TQ5WvLz", "trail_1")
    assert (edge.tie, edge.label) == (Tie.PAID, "650 USDT")
    assert edge.amount is None, "tokens and cents have other base units: no width compares them"
    assert "TQ5WvLz" not in str([node.label for node in graph.nodes])


def test_an_alert_is_drawn_with_what_it_is_of() -> None:
    alert = CaseItem(
        kind=ItemKind.ALERT, ref="al_1", at=NOON, data={"typology_ids": ["T04", "T18"]}
    )
    labels = [node.label for node in graph_of("ca_1", [alert]).nodes]
    assert labels == ["T04, T18 al_1"]


def test_every_end_of_an_edge_is_a_node_and_the_picture_repeats() -> None:
    graph = graph_of("ca_1", ITEMS)
    nodes = {node.node_id for node in graph.nodes}
    assert all(edge.source in nodes and edge.target in nodes for edge in graph.edges)
    assert graph == graph_of("ca_1", ITEMS[::-1])


def test_ids_in_a_picture_join_no_two_cases_and_name_no_account() -> None:
    one, two = graph_of("ca_1", ITEMS), graph_of("ca_2", ITEMS)
    ids = {node.node_id for node in one.nodes} | {edge.edge_id for edge in one.edges}
    assert not ids & ({node.node_id for node in two.nodes} | {e.edge_id for e in two.edges})
    assert not any("acc-1" in each for each in ids)
    assert node_id("ca_1", ItemKind.ACCOUNT, "x") != node_id("ca_1", ItemKind.POST, "x")


def test_contacts_are_masked_in_a_picture_until_they_are_needed() -> None:
    assert "4155552671" not in str([node.label for node in graph_of("ca_1", ITEMS).nodes])
    plain = graph_of("ca_1", ITEMS, are_contacts_masked=False)
    assert "phone:+14155552671" in [node.label for node in plain.nodes]


def test_a_timeline_is_in_order_and_leaves_out_what_has_no_instant() -> None:
    note = CaseNote(
        case_id="ca_1", number=1, at=NOON + 2 * HOUR, staff_id="ann", act="noted", text="Odd."
    )
    moments = timeline_of(items=ITEMS, notes=[note])
    assert moments[0].ref == "t1"
    assert [moment.at for moment in moments] == sorted(moment.at for moment in moments)
    assert {moment.ref for moment in moments} == {
        "t1", "g/p1", "phone:+14155552671", "al_1", "ho_1", "1",
    }  # fmt: skip
    assert {moment.strand for moment in moments} == {Strand.WORLD, Strand.DESK}
    assert moments[-1].at - NOON == timedelta(hours=2)


def test_a_timeline_names_the_account_that_it_speaks_of() -> None:
    seen = CaseItem(kind=ItemKind.ACCOUNT, ref="u_97643", at=NOON, data={})
    (moment,) = timeline_of(items=[seen])
    assert moment.says == "account first seen here: u_97643"
    assert (moment.act, moment.own) == ("account_first_seen_here", "u_97643")


@given(st.text(max_size=60))
def test_a_text_is_found_by_every_part_that_a_query_of_it_asks_for(text: str) -> None:
    terms = terms_of_text([text])
    assert set(terms_of_query(text)) <= terms
    assert len(terms) <= TERMS_MAX


def test_a_query_cuts_words_and_pairs_of_characters() -> None:
    assert terms_of_query("换汇 WeChat") == ("换汇", "wechat")
    assert terms_of_query("换汇款") == ("换汇", "汇款")
    assert terms_of_query("换") == ("换",)
    assert terms_of_query("joe@mail.com") == ("joe", "mail", "com")
    assert terms_of_query("!?") == ()
    assert set(terms_of_query("ＵＳＤＴ")) == {"usdt"}
