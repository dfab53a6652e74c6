"""The transfers that go with a SAR as a file: all of them, exactly, and nothing a machine runs."""

import csv
import io
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from tests.strategies.reports import FILED_ON, filer, sar_draft, shared_schema, terms

from plainsight.casework.report.attachment import (
    ATTACHMENT_BYTES_MAX,
    COLUMNS,
    attachment_name,
    needs_attachment,
    transfers_csv,
)
from plainsight.casework.report.evidence import TransferEvidence
from plainsight.casework.report.facts import ReportFacts
from plainsight.casework.report.narrative_room import LISTED_MAX
from plainsight.demo.broker import demo_facts
from plainsight.errors import UnfitReport
from plainsight.filings.sar_structure import check_structure
from plainsight.filings.sar_xml import NAMESPACE, write_sar
from plainsight.model.asset import fiat
from plainsight.model.money import Money

AT = datetime(2026, 2, 4, 10, 30, tzinfo=UTC)
USD = fiat("USD")


def many(count: int, *, target: str = "b") -> ReportFacts:
    """The demo's case with so many transfers."""
    facts = demo_facts()
    extra = tuple(
        TransferEvidence(
            transfer_id=f"x-{number}",
            source="a",
            target=target if number > LISTED_MAX else "b",
            money=Money(units=100 + number, asset=USD),
            value=Money(units=100 + number, asset=USD),
            at=AT,
            channel="wallet",
        )
        for number in range(count - len(facts.transfers))
    )
    return replace(facts, transfers=(*facts.transfers, *extra))


def rows(facts: ReportFacts) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(transfers_csv(facts).decode(), newline="")))


def written(facts: ReportFacts) -> bytes:
    return write_sar(sar_draft(facts), filer(), terms().sar, filed_on=FILED_ON)


def test_a_report_whose_narrative_tells_every_transfer_carries_no_file() -> None:
    assert not needs_attachment(many(LISTED_MAX))
    root = etree.fromstring(written(demo_facts()))
    assert root.get("AttachmentCount") == root.get("ActivityAttachmentCount") == "0"
    assert root.find(f".//{{{NAMESPACE}}}ActivitySupportDocument") is None


def test_a_report_of_more_names_its_file_and_the_file_has_them_all() -> None:
    facts = many(LISTED_MAX + 1)
    content = written(facts)
    root = etree.fromstring(content)
    assert root.get("AttachmentCount") == root.get("ActivityAttachmentCount") == "1"
    named = [each.text for each in root.iter(f"{{{NAMESPACE}}}OriginalAttachmentFileName")]
    assert named == [attachment_name(facts)] == [f"{facts.called}-transfers.csv"]
    assert check_structure(content, subtype_codes=terms().sar.subtype_codes) == ()
    assert [row["transfer_id"] for row in rows(facts)] == [t.transfer_id for t in facts.transfers]
    assert transfers_csv(facts) == transfers_csv(many(LISTED_MAX + 1))


@pytest.mark.data
def test_fincens_own_schema_takes_a_report_with_a_file() -> None:
    schema = shared_schema("EFL_SARXBatchSchema.xsd")
    schema.assertValid(etree.fromstring(written(many(LISTED_MAX + 5))))


def test_a_count_that_differs_from_the_files_named_is_found() -> None:
    content = written(many(LISTED_MAX + 1)).replace(b'AttachmentCount="1"', b'AttachmentCount="0"')
    found = check_structure(content, subtype_codes=terms().sar.subtype_codes)
    assert any("AttachmentCount is 0, counted 1" in each for each in found)


def test_amounts_are_exact_and_the_side_that_is_not_counted_says_so() -> None:
    first, mirror = rows(demo_facts())[:2]
    assert (first["amount"], first["asset"], first["part_of_amount_reported"]) == (
        "9800.00",
        "USD",
        "yes",
    )
    assert (mirror["amount"], mirror["asset"], mirror["value"], mirror["value_asset"]) == (
        "69713.28",
        "CNY",
        "9682.40",
        "USD",
    )
    assert mirror["part_of_amount_reported"] == "no"


def test_a_file_larger_than_fincen_takes_is_refused_before_it_is_made() -> None:
    facts = many(2 * LISTED_MAX, target="b" * (ATTACHMENT_BYTES_MAX // 20))
    with pytest.raises(UnfitReport, match="attachment: more than 1,000,000 bytes"):
        written(facts)


WORDS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=20)


@given(source=WORDS | st.sampled_from(["=1+1", "@SUM(A1)", "+1", "-1", 'a"b', "a,b", "a\r\nb"]))
def test_every_account_is_read_back_and_none_begins_a_formula(source: str) -> None:
    facts = demo_facts()
    first, *others = facts.transfers
    row = rows(replace(facts, transfers=(replace(first, source=source), *others)))[0]
    assert tuple(row) == COLUMNS
    assert not row["source"].startswith(("=", "+", "-", "@"))
    assert row["source"] in (source, f"'{source}")
