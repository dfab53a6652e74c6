"""The form rules: what FinCEN would reject is refused before it is sent."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.strategies.reports import FILED_ON, continuing, filer, sar_draft, terms

from plainsight.casework.report.draft import Occasion, OccasionKind, ReportDraft
from plainsight.casework.report.party import Filer, Subject
from plainsight.casework.report.plain import from_plain, to_plain
from plainsight.casework.report.sar_form import cumulative, require_fit, type_code, whole_dollars
from plainsight.casework.report.sentence import Part, Sentence
from plainsight.demo.broker import demo_facts
from plainsight.errors import BadValue, UnfitReport, Ungrounded
from plainsight.model.asset import fiat
from plainsight.model.money import Money


def test_the_demo_draft_is_fit_to_file() -> None:
    require_fit(sar_draft(), filer(), terms().sar, filed_on=FILED_ON)


def test_the_advisories_boxes_are_ticked() -> None:
    draft, boxes = sar_draft(), terms().sar.boxes
    assert {boxes["38(n)"], boxes["38(s)"]} <= set(draft.subtypes)
    assert (boxes["38(n)"], boxes["38(s)"], boxes["36(l)"]) == ("909", "913", "823")


def test_key_terms_stand_in_item_2_and_in_the_narrative() -> None:
    draft = sar_draft()
    assert draft.key_terms == ("CMLN-2025-A003", "FENTANYL FIN-2019-A006")
    told = " ".join(sentence.text for sentence in draft.narrative)
    assert all(term in told for term in draft.key_terms)


def test_a_subtype_knows_its_type() -> None:
    assert [type_code(c) for c in ("114", "823", "909", "1001", "8999", "11999")] == [
        "1", "8", "9", "10", "8", "11",
    ]  # fmt: skip


@given(st.integers(min_value=0, max_value=10**14))
def test_amounts_are_whole_dollars_rounded_up(cents: int) -> None:
    dollars = whole_dollars(Money(units=cents, asset=fiat("USD")))
    assert 0 <= dollars * 100 - cents < 100


def test_a_continuing_report_adds_up_with_the_ones_before() -> None:
    total = cumulative(sar_draft(occasion=continuing()))
    assert total == Money(units=4_280_000 + 1_234_567, asset=fiat("USD"))


def dropped(part: Part) -> Callable[[ReportDraft], ReportDraft]:
    return lambda d: replace(d, narrative=tuple(s for s in d.narrative if s.part is not part))


def subject(**changes: object) -> Callable[[ReportDraft], ReportDraft]:
    def change(draft: ReportDraft) -> ReportDraft:
        first = replace(draft.facts.subjects[0], **changes)  # type: ignore[arg-type]
        return replace(draft, facts=replace(draft.facts, subjects=(first,)))

    return change


@pytest.mark.parametrize(
    ("change", "said"),
    [
        *[(dropped(part), f"nothing of {part.value}") for part in (Part.WHAT, Part.WHEN, Part.WHY)],
        (dropped(Part.INTRODUCTION), "key term CMLN-2025-A003 is missing"),
        (lambda d: replace(d, subtypes=()), "tick at least one"),
        (lambda d: replace(d, subtypes=("909", "909")), "stands twice"),
        (lambda d: replace(d, subtypes=("910", "911", "123")), "123 is no sub-type"),
        (lambda d: replace(d, subtypes=("8999",)), "8999 needs its text"),
        (lambda d: replace(d, key_terms=("x" * 51,)), "exceed 50 characters"),
        (subject(phones=("+1 917 555",)), "up to 16 digits"),
        (subject(aliases=("two\nlines",)), "line breaks"),
        (subject(occupation=" trader"), "blanks at its edges"),
        (subject(identity_number="9" * 26), "25 fit"),
        (subject(family_name="x" * 151), "150 fit"),
    ],
)
def test_what_the_form_rejects_is_refused(
    change: Callable[[ReportDraft], ReportDraft], said: str
) -> None:
    draft = change(sar_draft())
    facts_only = replace(
        draft, narrative=tuple(s for s in draft.narrative if s.part is not Part.WHO)
    )
    with pytest.raises((UnfitReport, Ungrounded)) as refused:
        require_fit(facts_only, filer(), terms().sar, filed_on=FILED_ON)
    assert said in str(refused.value)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"control_code": "P1"}, "transmitter control code"),
        ({"kind": "casino"}, "has no clock"),
        ({"assistance_phone": "603-555"}, "up to 16 digits"),
        ({"contact_name": ""}, "is empty"),
    ],
)
def test_a_filer_without_its_numbers_cannot_file(changes: dict[str, str], said: str) -> None:
    wrong: Filer = replace(filer(), **changes)  # type: ignore[arg-type]
    with pytest.raises(UnfitReport, match=said):
        require_fit(sar_draft(), wrong, terms().sar, filed_on=FILED_ON)


def test_activity_after_the_filing_date_is_refused() -> None:
    with pytest.raises(UnfitReport, match="after the filing date"):
        require_fit(sar_draft(), filer(), terms().sar, filed_on=date(2026, 2, 3))


def test_an_ungrounded_sentence_keeps_the_whole_report_back() -> None:
    draft = sar_draft()
    added = Sentence(part=Part.WHY, text="He has 7 passports.", rests_on=("subject:s-1",))
    with pytest.raises(Ungrounded, match="7 passport"):
        require_fit(
            replace(draft, narrative=(*draft.narrative, added)),
            filer(),
            terms().sar,
            filed_on=FILED_ON,
        )


def test_only_a_report_that_follows_another_names_it() -> None:
    with pytest.raises(BadValue, match="initial report follows no other"):
        Occasion(prior_number="31000055053784")
    with pytest.raises(BadValue, match="14 digits"):
        Occasion(kind=OccasionKind.CORRECTED, prior_number="123")


def test_a_given_name_alone_cannot_be_filed() -> None:
    with pytest.raises(BadValue, match="given name alone"):
        Subject(subject_id="s", account_ids=("a",), given_name="Wei")


def test_a_stored_draft_is_what_was_approved() -> None:
    draft = sar_draft(occasion=continuing())
    assert from_plain(ReportDraft, to_plain(draft)) == draft


def test_a_stored_draft_of_another_shape_is_refused_with_its_field() -> None:
    plain = to_plain(sar_draft())
    assert isinstance(plain, dict)
    with pytest.raises(BadValue, match=r"ReportDraft\.form"):
        from_plain(ReportDraft, {**plain, "form": "letter"})
    with pytest.raises(BadValue, match="surprise"):
        from_plain(ReportDraft, {**plain, "surprise": 1})
    with pytest.raises(BadValue, match="add it"):
        from_plain(ReportDraft, {name: v for name, v in plain.items() if name != "facts"})


def test_the_demo_facts_leave_out_what_is_unknown() -> None:
    unnamed = demo_facts().subjects[1]
    assert not unnamed.is_named
    assert unnamed.full_name == ""
