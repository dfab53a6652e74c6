"""The referral: one page, every sentence numbered to its evidence, nothing loaded, CJK printed."""

import io
import json
import re
from dataclasses import replace

import pypdf
import pytest
from golden_file import assert_golden
from tests.strategies.reports import AT, draft_for, filer, schema_of, terms

from plainsight.casework.report.draft import ReportDraft, ReportForm
from plainsight.casework.report.facts import ReportFacts
from plainsight.casework.report.indicators import Marking
from plainsight.casework.report.provider import found_by, provider_report
from plainsight.casework.report.referral import referral
from plainsight.demo.broker import demo_facts
from plainsight.errors import UnfitReport
from plainsight.filings.json_report import write_json
from plainsight.filings.referral_page import print_referral, render_referral

TO = "Example State Department of Justice"


def render(draft: ReportDraft | None = None) -> str:
    own = draft or draft_for(ReportForm.REFERRAL)
    return render_referral(own, filer(), recipient=TO, marking=Marking.AMBER_STRICT, made_at=AT)


def data(draft: ReportDraft | None = None) -> bytes:
    own = draft or draft_for(ReportForm.REFERRAL)
    return write_json(referral(own, filer(), recipient=TO, made_at=AT))


def test_the_page_is_what_it_was() -> None:
    assert_golden("referral.html", render().encode())


def test_the_data_is_what_it_was() -> None:
    assert_golden("referral.json", data())


def test_the_data_has_the_shape_that_is_published() -> None:
    schema_of("referral.json").validate(json.loads(data()))


def test_every_sentence_of_the_page_leads_to_its_evidence() -> None:
    page = render()
    sentences = re.findall(r"<p>[^<]+<sup>(.*?)</sup></p>", page)
    assert len(sentences) == len(draft_for(ReportForm.REFERRAL).narrative)
    for refs in sentences:
        numbers = re.findall(r'href="#g(\d+)"', refs)
        assert numbers
        assert all(f'id="g{number}"' in page for number in numbers)


def test_the_page_loads_nothing() -> None:
    page = render()
    assert not re.search(r"(src|href)=\"(?!#)", page)
    assert "url(" not in page
    assert "default-src 'none'" in page


def test_what_a_post_says_cannot_become_markup() -> None:
    facts = demo_facts()
    evil = replace(facts.posts[0], text='<script>alert("1")</script><img src=x onerror=y> 私人换汇')
    page = render(draft_for(ReportForm.REFERRAL, replace(facts, posts=(evil, *facts.posts[1:]))))
    assert "<script" not in page
    assert "<img" not in page


def test_an_edited_post_is_told_in_the_words_judged_and_in_those_of_now() -> None:
    facts = demo_facts()
    judged = facts.posts[0].text
    for newest, told in (
        ("<i>今天天气</i>", "A later wording:"),
        ("", "A later wording has no words left"),
    ):
        edited = replace(facts.posts[0], now_reads=newest, also_read=("换过的话",))
        own = draft_for(ReportForm.REFERRAL, replace(facts, posts=(edited, *facts.posts[1:])))
        page, plain = render(own), json.loads(data(own))
        assert f"Edited since. {told}" in page
        assert "At another time it read:" in page
        assert "<i>" not in page
        schema_of("referral.json").validate(plain)
        (post,) = (each for each in plain["posts"] if "now_reads" in each)
        assert (post["text"], post["also_read"], post["now_reads"]) == (
            judged, ["换过的话"], newest,
        )  # fmt: skip


def test_the_pdf_prints_chinese_and_carries_the_data() -> None:
    pdf = pypdf.PdfReader(io.BytesIO(print_referral(render(), data=data())))
    text = "".join(page.extract_text() for page in pdf.pages)
    assert "私人换汇" in text
    assert "CASE-2026-000017" in text
    assert json.loads(pdf.attachments["referral.json"][0]) == json.loads(data())


def test_a_page_that_asks_for_the_network_is_refused() -> None:
    with pytest.raises(UnfitReport, match="loads nothing"):
        print_referral('<img src="https://example.test/x.png">', data=b"{}")


@pytest.mark.parametrize("content", [render(), data().decode()])
def test_a_referral_does_not_show_that_a_sar_exists(content: str) -> None:
    told = content.lower()
    assert not re.search(r"\bsar\b|suspicious activity report|fincen-sar|key term", told)


def provider(draft: ReportDraft | None = None) -> dict[str, object]:
    own = draft or draft_for(ReportForm.PROVIDER, drugs())
    return dict(provider_report(own, filer(), terms().provider, filed_at=AT))


def drugs() -> ReportFacts:
    facts = demo_facts()
    sale = replace(facts.findings[0], typology_id="T14", title="Drug menu", flags=())
    return replace(facts, findings=(sale,))


def test_the_provider_report_has_the_shape_that_is_published() -> None:
    report = provider()
    schema_of("provider-report.json").validate(report)
    assert report["offences"] == [
        "fentanyl",
        "methamphetamine",
        "counterfeit-or-diverted-prescription",
    ]


def test_the_provider_report_is_what_it_was() -> None:
    assert_golden("provider-report.json", write_json(provider()))  # type: ignore[arg-type]


def test_a_provider_report_says_whether_a_person_or_a_machine_found_it() -> None:
    assert found_by(drugs()) == {
        "automated_means": True,
        "human_review": True,
        "means": ["typology"],
    }
    unseen = replace(drugs().findings[0], is_confirmed=False, raised_by="model")
    by_machine = found_by(replace(drugs(), findings=(unseen,)))
    assert by_machine == {"automated_means": True, "human_review": False, "means": ["model"]}


def test_a_provider_report_keeps_for_ninety_days_and_is_due_in_sixty() -> None:
    report = provider()
    assert report["preserved_until"] == "2026-05-31T15:04:00Z"
    assert report["due_at"] == "2026-04-21T08:00:00Z"


def test_what_is_no_offence_of_the_bill_is_not_reported_under_it() -> None:
    with pytest.raises(UnfitReport, match="no finding names an offence"):
        provider(draft_for(ReportForm.PROVIDER))
