"""CAS numbers in posts: the check digit decides, and the left boundary."""

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.strategies.data import data_at
from tests.strategies.extracts import Planted, cas_numbers, disguise, disguises

from plainsight.detect.extract import Extract, ExtractKind, extract
from plainsight.detect.extract.cas import is_cas_number


def found_cas(text: str) -> list[Extract]:
    return [found for found in extract(text) if found.kind is ExtractKind.CAS]


# 1-Boc-4-piperidone, PMK ethyl glycidate, phenylacetone, acetic anhydride, benzylfentanyl.
@pytest.mark.parametrize("text", ["79099-07-3", "28578-16-7", "103-79-7", "108-24-7", "1474-02-8"])
def test_listed_precursors_carry_a_right_check_digit(text: str) -> None:
    assert is_cas_number(text.replace("-", ""))
    (found,) = found_cas(f"hot sale {text} in stock")
    assert (found.value, found.validated) == (text, True)


@given(cas_numbers(), disguises())
def test_every_valid_number_is_found_where_it_stands(cas: Planted, way: str) -> None:
    written = disguise(cas.written, way)
    text = f"现货 CAS {written} 双清"
    (found,) = found_cas(text)
    assert (found.value, found.validated) == (cas.value, True)
    assert text[found.start : found.end].startswith(written.rstrip("\u0336"))


@given(cas_numbers(), st.integers(1, 9))
def test_a_wrong_check_digit_is_not_a_number(cas: Planted, off: int) -> None:
    wrong = cas.written[:-1] + str((int(cas.written[-1]) + off) % 10)
    assert found_cas(f"in stock {wrong} now") == []


@pytest.mark.parametrize(
    "written",
    [
        "79099–07–3",
        "79099 - 07 - 3",
        "79099−07−3",
        "７９０９９－０７－３",
        "79099—07—3",
        "⑦⑨⓪⑨⑨-⓪⑦-③",
    ],
)
def test_dashes_and_digits_of_every_style_are_read(written: str) -> None:
    text = f"best price {written} here"
    (found,) = found_cas(text)
    assert found.value == "79099-07-3"
    assert text[found.start : found.end] == written


@pytest.mark.parametrize(
    "text", ["CAS 79099073", "cas no. 79099.07.3", "C.A.S. 79099 07 3", "CAS号：7 9 0 9 9 0 7 3"]
)
def test_after_the_word_cas_the_dashes_may_be_missing(text: str) -> None:
    (found,) = found_cas(text)
    assert (found.value, found.validated) == ("79099-07-3", True)


@pytest.mark.parametrize(
    "text", ["CAS79099 powder is best", "79099 号 CAS 79099 现货", "vendo CAS 79099 envío seguro"]
)
def test_a_first_group_alone_counts_beside_a_trade_word_and_says_so(text: str) -> None:
    (found,) = found_cas(text)
    assert (found.value, found.validated) == ("79099", False)
    assert found.note


@pytest.mark.parametrize(
    "text",
    [
        "CAS 79099 was published in a paper",  # no trade word
        "the casa 79099 for sale",  # no such word
        "79099 powder is best",  # no CAS
        "meet on 2016-05-9 or so",  # a day whose last digit fits
        "2024-01-15 12:30",
        "call 555-12-3456",
        "order 12-79099-07-3",  # the tail of a longer number
        "79099-07-3-5",
        "79099-07-35",
        "ref A79099-07-3",
        "$50-00-0 off",
    ],
)
def test_dates_phones_prices_and_parts_are_not_chemicals(text: str) -> None:
    assert found_cas(text) == []


def test_a_number_is_never_the_tail_of_a_longer_one() -> None:
    # Aniline is 62-53-3; 115562-53-3 is something else.
    (found,) = found_cas("AMTS 115562-53-3")
    assert found.value == "115562-53-3"


@pytest.mark.data
def test_no_collision_of_the_collected_list_is_misread(lexicon_folder: Path) -> None:
    path = lexicon_folder / "cas_suffix_collisions.csv"
    with path.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            (found,) = found_cas(f"{row['product_name']} {row['product_cas']}，")
            assert found.value == row["product_cas"]


@pytest.fixture
def lexicon_folder() -> Path:
    return data_at("lexicon")
