"""A report as FinCEN's batch XML, form type SARX (EFL_SARXBatchSchema, version 1.2).

Elements stand in the schema's order. A value that is unknown is said to be unknown with the form's
own mark; nothing is made up and nothing is cut to fit: `require_fit` complains first.
"""

from collections.abc import Iterator
from datetime import date

from lxml import etree

from plainsight.casework.report.attachment import attachment_name, needs_attachment
from plainsight.casework.report.blocks import cut_blocks
from plainsight.casework.report.draft import OccasionKind, ReportDraft
from plainsight.casework.report.party import Address, Filer, Institution, Subject
from plainsight.casework.report.sar_form import cumulative, require_fit, type_code, whole_dollars
from plainsight.casework.report.sar_subject import ACCOUNT_CHARS_MAX
from plainsight.casework.report.terms import SarTerms

NAMESPACE = "www.fincen.gov/base"
_XSI = "http://www.w3.org/2001/XMLSchema-instance"
_LOCATION = f"{NAMESPACE} https://www.fincen.gov/base/EFL_SARXBatchSchema.xsd"

TRANSMITTER, TRANSMITTER_CONTACT, REPORTING, ASSISTANCE = "35", "37", "30", "8"
SUBJECT, LOCATION, ACCOUNT_INSTITUTION = "33", "34", "41"
_EIN, _TIN, _CONTROL_CODE, _INTERNAL_NUMBER, _OTHER = "2", "4", "28", "29", "999"
INTERNAL_CHARS_MAX = 25  # enough of a random id to stay apart from every other
_AFFECTED, _HELD_AT = "7", "5"
_YES = "Y"


class _Batch:
    """Builds elements and numbers them as it goes: every SeqNum is unique in the batch."""

    def __init__(self) -> None:
        self.root = etree.Element(_name("EFilingBatchXML"), nsmap={"fc2": NAMESPACE, "xsi": _XSI})
        self.root.set(f"{{{_XSI}}}schemaLocation", _LOCATION)
        self._next = 1

    def group(self, parent: etree._Element, name: str) -> etree._Element:
        """A numbered element that holds others."""
        made = etree.SubElement(parent, _name(name), SeqNum=str(self._next))
        self._next += 1
        return made

    def value(self, parent: etree._Element, name: str, text: str) -> None:
        """An element that holds text; an empty text leaves it out."""
        if text:
            etree.SubElement(parent, _name(name)).text = text


def write_sar(draft: ReportDraft, filer: Filer, terms: SarTerms, *, filed_on: date) -> bytes:
    """Write one report as one batch. Raises UnfitReport or Ungrounded before anything is made."""
    require_fit(draft, filer, terms, filed_on=filed_on)
    batch = _Batch()
    batch.value(batch.root, "FormTypeCode", "SARX")
    activity = batch.group(batch.root, "Activity")
    batch.value(activity, "EFilingPriorDocumentNumber", draft.occasion.prior_number)
    batch.value(activity, "FilingDateText", _day(filed_on))
    batch.value(activity, "FilingInstitutionNotetoFinCEN", ", ".join(draft.key_terms))
    _association(batch, activity, draft)
    if needs_attachment(draft.facts):
        support = batch.group(activity, "ActivitySupportDocument")
        batch.value(support, "OriginalAttachmentFileName", attachment_name(draft.facts))
    _filer_parties(batch, activity, draft, filer)
    for subject in draft.facts.subjects:
        _subject(batch, activity, subject, filer.institution)
    _suspicious(batch, activity, draft, terms)
    for wallet in draft.facts.wallets:
        event = batch.group(activity, "CyberEventIndicators")
        batch.value(event, "CyberEventIndicatorsTypeCode", _OTHER)
        batch.value(event, "CyberEventTypeOtherText", terms.wallet_text)
        batch.value(event, "EventValueText", f"{wallet.network}: {wallet.address}")
    _narrative(batch, activity, draft, terms)
    _count(batch.root, draft)
    return etree.tostring(batch.root, xml_declaration=True, encoding="UTF-8", pretty_print=True)


def _count(root: etree._Element, draft: ReportDraft) -> None:
    """The attributes FinCEN counts against: PartyCount counts subjects only."""
    amount = draft.facts.amount if draft.facts.transfers else None
    root.set("TotalAmount", str(whole_dollars(amount) if amount is not None else 0))
    root.set("PartyCount", str(len(draft.facts.subjects)))
    root.set("ActivityCount", "1")
    attached = str(int(needs_attachment(draft.facts)))
    root.set("ActivityAttachmentCount", attached)
    root.set("AttachmentCount", attached)


def _association(batch: _Batch, activity: etree._Element, draft: ReportDraft) -> None:
    made = batch.group(activity, "ActivityAssociation")
    kind = draft.occasion.kind
    for name, is_set in (
        ("ContinuingActivityReportIndicator", kind is OccasionKind.CONTINUING),
        ("CorrectsAmendsPriorReportIndicator", kind is OccasionKind.CORRECTED),
        ("InitialReportIndicator", kind is OccasionKind.INITIAL),
        ("JointReportIndicator", draft.occasion.is_joint),
    ):
        batch.value(made, name, _YES if is_set else "")


def _filer_parties(
    batch: _Batch, activity: etree._Element, draft: ReportDraft, filer: Filer
) -> None:
    own = filer.institution
    transmitter = _party(batch, activity, TRANSMITTER)
    _legal_name(batch, transmitter, own.name)
    _address(batch, transmitter, own.address)
    _phone(batch, transmitter, own.phone)
    _identification(batch, transmitter, own.tin, _TIN)
    _identification(batch, transmitter, filer.control_code, _CONTROL_CODE)
    contact = _party(batch, activity, TRANSMITTER_CONTACT)
    _legal_name(batch, contact, filer.contact_name)
    reporting = _party(batch, activity, REPORTING)
    batch.value(reporting, "PrimaryRegulatorTypeCode", own.regulator_code)
    _institution(batch, reporting, own, internal_number=draft.facts.called[:INTERNAL_CHARS_MAX])
    assistance = _party(batch, activity, ASSISTANCE)
    _legal_name(batch, assistance, filer.assistance_office)
    _phone(batch, assistance, filer.assistance_phone)
    location = _party(batch, activity, LOCATION)
    batch.value(location, "NoBranchActivityInvolvedIndicator", _YES)
    batch.value(location, "PrimaryRegulatorTypeCode", own.regulator_code)
    batch.value(location, "SellingPayingLocationIndicator", _YES)
    _institution(batch, location, own, internal_number="")


def _institution(
    batch: _Batch, party: etree._Element, institution: Institution, *, internal_number: str
) -> None:
    _legal_name(batch, party, institution.name)
    _address(batch, party, institution.address)
    _identification(batch, party, institution.tin, _EIN)
    if internal_number:
        _identification(batch, party, internal_number, _INTERNAL_NUMBER)
    kind = batch.group(party, "OrganizationClassificationTypeSubtype")
    batch.value(kind, "OrganizationTypeID", institution.organisation_code)


def _subject(
    batch: _Batch, activity: etree._Element, subject: Subject, holder: Institution
) -> None:
    party = _party(batch, activity, SUBJECT)
    is_blank = not (subject.is_named or subject.phones or subject.emails or subject.address.city)
    if is_blank:
        batch.value(party, "AllCriticalSubjectInformationUnavailableIndicator", _YES)
    if not subject.is_organisation and not is_blank and subject.birth_date is None:
        batch.value(party, "BirthDateUnknownIndicator", _YES)
    if subject.birth_date is not None:
        batch.value(party, "IndividualBirthDateText", _day(subject.birth_date))
    accounts = [a for a in subject.account_ids if len(a) <= ACCOUNT_CHARS_MAX]
    batch.value(party, "NoKnownAccountInvolvedIndicator", "" if accounts else _YES)
    batch.value(
        party, "PartyAsEntityOrganizationIndicator", _YES if subject.is_organisation else ""
    )
    if not subject.is_organisation and not is_blank:
        batch.value(party, "UnknownGenderIndicator", _YES)  # never asked, never kept
    _subject_names(batch, party, subject)
    _address(batch, party, subject.address)
    for phone in subject.phones:
        _phone(batch, party, phone)
    _subject_identification(batch, party, subject)
    if subject.occupation:
        business = batch.group(party, "PartyOccupationBusiness")
        batch.value(business, "OccupationBusinessText", subject.occupation)
    for email in subject.emails:
        address = batch.group(party, "ElectronicAddress")
        batch.value(address, "ElectronicAddressText", email)
        batch.value(address, "ElectronicAddressTypeCode", "E")
    if accounts:
        _accounts(batch, party, accounts, holder)


def _accounts(
    batch: _Batch, party: etree._Element, accounts: list[str], holder: Institution
) -> None:
    tie = batch.group(party, "PartyAssociation")
    batch.value(tie, "CustomerIndicator", _YES)
    batch.value(tie, "SubjectRelationshipFinancialInstitutionTINText", holder.tin)
    affected = batch.group(party, "PartyAccountAssociation")
    batch.value(affected, "PartyAccountAssociationTypeCode", _AFFECTED)
    institution = _party(batch, affected, ACCOUNT_INSTITUTION)
    _identification(batch, institution, holder.tin, _TIN)
    for account in accounts:
        made = batch.group(institution, "Account")
        batch.value(made, "AccountNumberText", account)
        held = batch.group(made, "PartyAccountAssociation")
        batch.value(held, "PartyAccountAssociationTypeCode", _HELD_AT)


def _subject_names(batch: _Batch, party: etree._Element, subject: Subject) -> None:
    name = batch.group(party, "PartyName")
    if not subject.family_name:
        batch.value(name, "EntityLastNameUnknownIndicator", _YES)
    if not subject.given_name and not subject.is_organisation:
        batch.value(name, "FirstNameUnknownIndicator", _YES)
    batch.value(name, "PartyNameTypeCode", "L")
    batch.value(name, "RawEntityIndividualLastName", subject.family_name)
    batch.value(name, "RawIndividualFirstName", subject.given_name)
    for alias in subject.aliases:
        other = batch.group(party, "PartyName")
        batch.value(other, "PartyNameTypeCode", "AKA")
        batch.value(other, "RawPartyFullName", alias)


def _subject_identification(batch: _Batch, party: etree._Element, subject: Subject) -> None:
    if subject.identity_number:
        made = batch.group(party, "PartyIdentification")
        batch.value(made, "OtherPartyIdentificationTypeText", "Number as declared to filer")
        batch.value(made, "PartyIdentificationNumberText", subject.identity_number)
        batch.value(made, "PartyIdentificationTypeCode", _OTHER)
    unknown = batch.group(party, "PartyIdentification")
    batch.value(unknown, "TINUnknownIndicator", _YES)


def _suspicious(
    batch: _Batch, activity: etree._Element, draft: ReportDraft, terms: SarTerms
) -> None:
    facts = draft.facts
    made = batch.group(activity, "SuspiciousActivity")
    amount, total = facts.amount, cumulative(draft)
    is_unknown = bool(facts.transfers) and amount is None
    batch.value(made, "AmountUnknownIndicator", _YES if is_unknown else "")
    if draft.occasion.kind is OccasionKind.CONTINUING and total is not None:
        batch.value(made, "CumulativeTotalViolationAmountText", str(whole_dollars(total)))
    batch.value(made, "NoAmountInvolvedIndicator", "" if facts.transfers else _YES)
    batch.value(made, "SuspiciousActivityFromDateText", _day(facts.first_at.date()))
    batch.value(made, "SuspiciousActivityToDateText", _day(facts.last_at.date()))
    if facts.transfers and amount is not None:
        batch.value(made, "TotalSuspiciousAmountText", str(whole_dollars(amount)))
    for code in draft.subtypes:
        kind = batch.group(made, "SuspiciousActivityClassification")
        batch.value(kind, "OtherSuspiciousActivityTypeText", terms.other_texts.get(code, ""))
        batch.value(kind, "SuspiciousActivitySubtypeID", code)
        batch.value(kind, "SuspiciousActivityTypeID", type_code(code))


def _narrative(
    batch: _Batch, activity: etree._Element, draft: ReportDraft, terms: SarTerms
) -> None:
    blocks = cut_blocks(
        draft.narrative, chars_max=terms.block_chars_max, blocks_max=terms.blocks_max
    )
    for number, block in enumerate(blocks, start=1):
        made = batch.group(activity, "ActivityNarrativeInformation")
        batch.value(made, "ActivityNarrativeSequenceNumber", str(number))
        batch.value(made, "ActivityNarrativeText", block)


def _party(batch: _Batch, parent: etree._Element, kind: str) -> etree._Element:
    made = batch.group(parent, "Party")
    batch.value(made, "ActivityPartyTypeCode", kind)
    return made


def _legal_name(batch: _Batch, party: etree._Element, name: str) -> None:
    made = batch.group(party, "PartyName")
    batch.value(made, "PartyNameTypeCode", "L")
    batch.value(made, "RawPartyFullName", name)


def _address(batch: _Batch, party: etree._Element, address: Address) -> None:
    made = batch.group(party, "Address")
    for name, text in _address_values(address):
        batch.value(made, name, text)


def _address_values(address: Address) -> Iterator[tuple[str, str]]:
    needs_state = address.country in ("", "US", "CA", "MX")
    yield "CityUnknownIndicator", "" if address.city else _YES
    yield "CountryCodeUnknownIndicator", "" if address.country else _YES
    yield "RawCityText", address.city
    yield "RawCountryCodeText", address.country
    yield "RawStateCodeText", address.state
    yield "RawStreetAddress1Text", address.street
    yield "RawZIPCode", address.postcode
    yield "StateCodeUnknownIndicator", _YES if needs_state and not address.state else ""
    yield "StreetAddressUnknownIndicator", "" if address.street else _YES
    yield "ZIPCodeUnknownIndicator", "" if address.postcode else _YES


def _phone(batch: _Batch, party: etree._Element, digits: str) -> None:
    made = batch.group(party, "PhoneNumber")
    batch.value(made, "PhoneNumberText", digits)


def _identification(batch: _Batch, party: etree._Element, number: str, kind: str) -> None:
    made = batch.group(party, "PartyIdentification")
    batch.value(made, "PartyIdentificationNumberText", number)
    batch.value(made, "PartyIdentificationTypeCode", kind)


def _day(day: date) -> str:
    return f"{day:%Y%m%d}"


def _name(name: str) -> str:
    return f"{{{NAMESPACE}}}{name}"
