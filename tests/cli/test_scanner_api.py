"""The scanner from Python: what is no text is told so, and not by a crash inside."""

import pytest

from plainsight import Scanner
from plainsight.errors import BadValue


@pytest.mark.parametrize("cell", [None, b"bytes", 7])
def test_a_cell_that_holds_no_text_is_refused_by_name(cell: object) -> None:
    with pytest.raises(BadValue, match=r"text is .*a string"):
        Scanner().scan(cell)  # type: ignore[arg-type]


@pytest.mark.parametrize("name", ["scan_posts", "campaigns"])
@pytest.mark.parametrize(
    ("posts", "found"), [(["x"], "str"), ("x", "str"), ([None], "NoneType"), (None, "NoneType")]
)
def test_what_is_no_post_is_refused_by_name(name: str, posts: object, found: str) -> None:
    with pytest.raises(BadValue, match=rf"posts is '{found}': .*Scanner\.scan takes text"):
        list(getattr(Scanner(), name)(posts))


def test_what_cannot_be_gone_through_is_refused_when_it_is_given() -> None:
    with pytest.raises(BadValue, match="posts is 'int'"):
        Scanner().scan_posts(7)  # type: ignore[arg-type] # not only when the first is asked for
