"""Recall, precision and decision delay mean what the docs say they mean."""

from hypothesis import given
from hypothesis import strategies as st

from plainsight.trace.flows.evaluate import (
    Known,
    Label,
    Spotted,
    score_delay,
    score_patterns,
    score_typologies,
)

DAY = 86_400_000_000


def label(name: str, day: int, group: str = "g", pattern: str = "fan-in") -> Label:
    return Label(transfer_id=name, at_us=day * DAY, group=group, pattern=pattern)


def spotted(names: str, typology: str = "F03") -> Spotted:
    return Spotted(typology_id=typology, transfer_ids=frozenset(names))


LABELS = [label("a", 1), label("b", 2), label("c", 3), label("d", 9, "h", "cycle")]


def test_a_group_is_met_by_an_instance_that_holds_at_least_half_of_it() -> None:
    (cycle, fan_in) = score_patterns([spotted("ab"), spotted("xd", "F08")], LABELS)
    assert (fan_in.groups, fan_in.met, dict(fan_in.met_by)) == (1, 1, {"F03": 1})
    assert (cycle.recall, dict(cycle.met_by)) == (1000, {"F08": 1})
    (_, missed) = score_patterns([spotted("a"), spotted("c")], LABELS)
    assert missed.met == 0  # two halves of a story in two findings are not the story


def test_an_instance_is_true_when_at_least_half_of_it_is_labelled() -> None:
    (score,) = score_typologies([spotted("ax"), spotted("bxyz"), spotted("abc")], LABELS)
    assert (score.instances, score.true_instances, score.precision) == (3, 2, 666)
    assert (score.transfers, score.true_transfers, score.groups_met) == (6, 3, 1)


def runs(*days: tuple[int, str]) -> list[Known]:
    return [
        Known(as_of_us=day * DAY, spotted=(spotted(names),) if names else ()) for day, names in days
    ]


def happened(names: str) -> dict[str, int]:
    return {each.transfer_id: each.at_us for each in LABELS} | dict.fromkeys(
        set(names) - set("abcd"), DAY
    )


def test_a_transfer_counts_only_when_the_search_of_its_decision_day_found_it() -> None:
    known = runs((1, ""), (2, ""), (3, "abc"), (4, "abc"), (10, "abcd"))
    at_once = score_delay(known, LABELS, happened("abcd"), delay_us=0, delay_days=0)
    assert (at_once.found, at_once.labelled) == (2, 4)  # c on its day, d at the next search
    later = score_delay(known, LABELS, happened("abcd"), delay_us=2 * DAY, delay_days=2)
    assert (later.found, later.labelled) == (3, 3)  # d is decided on day 11: no search yet


def test_a_transfer_that_was_found_and_dropped_again_is_not_found() -> None:
    known = runs((1, "a"), (2, "a"), (3, ""), (9, ""))
    delayed = score_delay(known, LABELS, happened("a"), delay_us=2 * DAY, delay_days=2)
    assert delayed.found == 0


def test_flagging_what_nobody_labelled_lowers_precision() -> None:
    known = runs((1, "ax"), (9, ""))
    score = score_delay(known, LABELS, happened("ax"), delay_us=0, delay_days=0)
    assert (score.found, score.flagged, score.precision) == (1, 2, 500)


def test_a_group_is_due_so_long_after_its_last_transfer() -> None:
    known = runs((3, "a"), (4, "abc"), (12, "d"))
    early = score_delay(known, LABELS, happened("abcd"), delay_us=0, delay_days=0)
    assert (early.groups_met, early.groups) == (1, 2)
    late = score_delay(known, LABELS, happened("abcd"), delay_us=DAY, delay_days=1)
    assert (late.groups_met, late.groups) == (2, 2)


@given(st.lists(st.tuples(st.integers(1, 30), st.text("abcdxyz", max_size=5)), max_size=8))
def test_no_more_is_found_than_is_flagged_or_labelled(drawn: list[tuple[int, str]]) -> None:
    known = runs(*sorted({day: (day, names) for day, names in drawn}.values()))
    for days in (0, 1, 5):
        score = score_delay(
            known, LABELS, happened("abcdxyz"), delay_us=days * DAY, delay_days=days
        )
        assert score.found <= min(score.flagged, score.labelled)
        assert score.groups_met <= score.groups
