"""Subjects as people type them: fit, too long, of another script, and not what the field asks."""

from collections.abc import Callable
from datetime import date

from hypothesis import strategies as st

from plainsight.casework.report.draft import ReportDraft
from plainsight.casework.report.party import Address, Subject
from plainsight.errors import UnfitReport, Ungrounded

_LONG = tuple("x" * count for count in (36, 101, 151, 256, 600))
_SCRIPTS = ("魏", "老魏换汇", "٣٤", "O'Neil & Sons", "<b>", "=1+1")
_BROKEN = (" edge", "two\nlines", "\x00", "\ud800", "\u202eabc", "\ufffe")
_ODD = st.text(max_size=12) | st.sampled_from((*_LONG, *_SCRIPTS, *_BROKEN))


def _value(*fit: str) -> st.SearchStrategy[str]:
    # Mostly fit: where ten fields are odd at once, nothing is ever written.
    return st.integers(0, 24).flatmap(lambda n: st.sampled_from(fit) if n else _ODD)


def _field(*fit: str) -> st.SearchStrategy[str]:
    return _value("", *fit)


_ADDRESSES = st.builds(
    Address,
    street=_field("88 Example Avenue"),
    city=_field("Flushing"),
    state=_field("NY"),
    postcode=_field("11354"),
    country=_field("US", "AE"),
)
_DAYS = st.sampled_from([date(1988, 4, 12)] * 9 + [date(1752, 12, 31)])


@st.composite
def odd_subjects(draw: st.DrawFn, *, account_id: str, number: int) -> Subject:
    """One who holds an account of the demo's transfers, or none of them."""
    family = draw(_field("Example", "Kunlun Trading Ltd"))
    is_organisation = draw(st.booleans())
    has_part_of_persons = not is_organisation or draw(st.integers(0, 9)) == 0
    return Subject(
        subject_id=f"s-{number}",
        account_ids=draw(st.sampled_from([(account_id,), (), ("elsewhere-9",)])),
        family_name=family,
        given_name=draw(_field("Wei")) if family and has_part_of_persons else "",
        is_organisation=is_organisation,
        aliases=tuple(draw(st.lists(_value("Lao Wei", "魏", "The Exchange"), max_size=3))),
        birth_date=draw(st.none() | _DAYS) if has_part_of_persons else None,
        identity_number=draw(_field("EX-1988")),
        occupation=draw(_field("trader")),
        address=draw(st.just(Address()) | _ADDRESSES),
        phones=tuple(draw(st.lists(_value("9175550188"), max_size=2))),
        emails=tuple(draw(st.lists(_value("office@example.test"), max_size=7))),
    )


def odd_pairs() -> st.SearchStrategy[tuple[Subject, ...]]:
    """Two of them; only one may hold an account elsewhere."""
    return st.tuples(
        odd_subjects(account_id="wx-broker-88", number=1),
        odd_subjects(account_id="wx-courier-1", number=2),
    )


def written_or_why(
    write: Callable[[ReportDraft], bytes], draft: Callable[[], ReportDraft]
) -> bytes | tuple[str, ...]:
    """The file, or each complaint that it was refused with. Anything else is raised."""
    try:
        return write(draft())
    except Ungrounded as refused:
        return (f"narrative: {refused}",)
    except UnfitReport as refused:
        return refused.complaints
