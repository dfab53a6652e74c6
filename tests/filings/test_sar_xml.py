"""The SAR as FinCEN receives it, held against FinCEN's own schema where it is at hand."""

import random
from collections.abc import Iterator
from dataclasses import replace
from functools import cache

import pytest
from golden_file import assert_golden
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from tests.strategies.reports import (
    FILED_ON,
    PRIOR,
    continuing,
    filer,
    sar_draft,
    shared_schema,
    terms,
    without_wallets,
)

from plainsight.casework.report.draft import Occasion, OccasionKind, ReportDraft
from plainsight.casework.report.facts import ReportFacts
from plainsight.casework.report.party import Subject
from plainsight.demo.broker import demo_facts
from plainsight.filings.sar_structure import check_structure
from plainsight.filings.sar_xml import NAMESPACE, write_sar

SCHEMA = "EFL_SARXBatchSchema.xsd"
SPACE = {"f": NAMESPACE}


def write(draft: ReportDraft | None = None) -> bytes:
    return write_sar(draft or sar_draft(), filer(), terms().sar, filed_on=FILED_ON)


def complaints(content: bytes) -> tuple[str, ...]:
    return check_structure(content, subtype_codes=terms().sar.subtype_codes)


def values(content: bytes, name: str) -> list[str]:
    return [each.text or "" for each in etree.fromstring(content).iter(f"{{{NAMESPACE}}}{name}")]


def variations() -> Iterator[tuple[str, ReportDraft]]:
    facts = demo_facts()
    yield "demo", sar_draft()
    yield "continuing", sar_draft(occasion=continuing())
    corrected = Occasion(kind=OccasionKind.CORRECTED, prior_number=PRIOR, is_joint=True)
    yield "corrected", sar_draft(occasion=corrected)
    yield "no wallets", sar_draft(without_wallets(facts))
    posts_only = replace(
        without_wallets(facts), transfers=(), mirrors=(), findings=facts.findings[:1]
    )
    yield "posts only", sar_draft(posts_only)
    yield "amount unknown", sar_draft(unpriced(facts))
    nobody = replace(facts, subjects=(Subject(subject_id="s-0", account_ids=()),))
    yield "nobody known", sar_draft(nobody)
    company = Subject(
        subject_id="s-9",
        account_ids=("wx-firm-1", "bc1q" + "x" * 58),
        family_name="Example Trading Co",
        is_organisation=True,
        emails=("office@example.test",),
    )
    yield "a company", sar_draft(replace(facts, subjects=(*facts.subjects, company)))


def unpriced(facts: ReportFacts) -> ReportFacts:
    foreign = replace(facts.transfers[1], is_counted=True, value=None)
    return replace(facts, transfers=(facts.transfers[0], foreign, *facts.transfers[2:]))


VARIATIONS = dict(variations())


def test_the_demo_report_is_what_it_was() -> None:
    assert_golden("sar.xml", write())


@pytest.mark.parametrize("name", VARIATIONS)
def test_every_report_we_write_is_sound(name: str) -> None:
    assert complaints(write(VARIATIONS[name])) == ()


@pytest.mark.data
@pytest.mark.parametrize("name", VARIATIONS)
def test_every_report_we_write_is_valid_against_fincens_schema(name: str) -> None:
    schema = shared_schema(SCHEMA)
    assert schema.validate(etree.fromstring(write(VARIATIONS[name]))), schema.error_log


def test_all_six_kinds_of_party_are_there_in_order() -> None:
    kinds = etree.fromstring(write()).xpath(
        "f:Activity/f:Party/f:ActivityPartyTypeCode/text()", namespaces=SPACE
    )
    assert kinds == ["35", "37", "30", "8", "34", "33", "33"]


def test_sequence_numbers_count_up_without_a_gap() -> None:
    numbers = [
        int(e.get("SeqNum", "0")) for e in etree.fromstring(write()).iter() if e.get("SeqNum")
    ]
    assert numbers == list(range(1, len(numbers) + 1))


def test_the_batch_counts_its_subjects_and_its_dollars() -> None:
    root = etree.fromstring(write())
    assert root.get("PartyCount") == "2"
    assert root.get("TotalAmount") == "42800"
    assert values(write(), "TotalSuspiciousAmountText") == ["42800"]


def test_an_initial_report_names_no_other() -> None:
    assert values(write(), "InitialReportIndicator") == ["Y"]
    assert values(write(), "EFilingPriorDocumentNumber") == []


def test_a_continuing_report_names_the_one_before_and_the_whole_amount() -> None:
    content = write(VARIATIONS["continuing"])
    assert values(content, "ContinuingActivityReportIndicator") == ["Y"]
    assert values(content, "EFilingPriorDocumentNumber") == [PRIOR]
    assert values(content, "CumulativeTotalViolationAmountText") == ["55146"]


def test_a_corrected_report_names_what_it_corrects() -> None:
    content = write(VARIATIONS["corrected"])
    assert values(content, "CorrectsAmendsPriorReportIndicator") == ["Y"]
    assert values(content, "JointReportIndicator") == ["Y"]
    assert values(content, "EFilingPriorDocumentNumber") == [PRIOR]


def test_an_amount_that_is_unknown_is_said_to_be_unknown() -> None:
    content = write(VARIATIONS["amount unknown"])
    assert values(content, "AmountUnknownIndicator") == ["Y"]
    assert values(content, "TotalSuspiciousAmountText") == []


def test_posts_without_money_are_said_to_involve_none() -> None:
    assert values(write(VARIATIONS["posts only"]), "NoAmountInvolvedIndicator") == ["Y"]


def test_a_subject_of_whom_nothing_is_known_is_filed_as_such() -> None:
    content = write(VARIATIONS["nobody known"])
    assert values(content, "AllCriticalSubjectInformationUnavailableIndicator") == ["Y"]
    assert values(content, "NoKnownAccountInvolvedIndicator") == ["Y"]


def test_an_address_too_long_for_its_field_is_told_and_not_cut() -> None:
    content = write(VARIATIONS["a company"])
    assert "bc1q" not in "".join(values(content, "AccountNumberText"))
    assert "bc1q" + "x" * 58 in "".join(values(content, "ActivityNarrativeText"))


def test_wallets_stand_among_the_cyber_event_indicators() -> None:
    assert values(write(), "EventValueText") == ["tron: TQ5WvLzaHCzYfu5xHwFNqBLLCUCtoFqQ5x"]


def test_item_2_holds_the_key_terms() -> None:
    assert values(write(), "FilingInstitutionNotetoFinCEN") == [
        "CMLN-2025-A003, FENTANYL FIN-2019-A006"
    ]


def test_no_value_holds_a_line_break_or_a_blank_at_its_edge() -> None:
    for element in etree.fromstring(write()).iter():
        text = element.text or ""
        if len(element) == 0:
            assert text == text.strip()
            assert text.isprintable()


def mutate(content: bytes, seed: int) -> bytes:
    """Break the file somewhere: what a careless change to the writer could do."""
    draw = random.Random(seed)
    root = etree.fromstring(content)
    element = draw.choice(list(root.iter()))
    parent = element.getparent()
    match draw.randrange(6):
        case 0 if parent is not None:
            parent.remove(element)
        case 1 if parent is not None:
            parent.append(element)
        case 2 if parent is not None:
            parent.insert(0, element)
        case 3:
            element.text = draw.choice(["", " x", "x\n", "9" * 60, "99", "20261399", "N"])
        case 4:
            element.set("SeqNum", draw.choice(["1", "x", ""]))
        case _:
            element.tag = draw.choice(["Party", f"{{{NAMESPACE}}}Party", f"{{{NAMESPACE}}}Address"])
    return etree.tostring(root)


@cache
def demo_xml() -> bytes:
    return write()


@pytest.mark.data
def test_whatever_our_check_lets_pass_fincens_schema_lets_pass() -> None:
    schema = shared_schema(SCHEMA)
    passed = 0
    for seed in range(3_000):
        broken = mutate(demo_xml(), seed)
        if not complaints(broken):
            passed += 1
            assert schema.validate(etree.fromstring(broken)), schema.error_log
    assert passed < 1_000


@given(st.integers(min_value=0, max_value=10**9))
@settings(max_examples=60)
def test_a_missing_element_that_the_form_needs_is_always_noticed(seed: int) -> None:
    root = etree.fromstring(demo_xml())
    needed = ("FormTypeCode", "FilingDateText", "ActivityPartyTypeCode", "PartyNameTypeCode")
    found = [e for name in needed for e in root.iter(f"{{{NAMESPACE}}}{name}")]
    gone = found[seed % len(found)]
    parent = gone.getparent()
    assert parent is not None
    parent.remove(gone)
    assert complaints(etree.tostring(root))


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (b'PartyCount="2"', b'PartyCount="3"', "counted 2"),
        (b'TotalAmount="42800"', b'TotalAmount="42801"', "counted 42800"),
        (b">909<", b">910x<", "no value of it"),
        (b">909<", b">913<", "stands twice"),
        (b">909<", b">902<", "no sub-type"),
        (b"<fc2:ActivityPartyTypeCode>8<", b"<fc2:ActivityPartyTypeCode>41<", "no party of type 8"),
        (b'SeqNum="7"', b'SeqNum="6"', "SeqNum stands twice"),
        (b"InitialReportIndicator", b"ContinuingActivityReportIndicator", "only for them"),
        (b">SARX<", b">CTRX<", "no value of it"),
    ],
)
def test_a_form_error_is_named(old: bytes, new: bytes, said: str) -> None:
    content = demo_xml()
    assert old in content
    assert any(said in complaint for complaint in complaints(content.replace(old, new, 2)))


def test_a_batch_with_a_document_type_is_refused_unread() -> None:
    hostile = b'<!DOCTYPE x [<!ENTITY a "b">]>' + demo_xml().split(b"?>", 1)[1]
    assert complaints(hostile) == ("batch: carries a document type, which no authority sends",)
