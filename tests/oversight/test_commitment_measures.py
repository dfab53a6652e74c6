from datetime import timedelta
from pathlib import Path
from statistics import median_low

import pytest
from hypothesis import given
from tests.strategies.oversight import BEGIN, HOUR, Said, answered, entries_of, received, tellings

from plainsight.model.fact import JsonValue
from plainsight.oversight.commitment import PROMISES, Commitment
from plainsight.oversight.measure import is_kept, measure_entries
from plainsight.oversight.measures import BY_ID, MEASURES

ROOT = Path(__file__).parents[2]


def _values(told: list[Said]) -> dict[str, int | None]:
    return {f.measure_id: f.value for f in measure_entries(MEASURES, entries_of(told))}


def test_every_commitment_has_a_promise_and_measures() -> None:
    assert PROMISES.keys() == set(Commitment)
    assert {measure.commitment for measure in MEASURES} == set(Commitment)
    assert len(BY_ID) == len(MEASURES)
    for measure in MEASURES:
        assert measure.measure_id.startswith(f"{measure.commitment.value}.")
        assert measure.part_of == "" or measure.part_of in BY_ID


def test_an_answer_counts_in_time_to_the_second() -> None:
    on_time = answered("re_1", 48)
    late = ("clock:answered", "re_2", {**on_time[2], "took_seconds": 48 * HOUR + 1})
    values = _values([on_time, late])
    assert (values["C3.answered"], values["C3.in_time"]) == (2, 1)
    assert values["C3.slowest"] == 48 * HOUR + 1
    assert is_kept(BY_ID["C3.in_time"], values) is False
    assert is_kept(BY_ID["C3.slowest"], values) is False
    assert is_kept(BY_ID["C3.in_time"], _values([on_time])) is True


def test_a_clock_with_more_time_says_nothing_about_48_hours() -> None:
    values = _values([answered("re_1", 70, allowed=240)])
    assert (values["C2.answered"], values["C3.answered"]) == (1, 0)
    assert values["C3.median"] is None
    assert is_kept(BY_ID["C3.in_time"], values) is None


def test_a_return_date_makes_no_emergency_of_an_ordinary_demand() -> None:
    def near(request: str, *, is_emergency: bool) -> Said:
        tag, subject, body = answered(request, 3)
        return (tag, subject, {**body, "by_return_date": True, "is_emergency": is_emergency})

    values = _values([near("re_1", is_emergency=False), near("re_2", is_emergency=True)])
    assert (values["C2.answered"], values["C3.answered"], values["C3.in_time"]) == (2, 1, 1)


def test_an_acknowledgement_is_no_answer_and_neither_is_a_duplicate() -> None:
    repeated = answered("re_2", 1)
    told = [
        received("re_1"),
        received("re_2", is_duplicate=True),
        answered("re_1", 1, kind="pick_up"),
        ("clock:answered", "re_2", {**repeated[2], "by": "duplicate"}),
    ]
    values = _values(told)
    assert (values["C2.received"], values["C2.answered"], values["C5.picked_up"]) == (2, 0, 1)
    assert (values["C2.duplicates"], values["C3.answered"]) == (1, 0)


def test_a_production_without_a_reference_is_told_as_broken() -> None:
    told: list[Said] = [
        ("package:released", "re_1", {"lines": 3, "has_investigation_reference": True}),
        ("package:released", "re_2", {"lines": 3, "has_investigation_reference": False}),
        ("package:released", "re_3", {"lines": 0, "has_investigation_reference": False}),
    ]
    values = _values(told)
    assert (values["C2.produced"], values["C2.tied"]) == (2, 1)
    assert is_kept(BY_ID["C2.tied"], values) is False


def test_lost_holds_and_breaches_break_a_promise_and_none_keeps_it() -> None:
    round_ = ("holds:checked", "holds", {"checked": 9, "corrupted": 1})
    values = _values([round_, ("clock:breached", "re_1", {"kind": "response"})])
    assert (values["C4.checked"], values["C4.lost"], values["C3.breached"]) == (9, 1, 1)
    assert is_kept(BY_ID["C4.lost"], values) is False
    assert is_kept(BY_ID["C3.breached"], values) is False
    whole = ("holds:checked", "holds", {"checked": 9, "corrupted": 0})
    assert is_kept(BY_ID["C4.lost"], _values([whole])) is True
    assert is_kept(BY_ID["C4.lost"], _values([])) is None  # nothing was looked at


def test_an_answer_in_time_or_an_entered_breach_leaves_no_receipt_to_count() -> None:
    def heard(minutes: int) -> dict[str, JsonValue]:
        return {"due": {"response": (BEGIN + timedelta(minutes=minutes)).isoformat()}}

    told = [
        received("re_in_time", **heard(4)),
        received("re_late", **heard(4)),
        received("re_entered", **heard(4)),
        received("re_open", **heard(60)),
        answered("re_in_time", 1),
        ("clock:breached", "re_entered", {"kind": "response"}),
        answered("re_late", 1),
    ]
    by_id = {f.measure_id: f for f in measure_entries(MEASURES, entries_of(told))}
    assert (by_id["C3.breached"].value, by_id["C3.breached"].entries) == (2, (1, 5))
    later = measure_entries(MEASURES, entries_of(told), until=BEGIN + timedelta(minutes=61))
    assert {f.measure_id: f.entries for f in later}["C3.breached"] == (1, 3, 5)


def test_a_request_that_nobody_ever_picked_up_breaks_the_promise_of_a_contact() -> None:
    due: dict[str, JsonValue] = {"pick_up": (BEGIN + timedelta(minutes=9)).isoformat()}
    waiting = [received(f"re_{number}", due=due) for number in range(1, 4)]
    told = [*waiting, answered("re_1", 0, kind="pick_up")]
    in_time = _values(told)
    assert (in_time["C5.received"], in_time["C5.breached"]) == (3, 0)
    assert is_kept(BY_ID["C5.breached"], in_time) is True

    entered: Said = ("clock:breached", "re_2", {"kind": "pick_up"})
    later: list[Said] = [entered, *[("posts:refused", "ba_1", {"count": 1})] * 5]
    by_id = {f.measure_id: f for f in measure_entries(MEASURES, entries_of([*told, *later]))}
    assert by_id["C5.breached"].entries == (4,)  # the last entry is at the ninth minute
    late = measure_entries(MEASURES, entries_of([*told, *later, later[-1]]))
    assert {f.measure_id: f.entries for f in late}["C5.breached"] == (2, 4)
    values = {f.measure_id: f.value for f in late}
    assert (values["C5.in_time"], values["C5.picked_up"]) == (1, 1)
    assert is_kept(BY_ID["C5.breached"], values) is False


def test_a_pick_up_in_time_ends_no_response_clock_and_an_answer_no_pick_up_clock() -> None:
    due: dict[str, JsonValue] = {
        kind: (BEGIN + timedelta(minutes=3)).isoformat() for kind in ("pick_up", "response")
    }
    told = [
        received("re_1", due=due),
        received("re_2", due=due),
        answered("re_1", 0, kind="pick_up"),
        answered("re_2", 0),
        *[("posts:refused", "ba_1", {"count": 1})] * 2,
    ]
    by_id = {f.measure_id: f.entries for f in measure_entries(MEASURES, entries_of(told))}
    assert (by_id["C3.breached"], by_id["C5.breached"]) == ((0,), (1,))


@pytest.mark.parametrize("due", ["soon", None, 5, {"response": "2026-99-99"}, {"response": "x"}])
def test_a_due_that_cannot_be_read_says_nothing(due: JsonValue) -> None:
    assert _values([received("re_1", due=due), answered("re_2", 1)])["C3.breached"] == 0
    assert _values([received("re_1", due=due), answered("re_2", 1)])["C5.received"] == 0


def test_the_gap_is_told_as_a_rate_a_funnel_and_an_age() -> None:
    released: dict[str, JsonValue] = {"lines": 3, "has_investigation_reference": True}
    gap: dict[str, JsonValue] = {"transfers": 4, "counterparties": 3, "identified": 2}
    told: list[Said] = [
        ("gap:recorded", "re_1", gap),
        ("package:released", "re_1", {**released, "is_one_sided": True}),
        ("package:released", "re_2", {**released, "is_one_sided": False}),
        ("package:released", "re_3", {**released, "lines": 0, "is_one_sided": True}),
        ("gap:followed", "re_1", {"to": "requester_informed", "age_seconds": 60}),
        ("gap:recorded", "re_4", gap),
        ("gap:followed", "re_1", {"to": "mla_ref_known", "age_seconds": 120}),
        ("gap:followed", "re_1", {"to": "answered", "age_seconds": 7 * HOUR}),
        ("gap:followed", "re_4", {"to": "no_answer", "age_seconds": 60}),
        ("posts:refused", "ba_1", {"count": 1}),
    ]
    values = _values(told)
    assert (values["GAP.one_sided"], values["C2.produced"]) == (1, 2)
    assert (values["GAP.identified"], values["GAP.parties"]) == (4, 6)
    funnel = ("informed", "mla_known", "answered", "given_up")
    assert [values[f"GAP.{step}"] for step in funnel] == [1, 1, 1, 1]
    assert values["GAP.median"] == 7 * HOUR
    # Whoever gave up waiting has no answer either; its entry is four minutes before the last.
    assert (values["GAP.open"], values["GAP.age"]) == (1, 4 * 60)


def test_without_a_gap_there_is_no_age() -> None:
    values = _values([received("re_1")])
    assert (values["GAP.open"], values["GAP.age"], values["GAP.median"]) == (0, None, None)


def test_true_is_no_number_to_a_sum() -> None:
    assert _values([("posts:refused", "ba_1", {"count": True})])["PRIVACY.refused"] == 0


@given(tellings)
def test_every_number_rests_on_the_entries_it_names(told: list[Said]) -> None:
    entries = entries_of(told)
    for figure in measure_entries(MEASURES, entries):
        measure = BY_ID[figure.measure_id]
        said = [measure.says(entries[index]) for index in figure.entries]
        assert None not in said
        assert list(figure.entries) == sorted(set(figure.entries))
        numbers = [number for number in said if number is not None]
        if measure.how == "sum":
            assert figure.value == sum(numbers)
        elif measure.how == "median":
            assert figure.value == (median_low(numbers) if numbers else None)
        others = set(range(len(entries))) - set(figure.entries)
        assert all(measure.says(entries[index]) is None for index in others)


def test_the_documentation_states_every_measure_as_the_code_does() -> None:
    page = (ROOT / "docs" / "concepts" / "oversight.md").read_text(encoding="utf-8")
    for measure in MEASURES:
        assert f"| `{measure.measure_id}` | {measure.title} | {measure.definition} |" in page


def test_an_answer_that_is_owed_again_runs_out_though_nobody_entered_it() -> None:
    due: JsonValue = {"response": (BEGIN + timedelta(minutes=30)).isoformat()}
    again: JsonValue = (BEGIN + timedelta(minutes=4)).isoformat()
    told: list[Said] = [
        received("re_1", due=due),
        answered("re_1", 1),
        ("clock:owed_again", "re_1", {"kind": "response", "due_at": again}),
    ]
    values = _values(told)
    assert (values["C2.owed_again"], values["C3.breached"]) == (1, 0)
    late = measure_entries(MEASURES, entries_of(told), until=BEGIN + timedelta(minutes=5))
    assert {f.measure_id: f.entries for f in late}["C3.breached"] == (2,)
