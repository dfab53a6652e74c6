"""The structure of SARX as a table of ours: order, number and form of every element we may write.

Used where FinCEN's own schema is not at hand. It is stricter: elements we never write are refused.
A test that has the schema holds the two against each other over thousands of broken files.
"""

import re
from collections.abc import Iterator, Mapping

from lxml import etree

from plainsight.filings.hostile_xml import parse_hostile
from plainsight.filings.sar_xml import NAMESPACE

# Children in order, as a pattern over their names; each name is followed by one blank.
_CHILDREN = {
    "EFilingBatchXML": "FormTypeCode Activity+",
    "Activity": (
        "EFilingPriorDocumentNumber? FilingDateText FilingInstitutionNotetoFinCEN? "
        "ActivityAssociation ActivitySupportDocument? Party{6,1203} SuspiciousActivity "
        "CyberEventIndicators{0,99} ActivityNarrativeInformation{1,5}"
    ),
    "ActivityAssociation": (
        "ContinuingActivityReportIndicator? CorrectsAmendsPriorReportIndicator? "
        "InitialReportIndicator? JointReportIndicator?"
    ),
    "ActivitySupportDocument": "OriginalAttachmentFileName",
    "Party": (
        "ActivityPartyTypeCode AllCriticalSubjectInformationUnavailableIndicator? "
        "BirthDateUnknownIndicator? IndividualBirthDateText? NoBranchActivityInvolvedIndicator? "
        "NoKnownAccountInvolvedIndicator? PartyAsEntityOrganizationIndicator? "
        "PrimaryRegulatorTypeCode? SellingPayingLocationIndicator? UnknownGenderIndicator? "
        "PartyName{0,100} Address{0,99} PhoneNumber{0,99} PartyIdentification{0,100} "
        "OrganizationClassificationTypeSubtype{0,15} PartyOccupationBusiness? "
        "ElectronicAddress{0,198} PartyAssociation{0,99} PartyAccountAssociation?"
    ),
    "PartyAccountAssociation/Party": "ActivityPartyTypeCode PartyIdentification? Account{0,99}",
    "PartyName": (
        "EntityLastNameUnknownIndicator? FirstNameUnknownIndicator? PartyNameTypeCode "
        "RawEntityIndividualLastName? RawIndividualFirstName? RawPartyFullName?"
    ),
    "Address": (
        "CityUnknownIndicator? CountryCodeUnknownIndicator? RawCityText? RawCountryCodeText? "
        "RawStateCodeText? RawStreetAddress1Text? RawZIPCode? StateCodeUnknownIndicator? "
        "StreetAddressUnknownIndicator? ZIPCodeUnknownIndicator?"
    ),
    "PhoneNumber": "PhoneNumberText",
    "PartyIdentification": (
        "OtherPartyIdentificationTypeText? PartyIdentificationNumberText? "
        "PartyIdentificationTypeCode? TINUnknownIndicator?"
    ),
    "OrganizationClassificationTypeSubtype": "OrganizationTypeID",
    "PartyOccupationBusiness": "OccupationBusinessText",
    "ElectronicAddress": "ElectronicAddressText ElectronicAddressTypeCode",
    "PartyAssociation": "CustomerIndicator SubjectRelationshipFinancialInstitutionTINText",
    "PartyAccountAssociation": "PartyAccountAssociationTypeCode Party{1,99}",
    "Account/PartyAccountAssociation": "PartyAccountAssociationTypeCode",
    "Account": "AccountNumberText PartyAccountAssociation",
    "SuspiciousActivity": (
        "AmountUnknownIndicator? CumulativeTotalViolationAmountText? NoAmountInvolvedIndicator? "
        "SuspiciousActivityFromDateText SuspiciousActivityToDateText? TotalSuspiciousAmountText? "
        "SuspiciousActivityClassification{1,99}"
    ),
    "SuspiciousActivityClassification": (
        "OtherSuspiciousActivityTypeText? SuspiciousActivitySubtypeID SuspiciousActivityTypeID"
    ),
    "CyberEventIndicators": ("CyberEventIndicatorsTypeCode CyberEventTypeOtherText EventValueText"),
    "ActivityNarrativeInformation": "ActivityNarrativeSequenceNumber ActivityNarrativeText",
}

_DATE = r"(19|20)\d\d(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])"
_VALUES = {
    "FormTypeCode": "SARX",
    "EFilingPriorDocumentNumber": r"\d{14}",
    "FilingDateText": _DATE,
    "IndividualBirthDateText": _DATE,
    "SuspiciousActivityFromDateText": _DATE,
    "SuspiciousActivityToDateText": _DATE,
    "CumulativeTotalViolationAmountText": r"\d{1,15}",
    "TotalSuspiciousAmountText": r"\d{1,15}",
    "ActivityPartyTypeCode": "35|37|30|33|34|8|46|18|19|41",
    "PrimaryRegulatorTypeCode": "9|1|2|7|3|4|6|13|99",
    "PartyNameTypeCode": "L|AKA|DBA",
    "PartyIdentificationTypeCode": "[1245679]|1[0-4]|28|29|32|33|999",
    "OrganizationTypeID": "[1-5]|11|12|999",
    "ElectronicAddressTypeCode": "E|U",
    "PartyAccountAssociationTypeCode": "5|7",
    "CyberEventIndicatorsTypeCode": "[1-9]|10|999",
    "SuspiciousActivityTypeID": "[13-9]|1[0-2]",
    "SuspiciousActivitySubtypeID": r"\d{3,5}",
    "ActivityNarrativeSequenceNumber": "[1-5]",
}
_FITTED = r"\S+( +\S+)*"
_LENGTHS = {
    "FilingInstitutionNotetoFinCEN": 50,
    "OriginalAttachmentFileName": 150,
    "RawEntityIndividualLastName": 150,
    "RawIndividualFirstName": 35,
    "RawPartyFullName": 150,
    "RawCityText": 50,
    "RawCountryCodeText": 2,
    "RawStateCodeText": 3,
    "RawStreetAddress1Text": 100,
    "RawZIPCode": 9,
    "PhoneNumberText": 16,
    "OtherPartyIdentificationTypeText": 50,
    "PartyIdentificationNumberText": 25,
    "OccupationBusinessText": 50,
    "ElectronicAddressText": 517,
    "SubjectRelationshipFinancialInstitutionTINText": 25,
    "AccountNumberText": 40,
    "OtherSuspiciousActivityTypeText": 50,
    "CyberEventTypeOtherText": 50,
    "EventValueText": 4000,
    "ActivityNarrativeText": 4000,
}
_NEEDED_PARTIES = ("35", "37", "30", "8", "33", "34")
_UNIQUE = ("SuspiciousActivitySubtypeID", "ActivityNarrativeSequenceNumber")


def check_structure(content: bytes, *, subtype_codes: frozenset[str]) -> tuple[str, ...]:
    """Everything that is wrong with a batch, each with its place; empty when it is sound."""
    root = parse_hostile(content)
    if isinstance(root, str):
        return (f"batch: {root}",)
    return tuple(_complaints(root, subtype_codes))


def _complaints(root: etree._Element, subtype_codes: frozenset[str]) -> Iterator[str]:
    if _plain(root) != "EFilingBatchXML":
        yield f"batch: root is {root.tag}"
        return
    for element in root.iter():
        yield from _check(element)
    numbers = [element.get("SeqNum") for element in root.iter() if element.get("SeqNum")]
    if len(set(numbers)) < len(numbers):
        yield "batch: a SeqNum stands twice"
    for activity in root.iter(f"{{{NAMESPACE}}}Activity"):
        yield from _check_activity(activity, subtype_codes)
    yield from _check_counts(root)


def _check(element: etree._Element) -> Iterator[str]:
    name = _plain(element)
    parent = element.getparent()
    path = f"{_plain(parent)}/{name}" if parent is not None else name
    pattern = _CHILDREN.get(path, _CHILDREN.get(name))
    if pattern is None:
        yield from _check_value(element, name)
        return
    if name == "EFilingBatchXML" and element.get("SeqNum") is not None:
        yield f"{path}: carries a SeqNum"
    if name != "EFilingBatchXML":
        if not re.fullmatch(r"[0-9]{1,18}", element.get("SeqNum") or ""):
            yield f"{path}: no SeqNum"
        if len(element.attrib) > 1:
            yield f"{path}: attributes beside SeqNum"
    children = "".join(f"{_plain(child)} " for child in element)
    if not re.fullmatch(_expression(pattern), children):
        yield f"{path}: holds {children or 'nothing'}where {pattern} is asked"
    if any((text or "").strip() for text in (element.text, *(child.tail for child in element))):
        yield f"{path}: holds text"


def _check_value(element: etree._Element, name: str) -> Iterator[str]:
    text = element.text or ""
    if len(element) or element.attrib:
        yield f"{name}: holds elements or attributes"
    elif name.endswith("Indicator"):
        if text != "Y":
            yield f"{name}: {text!r}, where Y is the only mark"
    elif name in _VALUES:
        if not re.fullmatch(_VALUES[name], text):
            yield f"{name}: {text!r} is no value of it"
    elif name in _LENGTHS:
        if len(text) > _LENGTHS[name]:
            yield f"{name}: {len(text)} characters, {_LENGTHS[name]} fit"
        elif not re.fullmatch(_FITTED, text):
            yield f"{name}: {text!r} has blanks at its edges, line breaks or tabs"
    else:
        yield f"{name}: not an element of this form"


def _check_activity(activity: etree._Element, subtype_codes: frozenset[str]) -> Iterator[str]:
    kinds = [
        _text(party, "ActivityPartyTypeCode") for party in activity if _plain(party) == "Party"
    ]
    for kind in _NEEDED_PARTIES:
        if kind not in kinds:
            yield f"Activity: no party of type {kind}"
    for name in _UNIQUE:
        values = [each.text for each in activity.iter(f"{{{NAMESPACE}}}{name}")]
        if len(set(values)) < len(values):
            yield f"{name}: a value stands twice"
    for code in activity.iter(f"{{{NAMESPACE}}}SuspiciousActivitySubtypeID"):
        if code.text not in subtype_codes:
            yield f"SuspiciousActivitySubtypeID: {code.text} is no sub-type"
    association = activity.find(f"{{{NAMESPACE}}}ActivityAssociation")
    marks = [] if association is None else [_plain(mark) for mark in association]
    if len([mark for mark in marks if mark != "JointReportIndicator"]) != 1:
        yield "ActivityAssociation: one of initial, continuing and corrected"
    has_prior = bool(_text(activity, "EFilingPriorDocumentNumber"))
    if has_prior == ("InitialReportIndicator" in marks):
        yield "EFilingPriorDocumentNumber: for continuing and corrected reports, and only for them"


def _check_counts(root: etree._Element) -> Iterator[str]:
    attached = len(list(root.iter(f"{{{NAMESPACE}}}ActivitySupportDocument")))
    found: Mapping[str, int] = {
        "ActivityCount": len(list(root.iter(f"{{{NAMESPACE}}}Activity"))),
        "PartyCount": sum(
            each.text == "33" for each in root.iter(f"{{{NAMESPACE}}}ActivityPartyTypeCode")
        ),
        "TotalAmount": sum(
            int(each.text or 0)
            for each in root.iter(f"{{{NAMESPACE}}}TotalSuspiciousAmountText")
            if (each.text or "").isdecimal()
        ),
        "ActivityAttachmentCount": attached,
        "AttachmentCount": attached,
    }
    for name, count in found.items():
        if root.get(name) != str(count):
            yield f"EFilingBatchXML: {name} is {root.get(name)}, counted {count}"


def _expression(pattern: str) -> str:
    """ "A B? C{1,2}" -> a regular expression over "A B C C "."""
    parts = re.findall(r"(\w+)([?+]|\{\d+,\d+\})?", pattern)
    return "".join(f"(?:{name} ){times}" for name, times in parts)


def _text(element: etree._Element, name: str) -> str:
    return element.findtext(f"{{{NAMESPACE}}}{name}") or ""


def _plain(element: etree._Element | None) -> str:
    if element is None:
        return ""
    namespace = f"{{{NAMESPACE}}}"
    tag = str(element.tag)
    return tag.removeprefix(namespace) if tag.startswith(namespace) else f"?{tag}"
