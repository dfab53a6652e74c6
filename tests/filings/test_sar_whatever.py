"""Whatever is told of a subject: a SAR is sound, a referral is whole, or both are refused."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, assume, given, settings
from lxml import etree
from tests.strategies.odd_subjects import odd_pairs, written_or_why
from tests.strategies.reports import AT, draft_for, filer, sar_draft, schema_at_hand, terms

from plainsight.casework.report.draft import ReportDraft, ReportForm
from plainsight.casework.report.indicators import Marking
from plainsight.casework.report.party import Address, Subject
from plainsight.casework.report.referral import referral
from plainsight.casework.report.sar_subject import subject_complaints
from plainsight.demo.broker import demo_facts
from plainsight.filings.json_report import write_json
from plainsight.filings.referral_page import render_referral
from plainsight.filings.writers import Writers

SCHEMA = "EFL_SARXBatchSchema.xsd"


def filed(draft: ReportDraft) -> bytes:
    shipped = terms()
    writers = Writers(
        filer=filer(), sar=shipped.sar, provider=shipped.provider, goaml=shipped.goaml
    )
    return writers.writer(ReportForm.SAR)(draft, AT)


@settings(max_examples=100, suppress_health_check=[HealthCheck.too_slow])
@given(subjects=odd_pairs())
def test_a_sar_is_valid_whatever_the_facts_hold(subjects: tuple[Subject, ...]) -> None:
    accounts = [account for subject in subjects for account in subject.account_ids]
    assume(len(accounts) == len(set(accounts)))
    facts = replace(demo_facts(), subjects=subjects)
    content = written_or_why(filed, lambda: sar_draft(facts))
    if not isinstance(content, bytes):
        assert all(": " in complaint for complaint in content)
        assert not any(each.startswith("Party") for each in content)  # named by its subject
        return
    schema = schema_at_hand(SCHEMA)
    if schema is not None:
        assert schema.validate(etree.fromstring(content)), schema.error_log


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(subjects=odd_pairs())
def test_a_referral_is_whole_whatever_the_facts_hold(subjects: tuple[Subject, ...]) -> None:
    facts = replace(demo_facts(), subjects=subjects)

    def page(draft: ReportDraft) -> bytes:
        shown = render_referral(
            draft, filer(), recipient="A bureau", marking=Marking.AMBER_STRICT, made_at=AT
        )
        write_json(referral(draft, filer(), recipient="A bureau", made_at=AT))
        return shown.encode()

    content = written_or_why(page, lambda: draft_for(ReportForm.REFERRAL, facts))
    if isinstance(content, bytes):
        assert b"\x00" not in content


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"emails": ("not an email",)}, "subject s-1: 'not an email' is no e-mail address"),
        ({"address": Address(street="x" * 101)}, "subject s-1: address: street: 101 characters"),
        ({"address": Address(city="x" * 51)}, "subject s-1: address: city: 51 characters, 50 fit"),
        ({"address": Address(state="Illinois")}, "subject s-1: address: state: 8 characters"),
        ({"address": Address(country="ZZ")}, "subject s-1: address: 'ZZ' is no country"),
        ({"is_organisation": True}, "subject s-1: an organisation has no given name"),
    ],
)
def test_what_the_sar_cannot_hold_is_told_with_subject_and_field(
    changes: dict[str, object], said: str
) -> None:
    odd = replace(demo_facts().subjects[0], **changes)  # type: ignore[arg-type]
    assert any(each.startswith(said) for each in subject_complaints(odd))
