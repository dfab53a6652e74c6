"""What a mapping would say of a column, by how its values are written.

A guess holds for every value looked at; where none does, a person has to say it.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from plainsight.feeds.transfers.mapping import Holds, MappedField
from plainsight.feeds.transfers.names import CURRENCY_WORDS
from plainsight.feeds.transfers.sql_values import amount_form

Says = Mapping[str, object]  # as it stands in a mapping

_TIMES: tuple[tuple[str, Says], ...] = (
    (r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d.*(Z|[+-]\d\d:?\d\d)", {"holds": "instant"}),
    (r"\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d(\.\d+)?)?)?", {"holds": "local", "offset": "+00:00"}),
    (r"\d{4}/\d\d/\d\d \d\d:\d\d", {"holds": "pattern", "pattern": "%Y/%m/%d %H:%M"}),
    (r"\d\d\.\d\d\.\d{4}", {"holds": "pattern", "pattern": "%d.%m.%Y"}),
    (r"\d\d\.\d\d\.\d{4} \d\d:\d\d", {"holds": "pattern", "pattern": "%d.%m.%Y %H:%M"}),
    (r"(19|20)\d\d[01]\d[0-3]\d", {"holds": "pattern", "pattern": "%Y%m%d"}),
    (
        r"(19|20)\d\d[01]\d[0-3]\d[0-2]\d[0-5]\d[0-5]\d",
        {"holds": "pattern", "pattern": "%Y%m%d%H%M%S"},
    ),
    (r"\d{9,11}", {"holds": "epoch_s"}),
    (r"\d{12,14}", {"holds": "epoch_ms"}),
    (r"\d{15,17}", {"holds": "epoch_us"}),
)


def _decimal(**marks: str) -> tuple[str, Says]:
    point, thousands = marks.get("point", "."), marks.get("thousands", "")
    written = MappedField(holds=Holds.DECIMAL, point=point, thousands=thousands)
    return amount_form(written), {"holds": "decimal", **marks}


_AMOUNTS: tuple[tuple[str, Says], ...] = (
    (r"\+?\d+(\.\d{1,2})?", {"holds": "decimal"}),
    # 1.234 alone is a thousand and more in Madrid, and one and a bit in a float: nobody can tell.
    (r"\+?\d{1,3}(\.\d{3})*", {}),
    (amount_form(MappedField(holds=Holds.ROUNDED)), {"holds": "rounded"}),
    _decimal(thousands=","),
    _decimal(point=","),
    _decimal(point=",", thousands="."),
    _decimal(point=",", thousands=" "),
    _decimal(thousands="'"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Guess:
    """What a mapping would say, and what a person is told beside it."""

    says: Says = field(default_factory=dict)
    hint: str = ""


def guess_amount(values: Sequence[str]) -> Guess:
    """How amounts are written."""
    # A minus may turn the direction, or repeat what "paid out" says: the values do not tell.
    has_minus = any(value.startswith("-") for value in values)
    guess = _first_fitting(_AMOUNTS, [value.removeprefix("-") for value in values])
    if not guess.says or not has_minus:
        return guess
    hint = "add negative: swap where a minus means from target to source"
    return Guess(says=guess.says, hint=hint)


def guess_time(values: Sequence[str]) -> Guess:
    """How times are written."""
    guess = _first_fitting(_times(values), values)
    if guess.says.get("holds") not in ("local", "pattern"):
        return guess
    hint = "read as UTC; give the bank's zone: where it writes local time"
    return Guess(says=guess.says, hint=hint)


def guess_asset(values: Sequence[str]) -> Guess:
    """Which words stand for which currency; a code speaks for itself."""
    words = {value: CURRENCY_WORDS[value] for value in values if value in CURRENCY_WORDS}
    return Guess(says={"words": words} if words else {})


def _times(values: Sequence[str]) -> Sequence[tuple[str, Says]]:
    """How the times may be written. 03/04 is March or April: some day above 12 has to tell."""
    days = [re.match(r"(\d\d)/(\d\d)/", value) for value in values]
    firsts = any(match and int(match[1]) > 12 for match in days)
    seconds = any(match and int(match[2]) > 12 for match in days)
    if firsts == seconds:
        return _TIMES
    order, day = "%d/%m/%Y" if firsts else "%m/%d/%Y", r"\d\d/\d\d/\d{4}"
    return (
        (day, {"holds": "pattern", "pattern": order}),
        (rf"{day} \d\d:\d\d", {"holds": "pattern", "pattern": f"{order} %H:%M"}),
        (rf"{day} \d\d:\d\d:\d\d", {"holds": "pattern", "pattern": f"{order} %H:%M:%S"}),
    )


def _first_fitting(grammars: Sequence[tuple[str, Says]], values: Sequence[str]) -> Guess:
    fitting = (
        says for form, says in grammars if all(re.fullmatch(form, value) for value in values)
    )
    says = next(fitting, {}) if values else {}
    if says:
        return Guess(says=says)
    shown = f", for example {values[0]!r}" if values else ""
    return Guess(hint=f"say how it is written (holds:){shown}")
