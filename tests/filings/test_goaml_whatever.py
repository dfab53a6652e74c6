"""Whatever is told of a subject: what is written is valid, or it is refused with a name."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st
from lxml import etree
from tests.strategies.odd_subjects import odd_pairs, written_or_why
from tests.strategies.reports import (
    AT,
    draft_for,
    filer,
    schema_at_hand,
    shared_schema,
    terms,
    without_wallets,
)

from plainsight.casework.report.draft import ReportDraft, ReportForm
from plainsight.casework.report.party import Address, Subject
from plainsight.casework.report.terms import GoamlTerms
from plainsight.demo.broker import demo_facts
from plainsight.errors import UnfitReport
from plainsight.filings.goaml_structure import check_goaml, is_goaml_file
from plainsight.filings.writers import Writers

SCHEMA = "goAMLSchema_5.0.2_UAE_patched.xsd"
COMPANY = Subject(
    subject_id="s-1",
    account_ids=("wx-broker-88",),
    family_name="Kunlun Trading Ltd",
    is_organisation=True,
    aliases=("Kunlun Exchange", "昆仑换汇"),
    identity_number="HK-123",
    occupation="trading",
    address=Address(street="1 Example Road", country="HK"),
    phones=("+852 5550 0188",),
    emails=tuple(f"office{n}@example.test" for n in range(7)),
)
PERSON = Subject(
    subject_id="s-2",
    account_ids=("wx-courier-1",),
    family_name="Example",
    given_name="Wei",
    aliases=tuple(f"Wei the {n}th of the market" for n in range(9)),
)


def own_terms() -> GoamlTerms:
    """The FIU of the Emirates; the demo's rates are into dollars."""
    return replace(terms().fiu("goaml-ae"), currency="USD")


def drafted(*subjects: Subject, posts_only: bool = False) -> ReportDraft:
    facts = replace(demo_facts(), subjects=subjects)
    if posts_only:
        facts = replace(
            without_wallets(facts), transfers=(), mirrors=(), findings=facts.findings[:1]
        )
    return replace(draft_for(ReportForm.GOAML, facts), fiu_id="goaml-ae")


def filed(draft: ReportDraft) -> bytes:
    shipped = terms()
    writers = Writers(
        filer=filer(), sar=shipped.sar, provider=shipped.provider, goaml={"goaml-ae": own_terms()}
    )
    return writers.writer(ReportForm.GOAML)(draft, AT)


@pytest.mark.parametrize("posts_only", [False, True])
def test_an_organisation_is_an_entity_and_never_a_person(posts_only: bool) -> None:
    content = filed(drafted(COMPANY, PERSON, posts_only=posts_only))
    root = etree.fromstring(content)
    name = "entity" if posts_only else "t_entity"
    entities = list(root.iter(name))
    assert {each.findtext("name") for each in entities} == {"Kunlun Trading Ltd"}
    assert {each.findtext("commercial_name") for each in entities} == {"Kunlun Exchange"}
    assert {each.findtext("incorporation_number") for each in entities} == {"HK-123"}
    assert "Kunlun Trading Ltd" not in [each.text for each in root.iter("last_name")]


@pytest.mark.data
@pytest.mark.parametrize("posts_only", [False, True])
def test_an_organisation_is_valid_against_the_schema_of_a_real_fiu(posts_only: bool) -> None:
    schema = shared_schema(SCHEMA)
    content = filed(drafted(COMPANY, PERSON, posts_only=posts_only))
    assert schema.validate(etree.fromstring(content)), schema.error_log


def test_what_has_no_field_of_its_own_is_told_beside_it_and_not_cut() -> None:
    root = etree.fromstring(filed(drafted(COMPANY, PERSON)))
    entity, person = next(root.iter("t_entity")), next(root.iter("t_person"))
    assert len(entity.findall("email")) == 5
    beside = entity.findtext("comments") or ""
    assert "昆仑换汇" in beside
    assert "office5@example.test, office6@example.test" in beside
    told = f"{person.findtext('alias')} {person.findtext('comments')}"
    assert all(alias in told for alias in PERSON.aliases)


def test_a_subject_whose_account_is_in_no_transfer_is_reported_beside_them() -> None:
    outside = replace(PERSON, account_ids=("elsewhere-9",))
    root = etree.fromstring(filed(drafted(COMPANY, outside)))
    assert root.find("transaction") is not None
    assert [e.text for e in root.findall("activity//last_name")] == ["Example"]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"family_name": "X" * 101}, "subject s-2: family_name: 101 characters, 100 fit"),
        ({"emails": ("not an email",)}, "subject s-2: email: 'not an email' is no e-mail"),
        ({"phones": ("abc",)}, "subject s-2: phone: 'abc' is no telephone number"),
        ({"identity_number": "9" * 256}, "subject s-2: identity_number: 256 characters"),
        ({"aliases": ("b" * 256,)}, "subject s-2: alias: 256 characters"),
        ({"occupation": "two\nlines"}, "subject s-2: occupation: .* line breaks"),
        ({"address": Address(country="ZZ")}, "subject s-2: country: 'ZZ' is no country"),
        ({"address": Address(street="x" * 101)}, "subject s-2: street: 101 characters, 100 fit"),
        ({"is_organisation": True}, "subject s-2: given_name: an organisation has none"),
    ],
)
def test_what_the_form_cannot_hold_is_refused_with_subject_and_field(
    changes: dict[str, object], said: str
) -> None:
    odd = replace(PERSON, **changes)  # type: ignore[arg-type]
    with pytest.raises(UnfitReport, match=said):
        filed(drafted(odd, posts_only=True))


def test_a_report_of_posts_about_nobody_is_refused() -> None:
    with pytest.raises(UnfitReport, match="subjects: name one"):
        filed(drafted(posts_only=True))


@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow])
@given(subjects=odd_pairs(), posts_only=st.booleans())
@example(subjects=(COMPANY, PERSON), posts_only=True)
@example(subjects=(COMPANY, PERSON), posts_only=False)
def test_what_is_written_is_valid_whatever_the_facts_hold(
    subjects: tuple[Subject, ...], posts_only: bool
) -> None:
    accounts = [account for subject in subjects for account in subject.account_ids]
    assume(len(accounts) == len(set(accounts)))
    content = written_or_why(filed, lambda: drafted(*subjects, posts_only=posts_only))
    if not isinstance(content, bytes):
        assert all(": " in complaint for complaint in content)
        return
    assert check_goaml(content, terms=own_terms()) == ()
    schema = schema_at_hand(SCHEMA)
    if schema is not None:
        assert schema.validate(etree.fromstring(content)), schema.error_log


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (b"<last_name>Example</last_name>", b"<last_name/>", "last_name: is empty"),
        (b">STR<", b">XYZ<", "no code of goaml-ae"),
        (b"<city>UNKNOWN</city>", b"", "address: holds"),
        (b">office0@example.test<", b">not an email<", "no e-mail address"),
        (b"<amount_local>9800.00<", b"<amount_local>much<", "m-1/amount_local: 'much'"),
        (b"<date_transaction>2026", b"<date_transaction>1626", "no day since 1753"),
        (b"<country>US</country>", b"<country>ZZ</country>", "'ZZ' is no code"),
        (b"<is_primary>1<", b"<is_primary>Y<", "the only mark"),
        (b"<reporting_person>", b'<reporting_person x="1">', "carries attributes"),
        (b"<rentity_id>1<", b"<rentity_id>0<", "no number of an entity"),
        (b"<signatory>", b"<signatory>text", "holds text"),
    ],
)
def test_a_form_error_is_named_with_its_place(old: bytes, new: bytes, said: str) -> None:
    content = filed(drafted(COMPANY, PERSON))
    assert old in content
    broken = content.replace(old, new)
    assert any(said in each for each in check_goaml(broken, terms=own_terms()))


def test_a_goaml_report_is_told_by_its_root() -> None:
    assert is_goaml_file(b"<report/>")
    assert not is_goaml_file(b"<EFilingBatchXML/>")
    assert not is_goaml_file(b"not xml")
    assert check_goaml(b"<batch/>", terms=None) == ("report: root is batch",)
