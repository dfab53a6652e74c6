"""The scanner from Python: what is no text is told so, and not by a crash inside."""

import pytest

from plainsight import Scanner
from plainsight.errors import BadValue


@pytest.mark.parametrize("cell", [None, b"bytes", 7])
def test_a_cell_that_holds_no_text_is_refused_by_name(cell: object) -> None:
    with pytest.raises(BadValue, match=r"text is .*a string"):
        Scanner().scan(cell)  # type: ignore[arg-type]
