"""CAS numbers as sellers write them: the number and exact span, and nothing for lookalikes."""

import pytest
from tests.strategies.marked import bare, with_marks

from plainsight.detect.extract import Extract, ExtractKind

WRITTEN = (
    "CAS <79099-07-3|79099-07-3> in stock",
    "cas no. <28578-16-7|28578-16-7>",
    "CAS号：<40064-34-4|40064-34-4>",
    "<1451-82-7|1451-82-7> Moscow warehouse",
    "<437-38-7|437-38-7>",
    "CAS:<79099–07–3|79099-07-3>",
    "CAS <79099—07—3|79099-07-3>",
    "CAS#<79099-07-3|79099-07-3>/<40064-34-4|40064-34-4>",
    "<七九零九九-零七-三|79099-07-3>",
    "<79099 - 07 - 3|79099-07-3>",
    "CAS <79099.07.3|79099-07-3>",
    "<７９０９９－０７－３|79099-07-3>",
    "<⑦⑨⓪⑨⑨-⓪⑦-③|79099-07-3>",
    "<79099_07_3|79099-07-3> cas",
    "79099-07-4",
    "2025-11-2",
    "138-12-3",
    "555-01-4",
    "1990-03-7 born",
    "<28578-16-7|28578-16-7>/<79099-07-3|79099-07-3> in stock",
    "<28578-16-7|28578-16-7>,<79099-07-3|79099-07-3>,<40064-34-4|40064-34-4>",
    "<28578-16-7|28578-16-7>、<79099-07-3|79099-07-3> 双清",
    "28578-16-7/79099-07-4",
    "79099-07-3/5",
    "2016-05-3/2017-05-3",
    "cas <79099073|79099-07-3>",
)


def label(found: Extract) -> str | None:
    return found.value if found.kind is ExtractKind.CAS else None


@pytest.mark.parametrize("marked", WRITTEN)
def test_a_cas_number_is_read_as_a_careful_reader_reads_it(marked: str) -> None:
    assert with_marks(bare(marked), label) == marked
