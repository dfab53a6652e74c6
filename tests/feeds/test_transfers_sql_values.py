"""An amount has the one value that its marks and its mapping give it, or none."""

from decimal import ROUND_HALF_UP, Decimal
from itertools import product
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from mapped_rows import read_many, read_one

from plainsight.errors import BadPolicy


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40, deadline=None
)
@given(st.floats(0, 1e12, allow_nan=False), st.sampled_from([("USD", 2), ("JPY", 0), ("KWD", 3)]))
def test_a_simulators_float_is_rounded_half_up_to_the_base_unit(
    tmp_path: Path, amount: float, asset: tuple[str, int]
) -> None:
    rows, _ = read_one(tmp_path, repr(amount), asset=asset[0], amount_holds="holds: rounded")
    exact = Decimal(repr(amount)).scaleb(asset[1]).quantize(Decimal(1), ROUND_HALF_UP)
    assert rows[0]["units"] == int(exact)


@pytest.mark.parametrize(
    ("amount", "mend"),
    [
        ("12.345", "no more decimals than the asset has"),
        ("-5", "a transfer is not negative; swap its ends"),
        ("1e3", "a plain decimal such as 1234.50"),
        ("1,000.00", "a plain decimal such as 1234.50"),
        ("12,50", "a plain decimal such as 1234.50"),
        ("", "a plain decimal such as 1234.50"),
        ("nan", "a plain decimal such as 1234.50"),
        ("١٢", "a plain decimal such as 1234.50"),
        ("999999999999999999", "fewer than 2^63 base units"),
    ],
)
def test_an_amount_outside_the_grammar_is_quarantined_not_guessed(
    tmp_path: Path, amount: str, mend: str
) -> None:
    rows, wrong = read_one(tmp_path, amount)
    assert not rows
    assert [(bad["row"], bad["field"], bad["mend"]) for bad in wrong] == [(1, "amount", mend)]


@pytest.mark.parametrize(
    ("text", "holds", "units"),
    [
        ("1.234,50", "holds: decimal, point: ',', thousands: '.'", 123450),
        ("1'234.5", 'holds: decimal, thousands: "\'"', 123450),
        ("12.5000", "holds: decimal", 1250),
        ("+7", "holds: decimal", 700),
        (".5", "holds: decimal", None),
        ("12,34,567.00", "holds: decimal, thousands: ','", 123456700),
        ("1,234,567.5", "holds: decimal, thousands: ','", 123456750),
        ("1234567,5", "holds: decimal, point: ',', thousands: '.'", 123456750),
        ("3,4867252944155735e-07", "holds: rounded, point: ','", 0),
        ("-88.00", "holds: decimal, negative: swap", 8800),
        ("--88.00", "holds: decimal, negative: swap", None),
        ("-5", "holds: units, negative: swap", 5),
        ("¥1,234.50", "holds: decimal, thousands: ',', signs: ['¥', '元']", 123450),
        ("1234.50 元", "holds: decimal, signs: ['¥', '元']", 123450),
        ("1.2万", "holds: decimal, signs: ['¥', '元']", None),
        ("¥-1.00", "holds: decimal, signs: ['¥', '元']", None),
        ("1250", "holds: units", 1250),
        ("12.5", "holds: units", None),
    ],
)
def test_an_amount_is_read_as_the_mapping_declares(
    tmp_path: Path, text: str, holds: str, units: int | None
) -> None:
    rows, _ = read_one(tmp_path, text, amount_holds=holds)
    assert [row["units"] for row in rows] == ([] if units is None else [units])


@pytest.mark.parametrize(
    ("text", "marks"),
    [
        ("1234.56", "point: ',', thousands: '.'"),
        ("100.00", "point: ',', thousands: '.'"),
        ("1.2.3.4", "point: ',', thousands: '.'"),
        ("1.234", "point: ','"),
        ("1234,56", "thousands: ','"),
        ("12,34,5.00", "thousands: ','"),
        ("1,23,456,789.00", "thousands: ','"),
        ("1234,567.00", "thousands: ','"),
        ("1,234,567.89,0", "thousands: ','"),
        ("1.234,567", "thousands: ','"),
        (",234.00", "thousands: ','"),
        ("12.34.567", "point: ',', thousands: '.'"),
        ("1 2", "thousands: ' '"),
    ],
)
@pytest.mark.parametrize("holds", ["decimal", "rounded"])
def test_a_mark_that_stands_where_no_group_begins_is_not_taken_out(
    tmp_path: Path, text: str, marks: str, holds: str
) -> None:
    rows, wrong = read_one(tmp_path, text, amount_holds=f"holds: {holds}, {marks}")
    assert rows == []
    assert wrong[0]["mend"].startswith("a plain decimal such as 1")


PAIRS = [
    (".", ""),
    (",", ""),
    (".", ","),
    (",", "."),
    (".", " "),
    (",", " "),
    (".", "'"),
    (",", "'"),
]


def amounts_as_written(text: str, point: str, mark: str) -> list[Decimal]:
    """The definition, by hand: what a text with these marks can mean; more than one is a fault."""
    whole, _, fraction = text.partition(point)
    groups = whole.split(mark) if mark else [whole]
    is_grouped = (
        len(groups) > 1 and 1 <= len(groups[0]) <= 3 and {len(g) for g in groups[1:]} == {3}
    )
    is_indian = (
        mark == ","
        and 1 <= len(groups[0]) <= 2
        and len(groups[-1]) == 3
        and {len(g) for g in groups[1:-1]} <= {2}
    )
    digits = "".join(groups)
    if not (len(groups) == 1 or is_grouped or is_indian) or not 1 <= len(digits) <= 18:
        return []
    if not all(part.isdecimal() for part in groups) or not (fraction or "0").isdecimal():
        return []
    return [Decimal(f"{digits}.{fraction or 0}")]


@pytest.mark.parametrize(("point", "mark"), PAIRS)
def test_an_amount_has_the_one_value_that_its_marks_give_or_none(
    tmp_path: Path, point: str, mark: str
) -> None:
    pieces = dict.fromkeys(["1", "02", "127", ",", ".", *mark])
    texts = ["".join(text) for count in range(1, 7) for text in product(pieces, repeat=count)]
    texts = [text for text in dict.fromkeys(texts) if text == text.strip()]
    given_as = f"holds: decimal, point: '{point}'" + (f', thousands: "{mark}"' if mark else "")
    got = read_many(tmp_path, texts, given_as)
    expected = {
        number: int(meant.scaleb(2))
        for number, text in enumerate(texts)
        for meant in amounts_as_written(text, point, mark)
        if meant.scaleb(2) % 1 == 0 and meant.scaleb(2) < 2**63
    }
    assert got == expected


@settings(deadline=None, max_examples=10)
@pytest.mark.parametrize(("point", "mark"), PAIRS)
@given(units=st.integers(0, 10**14), is_indian=st.booleans())
def test_an_amount_written_in_groups_keeps_every_digit(
    point: str, mark: str, units: int, is_indian: bool
) -> None:
    whole, cents = divmod(units, 100)
    digits = f"{whole:,}"
    if is_indian and mark == "," and whole > 999:
        head, tail = str(whole)[:-3], str(whole)[-3:]
        pairs = [head[max(0, end - 2) : end] for end in range(len(head), 0, -2)]
        digits = ",".join([*reversed(pairs), tail])
    text = f"{digits.replace(',', mark)}{point}{cents:02}"
    with TemporaryDirectory() as folder:
        given_as = f"holds: decimal, point: '{point}'" + (f', thousands: "{mark}"' if mark else "")
        assert read_many(Path(folder), [text], given_as) == {0: units}


def test_one_mark_cannot_be_point_and_thousands(tmp_path: Path) -> None:
    with pytest.raises(BadPolicy, match=r"fields\.amount has one mark for point and thousands"):
        read_one(tmp_path, "1.50", amount_holds='holds: decimal, thousands: "."')
