from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st
from tests.strategies.oversight import BEGIN, Said, answered, entries_of, received, tellings

from plainsight.model.fact import JsonValue
from plainsight.oversight.suppression import CELL_MIN
from plainsight.oversight.transparency import SUPPRESSED, csv_rows, report_transparency
from plainsight.oversight.transparency_columns import COLUMNS, MEDIANS


def _many(count: int, *, country: str = "US", start: int = 0) -> list[Said]:
    told: list[Said] = []
    for number in range(start, start + count):
        told += [received(f"re_{number}", country=country), answered(f"re_{number}", 5)]
    return told


def test_a_row_says_what_became_of_the_requests_of_a_country_and_instrument() -> None:
    told = [*_many(20), *_many(15, country="SG", start=100)]
    told += [("hold:placed", f"ho_{n}", {"request": f"re_{n}"}) for n in range(12)]
    told += [("package:released", f"re_{n}", {"lines": 4}) for n in range(11)]
    singapore, us, total = report_transparency(entries_of(told), period="2026-H2")
    assert (us.country, us.cells["requests"], us.cells["answered_in_time"]) == ("US", 20, 20)
    assert (us.cells["productions"], us.cells["accounts_preserved"]) == (11, 12)
    assert singapore.cells["requests"] == 15
    assert (total.cells["requests"], total.cells["emergencies"], us.median_hours) == (35, 0, 5)


def test_a_withdrawal_is_no_answer() -> None:
    told = _many(20)
    for number in range(100, 115):
        tag, subject, body = answered(f"re_{number}", 5)
        told += [received(f"re_{number}"), (tag, subject, {**body, "by": "withdrawn"})]
    total = report_transparency(entries_of(told), period="2026-H2")[-1]
    assert (total.cells["requests"], total.cells["answered"]) == (35, 20)


def test_a_legal_request_answered_again_has_one_answer_as_late_as_its_latest() -> None:
    told = _many(30)
    told += [("package:released", f"re_{n}", {"lines": 4}) for n in range(30)]
    for number in range(12):
        again = 50 if number < 11 else 5
        told += [
            ("package:taken_back", f"re_{number}", {"lines": 4}),
            ("clock:owed_again", f"re_{number}", {"kind": "response"}),
            answered(f"re_{number}", again),
        ]
    cells = report_transparency(entries_of(told), period="2026-H2")[-1].cells
    assert (cells["requests"], cells["answered"], cells["answered_in_time"]) == (30, 30, 19)
    assert cells["productions"] == 18


def test_a_duplicate_that_was_none_is_not_counted_as_one() -> None:
    told = _many(30)
    told += [("request:moved", f"re_{n}", {"command": "mark_duplicate"}) for n in range(25)]
    told += [("request:moved", f"re_{n}", {"command": "unmark_duplicate"}) for n in range(12)]
    assert report_transparency(entries_of(told), period="2026-H2")[-1].cells["duplicates"] == 13


def test_a_clock_that_ran_out_is_counted_though_nobody_entered_its_breach() -> None:
    due: JsonValue = {"response": (BEGIN + timedelta(minutes=30)).isoformat()}
    told = [received(f"re_{n}", due=due) for n in range(30)]
    told += [("clock:breached", f"re_{n}", {"kind": "response"}) for n in range(12)]
    told += [answered(f"re_{n}", 1) for n in range(12, 15)]  # entered after they were due
    total = report_transparency(entries_of(told), period="2026-H2")[-1]
    assert total.cells["breached"] == 30


def test_a_preservation_that_no_process_followed_is_counted() -> None:
    told = [*_many(30)]
    told += [("hold:placed", f"ho_{n}", {"request": f"re_{n}"}) for n in range(25)]
    told += [("package:released", f"re_{n}", {"lines": 4}) for n in range(10)]
    *_, total = report_transparency(entries_of(told), period="2026")
    assert total.cells["preservations_without_process"] == 15


def test_cells_under_ten_are_suppressed_and_cannot_be_had_by_subtraction() -> None:
    told = [*_many(30), *_many(12, country="SG", start=100), *_many(3, country="FR", start=200)]
    france, singapore, us, total = report_transparency(entries_of(told), period="2026-H2")
    assert france.cells["requests"] is None
    assert singapore.cells["requests"] is None  # or 45 - 30 - 12 would tell of France
    assert (us.cells["requests"], total.cells["requests"]) == (30, 45)
    assert france.median_hours is None


def test_requests_of_another_half_year_are_left_out() -> None:
    assert report_transparency(entries_of(_many(20)), period="2026-H1")[-1].cells["requests"] == 0
    assert report_transparency(entries_of(_many(20)), period="2025")[-1].cells["requests"] == 0


def test_the_csv_has_a_header_and_a_word_for_what_is_suppressed() -> None:
    table = csv_rows(report_transparency(entries_of(_many(3)), period="2026"), period="2026")
    assert table[0][:3] == ["period", "country", "instrument"]
    assert table[1][3] == SUPPRESSED
    assert {len(row) for row in table} == {len(COLUMNS) + 3 + len(MEDIANS)}


def _moved(request: str, command: str, number: str = "") -> Said:
    return ("request:moved", request, {"command": command, "number": number})


def _one_sided(number: int) -> list[Said]:
    gap: dict[str, JsonValue] = {"transfers": 3, "counterparties": 2, "identified": 1}
    return [
        ("gap:recorded", f"re_{number}", gap),
        ("package:released", f"re_{number}", {"lines": 4}),
        ("gap:followed", f"re_{number}", {"to": "requester_informed"}),
    ]


def test_refusals_withdrawals_fraud_and_who_was_never_verified_are_told() -> None:
    told = _many(60)
    told += [_moved(f"re_{n}", "verify_requester", "T04") for n in range(48)]
    told += [_moved(f"re_{n}", "refuse", "T12") for n in range(10)]
    told += [_moved(f"re_{n}", "refuse", "T12a") for n in range(48, 58)]
    told += [_moved(f"re_{n}", "suspect_fraud", "T05") for n in range(10, 21)]
    told += [_moved(f"re_{n}", "withdraw", "T23") for n in range(21, 34)]
    told += [_moved(f"re_{n}", "route", "T14") for n in range(34, 48)]
    cells = report_transparency(entries_of(told), period="2026-H2")[-1].cells
    assert (cells["refused"], cells["refused_unverified"], cells["unverified"]) == (20, 10, 12)
    assert (cells["fraud_attempts"], cells["withdrawn"], cells["routed_elsewhere"]) == (11, 13, 14)


def test_the_gap_is_told_from_its_rate_to_the_age_of_what_is_open() -> None:
    told = _many(40)
    told += [line for number in range(30) for line in _one_sided(number)]
    told += [("gap:followed", f"re_{n}", {"to": "mla_ref_known"}) for n in range(20)]
    told += [("gap:followed", f"re_{n}", {"to": "answered"}) for n in range(12)]
    told += [("gap:followed", f"re_{n}", {"to": "no_answer"}) for n in range(12, 20)]
    total = report_transparency(entries_of(told), period="2026-H2")[-1]
    cells = total.cells
    assert (cells["gap_productions"], cells["productions"]) == (30, 30)
    assert (cells["gap_transfers"], cells["gap_counterparties"]) == (90, 60)
    assert cells["gap_identified"] == 30
    assert (cells["gap_informed"], cells["gap_mla_known"], cells["gap_answered"]) == (30, 20, 12)
    assert cells["gap_open"] == 18  # whoever gave up waiting has no answer either
    assert total.medians["days_to_mla_answer"] == total.medians["days_gap_open"] == 1


def test_a_routing_letter_is_no_one_sided_production() -> None:
    told = _many(20)
    told += [("gap:recorded", f"re_{n}", {"transfers": 1, "counterparties": 1}) for n in range(12)]
    cells = report_transparency(entries_of(told), period="2026-H2")[-1].cells
    assert (cells["gap_productions"], cells["gap_open"]) == (0, 12)


def test_a_sum_of_few_requests_is_not_told_however_large() -> None:
    told = _many(40)
    told += [("gap:recorded", f"re_{n}", {"transfers": 70, "counterparties": 5}) for n in range(4)]
    cells = report_transparency(entries_of(told), period="2026-H2")[-1].cells
    assert cells["gap_transfers"] is cells["gap_counterparties"] is None


def test_the_time_to_acknowledge_is_until_a_person_looks() -> None:
    told = _many(12)
    told += [answered(f"re_{n}", 2, kind="pick_up") for n in range(12)]
    total = report_transparency(entries_of(told), period="2026-H2")[-1]
    assert (total.medians["hours_to_pick_up"], total.median_hours) == (2, 5)
    assert report_transparency(entries_of(_many(12)), period="2026-H2")[-1].medians == {
        "hours_to_pick_up": None,
        "hours_to_answer": 5,
        "days_to_mla_answer": None,
        "days_gap_open": None,
    }


def test_two_small_cells_are_not_worked_out_from_the_total() -> None:
    ones = [*_many(1, country="FR", start=100), *_many(1, country="SG", start=200)]
    told = [*_many(30), *ones]
    *rows, total = report_transparency(entries_of(told), period="2026-H2")
    assert [row.cells["requests"] for row in rows] == [None, None, None]
    assert total.cells["requests"] == 32  # 1 to 30 for each, as far as anybody can tell
    told += _many(12, country="DE", start=300)
    *rows, total = report_transparency(entries_of(told), period="2026-H2")
    assert [row.cells["requests"] for row in rows] == [None, None, None, 30]
    assert total.cells["requests"] == 44


def test_where_nothing_is_left_to_hide_behind_the_total_is_hidden() -> None:
    told = [*_many(9, country="FR"), *_many(1, country="SG", start=100)]
    *rows, total = report_transparency(entries_of(told), period="2026-H2")
    assert [row.cells["requests"] for row in [*rows, total]] == [None, None, None]
    assert total.cells["duplicates"] == 0


def test_a_cell_that_hides_another_is_not_said_to_be_small() -> None:
    told = [*_many(30), *_many(12, country="SG", start=100), *_many(3, country="FR", start=200)]
    table = csv_rows(report_transparency(entries_of(told), period="2026"), period="2026")
    assert [row[3] for row in table] == ["requests", SUPPRESSED, SUPPRESSED, "30", "45"]
    assert "<" not in SUPPRESSED  # twelve is not under ten


def test_refusals_are_not_had_from_answers_less_productions() -> None:
    told = _many(31)
    told += [("package:released", f"re_{n}", {"lines": 4}) for n in range(28)]
    told += [_moved(f"re_{n}", "refuse", "T12") for n in range(28, 31)]
    for row in report_transparency(entries_of(told), period="2026-H2"):
        assert row.cells["refused"] is None
        assert row.cells["nil_answers"] == 0
        assert None in (row.cells["answered"], row.cells["productions"]), "31 - 28 = 3"


def test_a_sum_of_one_request_about_many_accounts_is_not_told() -> None:
    told = [*_many(40), received("re_900", country="SG", identifier_count=24)]
    told += [("hold:placed", f"ho_{n}", {"request": "re_900"}) for n in range(24)]
    singapore, _, total = report_transparency(entries_of(told), period="2026-H2")
    for column in ("requests", "identifiers", "accounts_preserved"):
        assert singapore.cells[column] is None, column
    assert total.cells["accounts_preserved"] is None, "nobody else's stand in the total"
    assert total.cells["identifiers"] == 64


def test_a_median_is_not_shown_where_its_count_is_hidden() -> None:
    told = [*_many(30), *_many(12, country="SG", start=100), *_many(3, country="FR", start=200)]
    _, singapore, us, _ = report_transparency(entries_of(told), period="2026-H2")
    assert (
        singapore.cells["answered"] is singapore.median_hours is None
    )  # it would say "10 or more"
    assert us.median_hours == 5


counts = st.sampled_from([0, 1, 2, 4, 5, 8, 9, 10, 11, 19, 25])


@given(st.lists(counts, max_size=12))
def test_every_hidden_cell_could_be_anything_from_one_to_ten_or_more(given_: list[int]) -> None:
    told = [
        said
        for place, count in enumerate(given_)
        for said in _many(count, country=f"C{place:02d}", start=100 * place)
    ]
    *rows, total = report_transparency(entries_of(told), period="2026-H2")
    for column in ("requests", "identifiers", "answered"):
        _judge_column([row.cells[column] for row in rows], total.cells[column])


def _judge_column(shown: list[int | None], total: int | None) -> None:
    """Solve the column as a reader would: zeros are shown, so what is hidden is 1 or more."""
    assert all(count is None or count == 0 or count >= CELL_MIN for count in shown)
    hidden = shown.count(None)
    if total is None:
        assert all(not count for count in shown)  # nothing else was left to hide
    elif hidden:
        left = total - sum(count for count in shown if count is not None)
        assert left - (hidden - 1) >= CELL_MIN, (shown, total)
        assert hidden > 1


@given(tellings)
def test_no_published_cell_is_small_and_none_can_be_worked_out(told: list[Said]) -> None:
    *rows, total = report_transparency(entries_of(told), period="2026-H2")
    for column in COLUMNS:
        _judge_column([row.cells[column] for row in rows], total.cells[column])
