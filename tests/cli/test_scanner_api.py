"""The scanner from Python: what is no text is told so, and not by a crash inside."""

from pathlib import Path

import pytest

from plainsight.api import Ledger, Posts, Scanner
from plainsight.errors import BadValue
from plainsight.feeds.posts.samples import sample_posts


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


def test_whatever_the_api_hands_out_prints_itself_in_one_line(tmp_path: Path) -> None:
    scanner = Scanner()
    posts = [post for post in Posts(sample_posts()) if "担保" in post.text]
    found, campaigns = list(scanner.scan_posts(posts)), scanner.campaigns(posts)
    shown = [*map(repr, (*found, *campaigns)), repr(scanner), repr(Ledger(tmp_path / "ledger"))]
    assert len(found) > 3
    assert max(map(len, shown)) < 120
    assert repr(found[0]).startswith(f"<Finding {found[0].typology_id} ")
    assert all(line.startswith("<") and "\n" not in line for line in shown)
