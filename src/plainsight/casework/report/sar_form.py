"""The form rules of the FinCEN SAR: what makes a batch fail though its XML is well formed.

From FinCEN's electronic filing requirements for Report 111 (XML schema 2.0): six kinds of party,
whole dollars rounded up, at least one sub-type, an earlier number for whatever is not an initial
report, values without edge blanks or line breaks. Each complaint names the item and its mend.
"""

from collections.abc import Iterator
from datetime import date

from plainsight.casework.report.attachment import (
    ATTACHMENT_BYTES_MAX,
    needs_attachment,
    transfers_csv,
)
from plainsight.casework.report.blocks import cut_blocks
from plainsight.casework.report.draft import OccasionKind, ReportDraft
from plainsight.casework.report.facts import ReportFacts
from plainsight.casework.report.narrative import narrative_grounds
from plainsight.casework.report.party import Filer, Institution
from plainsight.casework.report.sar_subject import (
    CITY_MAX,
    NAME_MAX,
    POSTCODE_MAX,
    STREET_MAX,
    require_phone,
    require_text,
    subject_complaints,
)
from plainsight.casework.report.sentence import NEEDED_PARTS, require_grounded
from plainsight.casework.report.terms import SarTerms
from plainsight.errors import UnfitReport
from plainsight.model.money import Money

SUBJECTS_MAX = 999
WALLETS_MAX = 99
AMOUNT_DIGITS_MAX = 15


def subtypes_for(facts: ReportFacts, terms: SarTerms) -> tuple[str, ...]:
    """The sub-type codes that findings and cited advisories call for, ascending."""
    codes = {code for finding in facts.findings for code in finding.subtypes}
    for finding in facts.findings:
        codes.update(terms.by_typology.get(finding.typology_id, ()))
    for term in terms.terms_for(facts.advisories):
        codes.update(term.subtypes)
    return tuple(sorted(codes, key=int))


def key_terms_for(facts: ReportFacts, terms: SarTerms) -> tuple[str, ...]:
    """Key terms that fit into field 2, in order of precedence; all stand in the narrative."""
    chosen: list[str] = []
    for term in terms.terms_for(facts.advisories):
        if len(", ".join([*chosen, term.text])) <= terms.note_chars_max:
            chosen.append(term.text)
    return tuple(chosen)


def type_code(subtype: str) -> str:
    """The activity type a sub-type belongs to: 909 -> 9, 1001 -> 10, 8999 -> 8."""
    number = int(subtype)
    return str(number // 1000 if number % 1000 == 999 else number // 100)


def whole_dollars(money: Money) -> int:
    """Whole units of the currency, rounded up, as the form asks."""
    return -(-money.units // int(10**money.asset.decimals))


def cumulative(draft: ReportDraft) -> Money | None:
    """The amount of a continuing report with those before it; None while it is unknown."""
    own = draft.facts.amount
    if own is None:
        return None
    return own + Money(units=draft.occasion.prior_units, asset=own.asset)


def require_fit(draft: ReportDraft, filer: Filer, terms: SarTerms, *, filed_on: date) -> None:
    """Refuse a draft that the form would reject.

    Raises UnfitReport with every complaint, and Ungrounded when the narrative is not grounded.
    """
    require_grounded(draft.narrative, narrative_grounds(draft.facts, terms, draft.occasion))
    cut_blocks(draft.narrative, chars_max=terms.block_chars_max, blocks_max=terms.blocks_max)
    complaints = (
        *_narrative(draft, terms),
        *_activity(draft, terms, filed_on),
        *_filer(filer, terms),
        *_subjects(draft.facts),
    )
    if complaints:
        raise UnfitReport("FinCEN SAR", complaints)


def _narrative(draft: ReportDraft, terms: SarTerms) -> Iterator[str]:
    parts = {sentence.part for sentence in draft.narrative}
    for part in NEEDED_PARTS:
        if part not in parts:
            yield f"narrative: says nothing of {part.value}; add a sentence"
    told = " ".join(sentence.text for sentence in draft.narrative)
    for term in terms.terms_for(draft.facts.advisories):
        if term.text not in told:
            yield f"narrative: key term {term.text} is missing; advisory {term.advisory} asks it"
    if len(", ".join(draft.key_terms)) > terms.note_chars_max:
        yield f"item 2: key terms exceed {terms.note_chars_max} characters; name fewer"


def _activity(draft: ReportDraft, terms: SarTerms, filed_on: date) -> Iterator[str]:
    if not draft.subtypes:
        yield "items 32 to 42: no activity is classified; tick at least one"
    for code in draft.subtypes:
        if code not in terms.subtype_codes:
            yield f"items 32 to 42: {code} is no sub-type of the form"
        elif code.endswith("999") and code not in terms.other_texts:
            yield f"items 32 to 42: {code} needs its text; add it to other_texts"
    if len(set(draft.subtypes)) < len(draft.subtypes):
        yield "items 32 to 42: a sub-type stands twice"
    if draft.facts.last_at.date() > filed_on:
        yield f"item 27: activity after the filing date {filed_on}; check the transfers"
    if draft.facts.reporting.code != "USD":
        yield "item 26: amounts are US dollars; give rates into USD"
    amount = cumulative(draft)
    if amount is not None and len(str(whole_dollars(amount))) > AMOUNT_DIGITS_MAX:
        yield f"item 26: more than {AMOUNT_DIGITS_MAX} digits"
    if draft.occasion.kind is OccasionKind.INITIAL and draft.occasion.prior_units:
        yield "item 28: an initial report has no cumulative amount"
    if needs_attachment(draft.facts) and (len(transfers_csv(draft.facts)) > ATTACHMENT_BYTES_MAX):
        yield f"attachment: more than {ATTACHMENT_BYTES_MAX:,} bytes; report in parts"
    if len(draft.facts.wallets) > WALLETS_MAX:
        yield f"item 44: more than {WALLETS_MAX} wallets; attach the list"


def _filer(filer: Filer, terms: SarTerms) -> Iterator[str]:
    yield from _institution(filer.institution)
    if terms.clock_for(filer.kind) is None:
        known = ", ".join(clock.filer_kind for clock in terms.clocks)
        yield f"filer: kind {filer.kind!r} has no clock; one of {known}"
    if len(filer.control_code) != 8 or not filer.control_code.isalnum():
        yield "filer: the transmitter control code has 8 letters or digits"
    for what, text, longest in (
        ("contact name", filer.contact_name, NAME_MAX),
        ("assistance office", filer.assistance_office, NAME_MAX),
    ):
        yield from require_text(f"filer: {what}", text, longest)
    yield from require_phone("filer: assistance phone", filer.assistance_phone)


def _institution(institution: Institution) -> Iterator[str]:
    yield from require_text("filer: name", institution.name, NAME_MAX)
    if len(institution.tin) != 9 or not institution.tin.isdecimal():
        yield "filer: the EIN has 9 digits"
    yield from require_phone("filer: phone", institution.phone)
    address = institution.address
    yield from require_text("filer: street", address.street, STREET_MAX)
    yield from require_text("filer: city", address.city, CITY_MAX)
    if len(address.country) != 2:
        yield "filer: country is two letters of ISO 3166-1"
    if address.country in ("US", "CA", "MX") and not 2 <= len(address.state) <= 3:
        yield "filer: state is needed in the US, Canada and Mexico"
    yield from require_text("filer: postcode", address.postcode, POSTCODE_MAX)


def _subjects(facts: ReportFacts) -> Iterator[str]:
    if not facts.subjects:
        yield "Part I: name a subject, with what is known; unknown is an answer, none is not"
    if len(facts.subjects) > SUBJECTS_MAX:
        yield f"Part I: {SUBJECTS_MAX} subjects at most; split the report"
    for subject in facts.subjects:
        yield from subject_complaints(subject)
