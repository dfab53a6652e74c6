"""FinCEN's answer, read as a file from outside."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plainsight.casework.report.acknowledgement import Verdict
from plainsight.errors import BadAcknowledgement
from plainsight.filings.sar_acknowledgement import BYTES_MAX, read_sar_acknowledgement

ERROR = """
<EFilingActivityErrorXML SeqNum="1">
  <ErrorContextText>EFilingBatchXML/Activity[1]/Party[6]/PartyIdentification[1]</ErrorContextText>
  <ErrorElementNameText>PartyIdentificationNumberText</ErrorElementNameText>
  <ErrorLevelText>{level}</ErrorLevelText>
  <ErrorText>The value recorded is an
     invalid number string.</ErrorText>
  <ErrorTypeCode>C21</ErrorTypeCode>
</EFilingActivityErrorXML>"""


def answer(
    status: str = "A", *, number: str = "31000055053784", errors: str = "", space: str = ""
) -> bytes:
    bsa = f"<BSAID>{number}</BSAID>" if number else ""
    return (
        f'<EFilingBatchXML {space} SeqNum="1" StatusCode="{status}">'
        f'<EFilingSubmissionXML SeqNum="1" StatusCode="{status}">'
        f'<EFilingActivityXML SeqNum="1">{bsa}{errors}</EFilingActivityXML>'
        "</EFilingSubmissionXML></EFilingBatchXML>"
    ).encode()


def test_an_accepted_report_brings_its_number() -> None:
    read = read_sar_acknowledgement(answer())
    assert (read.verdict, read.number, read.errors) == (Verdict.ACCEPTED, "31000055053784", ())


def test_an_answer_in_fincens_namespace_is_the_same_answer() -> None:
    assert read_sar_acknowledgement(answer(space='xmlns="www.fincen.gov/base"')).number


def test_a_warning_leaves_the_report_accepted_and_is_kept() -> None:
    read = read_sar_acknowledgement(answer(errors=ERROR.format(level="WARN")))
    assert read.verdict is Verdict.ACCEPTED
    assert read.errors[0].code == "C21"
    assert read.errors[0].element == "PartyIdentificationNumberText"
    assert read.errors[0].says == "The value recorded is an invalid number string."


def test_a_fatal_error_rejects_the_report_whatever_the_status_says() -> None:
    read = read_sar_acknowledgement(answer(errors=ERROR.format(level="FATAL")))
    assert (read.verdict, read.number) == (Verdict.REJECTED, "")


@pytest.mark.parametrize("content", [answer("R"), answer(number="")])
def test_a_report_that_was_not_taken_is_rejected(content: bytes) -> None:
    assert read_sar_acknowledgement(content).verdict is Verdict.REJECTED


def test_an_error_without_content_is_no_error() -> None:
    assert (
        read_sar_acknowledgement(answer(errors='<EFilingActivityErrorXML SeqNum="1"/>')).errors
        == ()
    )


ENTITY = b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
BOMB = b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>'


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (ENTITY + answer().replace(b"31000055053784", b"&a;"), "document type"),
        (BOMB + answer(), "document type"),
        ((ENTITY.decode() + answer().decode()).encode("utf-16"), "document type"),
        (b"not xml", "not XML"),
        (b"", "not XML"),
        (b"<Other/>", "root is Other"),
        (answer("Q"), "status"),
        (answer(number="31"), "BSA identifier"),
        (answer(number="3100005505378x"), "BSA identifier"),
        (b" " * (BYTES_MAX + 1), "larger than"),
        (b"<a>" * 100 + b"</a>" * 100, "nested deeper"),
        (
            answer(errors="</EFilingActivityXML><EFilingActivityXML><BSAID>1</BSAID>"),
            "answers 2 reports",
        ),
    ],
)
def test_anything_else_is_refused_with_the_reason(content: bytes, said: str) -> None:
    with pytest.raises(BadAcknowledgement, match=said):
        read_sar_acknowledgement(content)


@given(st.binary(max_size=300) | st.text(max_size=300).map(lambda text: text.encode()))
def test_no_answer_crashes_the_reader(content: bytes) -> None:
    with pytest.raises(BadAcknowledgement):
        read_sar_acknowledgement(content)


@given(st.integers(min_value=0, max_value=len(answer()) - 1), st.binary(min_size=1, max_size=1))
def test_a_damaged_answer_is_read_or_refused(place: int, byte: bytes) -> None:
    content = answer(errors=ERROR.format(level="WARN"))
    try:
        read = read_sar_acknowledgement(content[:place] + byte + content[place + 1 :])
    except BadAcknowledgement:
        return
    assert read.verdict in Verdict
