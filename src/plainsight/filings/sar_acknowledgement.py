"""FinCEN's acknowledgement of a batch, read as hostile XML.

    <EFilingBatchXML StatusCode="A">
      <EFilingSubmissionXML StatusCode="A">
        <EFilingActivityXML SeqNum="1">
          <BSAID>31000055053784</BSAID>
          <EFilingActivityErrorXML SeqNum="1"> ErrorTypeCode, ErrorLevelText, ErrorText ...

A batch of ours holds one report. StatusCode A accepts, R rejects; a report without a BSA
identifier was not taken whatever the status says.
"""

from lxml import etree

from plainsight.casework.report.acknowledgement import Acknowledgement, FilingError, Verdict
from plainsight.errors import BadAcknowledgement
from plainsight.filings.hostile_xml import parse_hostile

BYTES_MAX = 5_000_000
ERRORS_MAX = 1_000
TEXT_MAX = 2_000
_STATUS = {"A": Verdict.ACCEPTED, "R": Verdict.REJECTED}
_MEND = "download it again from the e-filing system"


def read_sar_acknowledgement(content: bytes) -> Acknowledgement:
    """Read one. Raises BadAcknowledgement for anything but an answer to a batch of one report."""
    root = parse_hostile(content, bytes_max=BYTES_MAX)
    if isinstance(root, str):
        raise BadAcknowledgement(root, _MEND)
    if _plain(root) != "EFilingBatchXML":
        raise BadAcknowledgement(f"root is {_plain(root)}", "give FinCEN's acknowledgement file")
    statuses = [
        element.get("StatusCode") or ""
        for element in root.iter()
        if _plain(element) in ("EFilingBatchXML", "EFilingSubmissionXML")
    ]
    if not statuses or any(status not in _STATUS for status in statuses):
        raise BadAcknowledgement(f"status {statuses}", "FinCEN writes A or R; " + _MEND)
    activities = [each for each in root.iter() if _plain(each) == "EFilingActivityXML"]
    if len(activities) > 1:
        raise BadAcknowledgement(f"answers {len(activities)} reports", "our batches hold one")
    errors = tuple(_errors(root))
    number = _number(activities[0]) if activities else ""
    is_accepted = (
        bool(number) and all(s == "A" for s in statuses) and not any(e.is_fatal for e in errors)
    )
    return Acknowledgement(
        verdict=Verdict.ACCEPTED if is_accepted else Verdict.REJECTED,
        number=number if is_accepted else "",
        errors=errors,
    )


def _number(activity: etree._Element) -> str:
    number = _child(activity, "BSAID")
    if number and (len(number) != 14 or not (number.isascii() and number.isdecimal())):
        raise BadAcknowledgement(f"BSA identifier {number[:40]!r}", "it has 14 digits; " + _MEND)
    return number


def _errors(root: etree._Element) -> list[FilingError]:
    found = [
        FilingError(
            code=_child(element, "ErrorTypeCode"),
            level=_child(element, "ErrorLevelText"),
            element=_child(element, "ErrorElementNameText"),
            context=_child(element, "ErrorContextText"),
            says=_child(element, "ErrorText"),
        )
        for element in root.iter()
        if _plain(element).startswith("EFiling")
        and _plain(element).endswith("ErrorXML")
        and len(element)
    ]
    if len(found) > ERRORS_MAX:
        raise BadAcknowledgement(f"{len(found)} errors", f"{ERRORS_MAX} are read at most")
    return found


def _child(element: etree._Element, name: str) -> str:
    for child in element:
        if _plain(child) == name:
            return " ".join((child.text or "").split())[:TEXT_MAX]
    return ""


def _plain(element: etree._Element) -> str:
    """The name without a namespace: FinCEN's answers come with and without one."""
    return str(element.tag).rpartition("}")[2]
