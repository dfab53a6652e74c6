"""How one field's text becomes a value in SQL, with the conditions under which it is wrong."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from plainsight.feeds.transfers.mapping import Holds, MappedField
from plainsight.feeds.transfers.zones import SKIPPED, TWICE, zone_function
from plainsight.model.asset import CURRENCIES, FIAT_DECIMALS, Asset

SECOND = 1_000_000
DAY = 86_400 * SECOND
_EPOCH = {Holds.EPOCH_S: SECOND, Holds.EPOCH_MS: 1_000, Holds.EPOCH_US: 1}

_DATE = r"[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])"
_CLOCK = r"([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9](\.[0-9]{1,6})?)?"
_OFFSET = r"(Z|[+-](0[0-9]|1[0-4])(:?[0-5][0-9])?)"
_DIRECTIVES = {"%Y": 4, "%m": 2, "%d": 2, "%H": 2, "%M": 2, "%S": 2}


@dataclass(frozen=True, slots=True)
class Checked:
    """An SQL expression, and pairs of (condition under which the row is wrong, how to mend it)."""

    sql: str
    wrong: tuple[tuple[str, str], ...] = ()

    def need(self, wrong: str, mend: str) -> "Checked":
        """The same value with one more condition, judged after those it has."""
        return Checked(self.sql, (*self.wrong, (wrong, mend)))


def quote(name: str) -> str:
    """A column name as SQL wants it."""
    return '"' + name.replace('"', '""') + '"'


def literal(value: str) -> str:
    """A text as SQL wants it."""
    return "'" + value.replace("'", "''") + "'"


def text(field: MappedField | None) -> Checked:
    """The trimmed text of a field in our own words; empty when the field is not mapped."""
    if field is None:
        return Checked("''")
    if field.always is not None:
        return Checked(literal(field.always))
    if field.is_derived:
        return Checked("''")  # given once the row is read
    if field.is_row_number:
        return Checked(f"{literal(field.prefix)} || _row::VARCHAR")
    parts = [f"coalesce(trim({quote(column)}, ' \t\r\n'), '')" for column in field.columns]
    plain = parts[0] if len(parts) == 1 else f" || {literal(field.join)} || ".join(parts)
    if field.words:
        known = " ".join(f"WHEN {literal(k)} THEN {literal(v)}" for k, v in field.words.items())
        otherwise = "''" if field.is_closed else f"({plain})"
        unknown = (
            f"({plain}) <> '' AND ({plain}) NOT IN ({', '.join(map(literal, field.words))})",
            f"one of {', '.join(field.words)}",
        )
        return Checked(
            f"(CASE ({plain}) {known} ELSE {otherwise} END)", (unknown,) if field.is_closed else ()
        )
    if field.prefix:
        return Checked(
            f"(CASE ({plain}) WHEN '' THEN '' ELSE {literal(field.prefix)} || {plain} END)"
        )
    return Checked(f"({plain})")


def asset_decimals(code: str, tokens: Sequence[Asset]) -> str:
    """SQL for the base-unit digits of an asset code; NULL when the code is unknown."""
    cases = [f"WHEN {literal(token.code)} THEN {token.decimals}" for token in tokens]
    cases += [f"WHEN {literal(name)} THEN {count}" for name, count in FIAT_DECIMALS.items()]
    # Only what the standard lists: no rate would ever be found for a slip such as UDS.
    others = ", ".join(map(literal, sorted(CURRENCIES - FIAT_DECIMALS.keys())))
    fiat = f"CASE WHEN {code} IN ({others}) THEN 2 END"
    return f"(CASE {code} {' '.join(cases)} ELSE {fiat} END)"


def units(field: MappedField, decimals: str) -> Checked:
    """Whole base units of an amount. Digits are moved as text: no float takes part."""
    plain = _unsigned(field)
    negative = (f"starts_with({plain}, '-')", "a transfer is not negative; swap its ends")
    if field.is_swapped:
        plain = f"regexp_replace({plain}, '^-', '')"
        negative = ("false", "")
    written = plain
    if field.holds is Holds.UNITS:
        number = f"TRY_CAST({plain} AS BIGINT)"
        odd = f"NOT regexp_full_match({plain}, '[0-9]{{1,19}}') OR {number} IS NULL"
        return Checked(number, (negative, (odd, "whole base units below 2^63")))
    if field.thousands:
        plain = f"replace({plain}, {literal(field.thousands)}, '')"
    if field.point != ".":
        plain = f"replace({plain}, {literal(field.point)}, '.')"
    if field.holds is Holds.ROUNDED:
        # A float's own text may be 3.4867252944155735e-07; twenty digits settle the rounding.
        plain = (
            f"(CASE WHEN contains({plain}, 'e') THEN "
            f"coalesce(TRY_CAST(TRY_CAST({plain} AS DOUBLE) AS DECIMAL(38, 20))::VARCHAR, {plain}) "
            f"ELSE {plain} END)"
        )
    whole = f"ltrim(split_part({plain}, '.', 1), '+')"
    fraction = f"split_part({plain}, '.', 2)"
    number = (
        f"TRY_CAST({whole} || rpad(substr({fraction}, 1, {decimals}), {decimals}, '0') AS BIGINT)"
    )
    wrong = [
        negative,
        # Asked of the text as it stands: with its marks taken out, 1234.56 is any amount.
        (f"NOT regexp_full_match({written}, {literal(amount_form(field))})", _amount_mend(field)),
        (f"{number} IS NULL", "fewer than 2^63 base units"),
    ]
    if field.holds is Holds.ROUNDED:
        number += f" + (substr({fraction}, {decimals} + 1, 1) >= '5')::BIGINT"
    else:
        more = f"rtrim(substr({fraction}, {decimals} + 1), '0') <> ''"
        wrong.append((more, "no more decimals than the asset has"))
    return Checked(f"({number})", tuple(wrong))


def is_negative(field: MappedField) -> str:
    """SQL that says whether the amount stands with a minus."""
    return f"starts_with({_unsigned(field)}, '-')"


def _unsigned(field: MappedField) -> str:
    plain = text(field).sql
    if not field.signs:
        return plain
    signs = "|".join(map(re.escape, field.signs))
    plain = f"regexp_replace({plain}, {literal(f'^([+-]?)({signs}) ?([+-]?)')}, '\\1\\3')"
    return f"regexp_replace({plain}, {literal(f' ?({signs})$')}, '')"


def amount_form(field: MappedField) -> str:
    """The grammar of a decimal with the declared marks; a text that fits it has one reading.

    Groups are of three digits, or, with commas, also as India writes lakhs and crores: 12,34,567.
    Nothing else could be meant by that, as no point stands twice.
    """
    point, mark = re.escape(field.point), re.escape(field.thousands)
    whole = ["[0-9]{1,18}"]
    if mark:
        whole.append(f"[0-9]{{1,3}}({mark}[0-9]{{3}}){{1,5}}")
    if mark == ",":
        whole.append("[0-9]{1,2}(,[0-9]{2}){1,6},[0-9]{3}")
    form = f"\\+?({'|'.join(whole)})({point}[0-9]*)?"
    if field.holds is Holds.ROUNDED:
        form += f"|[0-9]({point}[0-9]+)?e-[0-9]{{1,3}}"
    return form


def _amount_mend(field: MappedField) -> str:
    plain = f"1234{field.point}50"
    grouped = f"1{field.thousands}234{field.point}50 or " if field.thousands else ""
    return f"a plain decimal such as {grouped}{plain}"


def instant_us(field: MappedField) -> Checked:
    """Microseconds since 1970-01-01T00:00:00Z."""
    plain = text(field).sql
    if field.holds in _EPOCH:
        number = f"(TRY_CAST({plain} AS BIGINT) * {_EPOCH[field.holds]})"
        digits = {Holds.EPOCH_S: 11, Holds.EPOCH_MS: 14, Holds.EPOCH_US: 17}[field.holds]
        odd = f"NOT regexp_full_match({plain}, '[0-9]{{1,{digits}}}')"
        return _in_range(number, odd, "whole numbers since 1970")
    if field.holds is Holds.DAY_COUNT:
        since = datetime(field.since.year, field.since.month, field.since.day, tzinfo=UTC)
        number = f"({int(since.timestamp()) * SECOND} + TRY_CAST({plain} AS BIGINT) * {DAY})"
        return _in_range(number, f"NOT regexp_full_match({plain}, '[0-9]{{1,6}}')", "whole days")
    if field.holds is Holds.INSTANT or field.holds is None:
        odd = f"NOT regexp_full_match({plain}, {literal(f'{_DATE}[T ]{_CLOCK}{_OFFSET}')})"
        return _in_range(_timestamp(plain), odd, "an RFC 3339 time with its offset")
    form = f"{_DATE}([T ]{_CLOCK})?({_OFFSET})?"
    if field.holds is Holds.PATTERN:
        plain = _rewritten(plain, field.pattern)
    odd = f"NOT regexp_full_match({plain}, {literal(form)})"
    if field.zone:
        return _in_zone(plain, field, odd)
    return _in_range(_timestamp(_completed(plain, field.offset)), odd, _local_mend(field))


def _in_range(number: str, odd: str, mend: str) -> Checked:
    outside = f"{number} IS NULL OR {number} NOT BETWEEN 0 AND 7258118399999999"  # end of 2199
    return Checked(number, ((odd, mend), (outside, "a real day between 1970 and 2199")))


def _in_zone(plain: str, field: MappedField, odd: str) -> Checked:
    timed = _timed(plain)
    clock = f"CASE WHEN {_has_offset(timed)} THEN NULL ELSE {timed} END"
    clock = f"epoch_us(TRY_CAST({clock} AS TIMESTAMP))"
    shown = f"{zone_function(field.zone)}({clock}, length({plain}) = 10)"
    read = _in_range(f"coalesce({shown}, {_timestamp(timed)})", odd, _local_mend(field))
    return Checked(
        read.sql,
        (
            read.wrong[0],
            (
                f"{shown} = {SKIPPED}",
                f"an hour that there was: clocks in {field.zone} skipped this one",
            ),
            (
                f"{shown} = {TWICE}",
                f"the time with its offset: clocks in {field.zone} showed this hour twice",
            ),
            *read.wrong[1:],
        ),
    )


def _timestamp(plain: str) -> str:
    return f"epoch_us(TRY_CAST({plain} AS TIMESTAMPTZ))"


def _completed(plain: str, offset: str) -> str:
    """Add midnight where there is no time of day, and the declared offset where there is none."""
    timed = _timed(plain)
    return f"(CASE WHEN {_has_offset(timed)} THEN {timed} ELSE {timed} || {literal(offset)} END)"


def _timed(plain: str) -> str:
    return f"(CASE WHEN length({plain}) = 10 THEN {plain} || ' 00:00' ELSE {plain} END)"


def _has_offset(timed: str) -> str:
    return f"regexp_matches(substr({timed}, 11), {literal(_OFFSET + '$')})"


def _rewritten(plain: str, pattern: str) -> str:
    """Turn text of the declared pattern into ISO order; other text stays and fails the check."""
    order: list[str] = []
    form = ""
    place = 0
    while place < len(pattern):
        directive = pattern[place : place + 2]
        if directive in _DIRECTIVES:
            order.append(directive)
            form += f"([0-9]{{{_DIRECTIVES[directive]}}})"
            place += 2
        else:
            form += "\\" + pattern[place] if pattern[place] in "./" else pattern[place]
            place += 1
    group = {directive: f"\\{order.index(directive) + 1}" for directive in order}
    iso = f"{group['%Y']}-{group['%m']}-{group['%d']}"
    if "%H" in group:
        iso += f" {group['%H']}:{group.get('%M', '00')}:{group.get('%S', '00')}"
    return f"regexp_replace({plain}, {literal('^' + form + '$')}, {literal(iso)})"


def _local_mend(field: MappedField) -> str:
    wanted = field.pattern if field.holds is Holds.PATTERN else "2026-01-31 or 2026-01-31T08:00:00"
    return f"a time such as {wanted}"
