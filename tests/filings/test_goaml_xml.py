"""goAML: one writer, any FIU's codes, held against an operator's own schema."""

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from golden_file import assert_golden
from lxml import etree
from tests.strategies.reports import (
    FILED_ON,
    PRIOR,
    draft_for,
    filer,
    shared_schema,
    terms,
    without_wallets,
)

from plainsight.casework.report.draft import Occasion, OccasionKind, ReportDraft, ReportForm
from plainsight.casework.report.terms import GoamlTerms
from plainsight.demo.broker import demo_facts
from plainsight.errors import BadSchema, UnfitReport, Ungrounded
from plainsight.filings.goaml_structure import check_goaml
from plainsight.filings.goaml_xml import write_goaml
from plainsight.filings.operator_schema import require_valid

EXAMPLE = "goaml-example"
SMALL = """<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema">
<xs:element name="report"><xs:complexType><xs:sequence>
  <xs:element name="rentity_id" type="xs:int"/>
  <xs:any processContents="skip" maxOccurs="unbounded"/>
</xs:sequence></xs:complexType></xs:element></xs:schema>"""


def write(draft: ReportDraft | None = None, own: GoamlTerms | None = None) -> bytes:
    return write_goaml(
        draft or draft_for(ReportForm.GOAML),
        filer(),
        own or terms().fiu(EXAMPLE),
        rules=terms().sar,
        filed_on=FILED_ON,
    )


def root_of(content: bytes) -> etree._Element:
    return etree.fromstring(content)


def posts_only() -> ReportDraft:
    facts = without_wallets(demo_facts())
    return draft_for(
        ReportForm.GOAML, replace(facts, transfers=(), mirrors=(), findings=facts.findings[:1])
    )


def test_the_demo_report_is_what_it_was() -> None:
    assert_golden("goaml.xml", write())


@pytest.mark.parametrize("draft", [draft_for(ReportForm.GOAML), posts_only()])
def test_every_report_we_write_is_sound(draft: ReportDraft) -> None:
    assert check_goaml(write(draft), terms=terms().fiu(EXAMPLE)) == ()
    assert check_goaml(write(draft), terms=None) == ()


@pytest.mark.data
@pytest.mark.parametrize("draft", [draft_for(ReportForm.GOAML), posts_only()])
def test_it_is_valid_against_the_schema_of_a_real_fiu(draft: ReportDraft) -> None:
    # The demo's rates are into dollars; the schema takes any currency of ISO 4217 as local.
    own = replace(terms().fiu("goaml-ae"), currency="USD")
    schema = shared_schema("goAMLSchema_5.0.2_UAE_patched.xsd")
    assert schema.validate(root_of(write(draft, own))), schema.error_log


def test_a_mirror_is_one_transaction_of_four_parties() -> None:
    mirror = root_of(write()).find("transaction")
    assert mirror is not None
    assert mirror.findtext("transactionnumber") == "m-1"
    accounts = mirror.findall("involved_parties/party/account/account")
    assert [each.text for each in accounts] == [
        "wx-courier-1",
        "wx-broker-88",
        "wx-payer-cn-6",
        "wx-client-cn-1",
    ]
    assert mirror.findtext("amount_local") == "9800.00"


def test_the_legs_of_a_mirror_are_not_told_a_second_time() -> None:
    numbers = [each.text for each in root_of(write()).iter("transactionnumber")]
    assert numbers == ["m-1", "m-2", "m-3", "m-4", "t-201"]


def test_a_leg_in_another_currency_carries_amount_and_rate() -> None:
    foreign = root_of(write()).find("transaction/involved_parties/party[3]/foreign_currency")
    assert foreign is not None
    amount = Decimal(foreign.findtext("foreign_amount") or "0")
    rate = Decimal(foreign.findtext("foreign_exchange_rate") or "0")
    assert foreign.findtext("foreign_currency_code") == "CNY"
    assert abs(amount * rate - Decimal("9682.40")) < Decimal("0.01")


def test_a_wallet_is_an_account_of_the_fius_type_for_wallets() -> None:
    wallet = root_of(write()).find("transaction[5]/t_to/to_account")
    assert wallet is not None
    assert wallet.findtext("personal_account_type") == "WALLET"
    assert wallet.findtext("institution_name") == "tron"
    assert wallet.findtext("currency_code") == "XUT"


def test_indicators_are_the_fius_own() -> None:
    assert [each.text for each in root_of(write()).iter("indicator")] == [
        "UNLICENSED-EXCHANGE",
        "MIRROR-TRANSFER",
    ]
    other = replace(terms().fiu(EXAMPLE), indicators={})
    assert [e.text for e in root_of(write(own=other)).iter("indicator")] == ["OTHER"]


def test_posts_without_money_are_an_activity() -> None:
    root = root_of(write(posts_only()))
    assert root.find("transaction") is None
    assert root.findtext("activity/report_parties/report_party/person/last_name") == "Example"


def test_a_corrected_report_names_the_fius_reference() -> None:
    occasion = Occasion(kind=OccasionKind.CORRECTED, prior_number=PRIOR)
    draft = replace(draft_for(ReportForm.GOAML), occasion=occasion)
    assert root_of(write(draft)).findtext("fiu_ref_number") == PRIOR


def test_an_amount_without_a_rate_into_the_fius_currency_is_refused() -> None:
    with pytest.raises(UnfitReport, match="no value in AED"):
        write(own=replace(terms().fiu(EXAMPLE), currency="AED"))


def test_a_name_the_fiu_cannot_read_is_refused_and_not_cut() -> None:
    facts = demo_facts()
    chinese = replace(facts.subjects[0], family_name="魏", given_name="")
    draft = draft_for(ReportForm.GOAML, replace(facts, subjects=(chinese,)))
    with pytest.raises(UnfitReport, match="transliterate"):
        write(draft, replace(terms().fiu("goaml-ae"), currency="USD"))


@pytest.mark.parametrize("field", ["emails", "address", "birth_date"])
def test_what_an_fiu_demands_of_a_known_subject_is_asked_for(field: str) -> None:
    facts = demo_facts()
    bare = replace(
        facts.subjects[0], emails=(), birth_date=None, address=type(facts.subjects[0].address)()
    )
    draft = draft_for(ReportForm.GOAML, replace(facts, subjects=(bare,)))
    with pytest.raises(UnfitReport, match=f"asks for {field}"):
        write(draft, replace(terms().fiu(EXAMPLE), requires=(field,)))


def test_a_filer_unknown_to_the_fiu_cannot_file() -> None:
    with pytest.raises(UnfitReport, match="rentity_id"):
        write_goaml(
            draft_for(ReportForm.GOAML),
            replace(filer(), entity_number=0),
            terms().fiu(EXAMPLE),
            rules=terms().sar,
            filed_on=FILED_ON,
        )


def test_an_ungrounded_sentence_keeps_the_report_back() -> None:
    draft = draft_for(ReportForm.GOAML)
    wrong = replace(draft.narrative[0], text="He owes 5 USD.")
    with pytest.raises(Ungrounded):
        write(replace(draft, narrative=(wrong, *draft.narrative[1:])))


def test_amounts_are_written_to_the_base_unit() -> None:
    root = root_of(write())
    assert [e.text for e in root.iter("amount_local")] == [
        "9800.00",
        "9600.00",
        "14500.00",
        "8900.00",
        "20000.00",
    ]
    amounts = [e.text for e in root.iter("foreign_amount")]
    assert amounts[0] == "69713.28"
    assert amounts[-1] == "20000.000000"


def test_an_operators_schema_decides(tmp_path: Path) -> None:
    schema = tmp_path / "fiu.xsd"
    schema.write_text(SMALL)
    require_valid(write(), schema=schema, form="goAML")
    with pytest.raises(UnfitReport, match="rentity_id"):
        require_valid(
            write().replace(b">1</rentity_id>", b">x</rentity_id>"), schema=schema, form="goAML"
        )


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"<nothing/>", "schema"),
        (b"not xml", "not XML"),
        (b'<!DOCTYPE x [<!ENTITY a "b">]><x/>', "document type"),
    ],
)
def test_a_schema_that_cannot_be_used_is_named(tmp_path: Path, content: bytes, said: str) -> None:
    schema = tmp_path / "fiu.xsd"
    schema.write_bytes(content)
    with pytest.raises(BadSchema, match=said):
        require_valid(write(), schema=schema, form="goAML")
    with pytest.raises(BadSchema):
        require_valid(write(), schema=tmp_path / "absent.xsd", form="goAML")
