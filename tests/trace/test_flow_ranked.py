"""What reading from the top gives, and what speaks against a finding of strangers."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st
from tests.strategies.flow_findings import flow_finding, flow_leg

from plainsight.trace.flows.evaluate import Label, Spotted
from plainsight.trace.flows.finding import FlowFinding, legs_in_order, stranger_count
from plainsight.trace.flows.ranked import rank, read_as_it_comes, read_first

LABELS = [Label(transfer_id=name, at_us=0, group="g", pattern="fan-in") for name in "abcd"]


def entry(names: str) -> Spotted:
    return Spotted(typology_id="F03", transfer_ids=frozenset(names))


def test_average_precision_is_the_mean_precision_down_to_each_true_entry() -> None:
    ranked = rank("F03", [entry("ab"), entry("xy"), entry("cz")], LABELS, first=(2,))
    assert (ranked.entries, ranked.true) == (3, 2)
    assert ranked.average_precision == (1000 + 666) // 2
    assert ranked.at_true == 500
    (first,) = ranked.first
    assert (first.read, first.true, first.transfers, first.labelled_transfers) == (2, 1, 4, 2)
    assert first.groups_met == 1


def test_a_list_without_a_true_entry_has_no_precision_to_average() -> None:
    ranked = rank("F03", [entry("xy")], LABELS)
    assert (ranked.average_precision, ranked.at_true) == (None, None)
    assert [each.read for each in ranked.first] == [1, 1]


@given(st.lists(st.sampled_from(["ab", "xy", "cz", "d", "xyz"]), max_size=8))
def test_no_order_is_better_than_the_true_ones_first(names: list[str]) -> None:
    entries = [entry(each) for each in names]
    best = sorted(entries, key=lambda each: read_first([each], LABELS).true, reverse=True)
    as_is, perfect = rank("F03", entries, LABELS), rank("F03", best, LABELS)
    assert (as_is.average_precision or 0) <= (perfect.average_precision or 0)
    if perfect.true:
        assert perfect.average_precision == perfect.at_true == 1000


def test_a_desk_reads_an_alert_again_only_when_most_of_it_is_new() -> None:
    searches = [[entry("ab"), entry("xy")], [entry("abz"), entry("abcdq"), entry("uv")]]
    read = read_as_it_comes(searches, LABELS, each=1)
    assert (read.read, read.true) == (2, 2)
    assert read.labelled_transfers == 4
    every = read_as_it_comes(searches, LABELS, each=10)
    assert every.read == 4


def of_strangers(*dealings: int) -> FlowFinding:
    finding = flow_finding(range(len(dealings)))
    legs = tuple(
        replace(each, dealings=count) for each, count in zip(finding.legs, dealings, strict=True)
    )
    return replace(finding, legs=legs, of_strangers=True)


def test_confidence_falls_with_the_cube_of_what_passes_between_old_acquaintances() -> None:
    assert of_strangers(1, 1, 1, 1).confidence == 600
    assert of_strangers(1, 9, 2, 1).confidence == 600 // 8
    assert of_strangers(3, 3, 3, 3).confidence == 0
    assert of_strangers(1, 9, 2, 1).score == 600


def test_who_pays_twice_within_one_finding_is_still_a_stranger() -> None:
    legs = [replace(flow_leg(number, "p", "c"), dealings=2) for number in (1, 2)]
    assert stranger_count(legs_in_order(legs)) == 2
    back = [replace(legs[0], dealings=2), replace(flow_leg(3, "c", "p"), dealings=2)]
    assert stranger_count(back) == 2
    assert stranger_count(legs[:1]) == 0


def test_a_form_that_is_not_one_of_strangers_keeps_its_score() -> None:
    known = replace(of_strangers(9, 9), of_strangers=False)
    assert known.confidence == known.score
    assert known.expected_loss == known.at_risk.units * known.score // 1000
