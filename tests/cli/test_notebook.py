"""What a notebook gets: campaigns, pages of marked text, and rows for a table."""

import json
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from html import unescape
from html.parser import HTMLParser

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from plainsight import Scanner
from plainsight.api import Campaigns, Findings, Post, Visibility
from plainsight.api.notebook import TEXT_CHARS_SHOWN, finding_html, findings_html, text_html
from plainsight.app.casework.shown_text import shown
from plainsight.app.detect.scan_posts import ScanSummary, scan_posts
from plainsight.detect.finding import Doubt, Evidence, Finding, Reason
from plainsight.detect.lexicon import Facet
from plainsight.errors import BadValue
from plainsight.feeds.posts.jsonl import PostsJsonl
from plainsight.feeds.posts.samples import sample_posts

ADVERT = "车队接料，卡接回U，点位美丽，飞机 @chedui_88"
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
ALLOWED = {"div", "blockquote", "mark", "p", "b", "i", "ul", "li", "small"}
ALLOWED |= {"table", "thead", "tbody", "tr", "th", "td"}


@pytest.fixture(scope="module")
def scanner() -> Scanner:
    return Scanner()


def _post(number: int, text: str = ADVERT) -> Post:
    return Post(
        post_id=f"p{number}",
        account_id=f"a{number % 3}",
        surface="group",
        visibility=Visibility.PUBLIC,
        posted_at=NOON + timedelta(days=number),
        text=text,
    )


def _finding(text: str, spans: list[tuple[int, int]], says: str = "says") -> Finding:
    reasons = tuple(
        Reason(
            indicator_id="i",
            facet=Facet.SERVICE,
            weight=0.4,
            says=says,
            evidence=(
                Evidence(
                    start=start, end=end, excerpt=text[start:end], plain=says, sense="s", gloss=says
                ),
            ),
        )
        for start, end in spans
    )
    return Finding(
        typology_id="T00",
        typology_version=1,
        typology_title=says,
        policy_digest="d",
        score=0.9,
        threshold=0.5,
        flags=(says,),
        reasons=reasons,
        doubts=(Doubt(against_id="x", weight=0.1, says=says, evidence=()),),
    )


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}


def _is_harmless(page: str) -> bool:
    reader = _Tags()
    reader.feed(page)
    return reader.tags <= ALLOWED and reader.attributes <= {"style", "title"}


def test_campaigns_in_python_are_those_of_a_scan(scanner: Scanner) -> None:
    with sample_posts().open("rb") as stream:
        posts = [item for item in PostsJsonl(stream, source="s") if isinstance(item, Post)]
    summary = ScanSummary()
    assert list(scan_posts(posts, scanner._posts, summary=summary))
    expected = summary.campaigns.ranked()
    found = scanner.campaigns(iter(posts))
    assert isinstance(found, Campaigns)
    assert found.left_count == 0
    assert [each.key for each in found] == [each.key for each in expected]
    for each, other in zip(found, expected, strict=True):
        assert (each.post_count, each.rank) == (other.post_count, other.rank)
        assert set(each.account_ids) == other.account_ids
        assert set(each.contacts) == other.contacts
        assert (each.first_at, each.last_at) == (other.first_at, other.last_at)
        assert (each.lead, each.strongest) == (other.lead, other.strongest)


def test_copies_by_several_accounts_are_one_campaign(scanner: Scanner) -> None:
    ordinary = [_post(number, "Nice weather today") for number in range(10, 20)]
    (found,) = scanner.campaigns([*ordinary, *(_post(number) for number in range(6))])
    assert (found.post_count, found.account_ids) == (6, ("a0", "a1", "a2"))
    assert (found.first_at, found.last_at) == (NOON, NOON + timedelta(days=5))
    assert any("chedui_88" in contact for contact in found.contacts)
    assert scanner.campaigns([]) == []


def test_what_is_no_post_is_refused_by_name(scanner: Scanner) -> None:
    with pytest.raises(BadValue, match=r"posts is 'str'.*a Post"):
        scanner.campaigns([ADVERT])  # type: ignore[list-item]


def test_findings_show_the_text_with_exactly_their_spans_marked(scanner: Scanner) -> None:
    findings = scanner.scan(ADVERT)
    assert isinstance(findings, Findings)
    page = findings._repr_html_()
    quoted = page[page.index("<blockquote") : page.index("</blockquote>")]
    assert unescape(re.sub("<[^>]*>", "", quoted)) == ADVERT
    marked = [unescape(each) for each in re.findall(r"<mark[^>]*>([^<]*)</mark>", quoted)]
    assert marked
    strongest = {ADVERT[start:end] for start, end in findings[0].spans}
    assert set(marked) & strongest
    assert all(any(each in finding.row()["excerpts"] for finding in findings) for each in marked)  # type: ignore[operator]
    for reason in findings[0].reasons:
        assert reason.says in unescape(page)


def test_one_finding_shows_itself_with_its_reasons_and_the_post_it_is_about(
    scanner: Scanner,
) -> None:
    (finding, *_) = scanner.scan_posts([_post(1)])
    page = finding._repr_html_()  # type: ignore[attr-defined]
    assert _is_harmless(page)
    told = unescape(re.sub("<[^>]*>", "", page))
    assert f"{finding.typology_id} {finding.typology_title}" in told
    assert "p1, group" in told
    assert all(reason.says in told for reason in finding.reasons)
    assert all(excerpt in told for excerpt in finding.row()["excerpts"])  # type: ignore[attr-defined]
    (alone, *_) = scanner.scan(ADVERT)
    assert "<small>post" not in alone._repr_html_(), "a text is no post"  # type: ignore[attr-defined]


def test_a_text_without_findings_is_shown_and_said_to_have_none(scanner: Scanner) -> None:
    page = scanner.scan("Nice <b>weather</b>")._repr_html_()
    assert "Nice &lt;b&gt;weather&lt;/b&gt;" in page
    assert "nothing found" in page


@given(
    text=st.text(max_size=40) | st.just("<script>alert(1)</script>\u202e\ud800"),
    cuts=st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), max_size=6),
    says=st.sampled_from(["plain", "<img src=x onerror=alert(1)>", '" onclick="x', "'\x00\ud800"]),
)
def test_whatever_a_post_holds_nothing_of_it_is_markup(
    text: str, cuts: list[tuple[int, int]], says: str
) -> None:
    spans = sorted(
        {(min(a, b), min(max(a, b), len(text))) for a, b in cuts if min(a, b) < len(text)}
    )
    finding = _finding(text, spans, says)
    about = replace(finding, post_id=says, surface=text)
    for page in (findings_html(text, [finding, finding]), finding_html(about)):
        assert _is_harmless(page)
        page.encode()
    quoted = text_html(text, [finding])
    body = re.sub("<[^>]*>", "", quoted)
    assert unescape(body) == shown(text)


def test_a_long_text_is_cut_and_says_so() -> None:
    text = "x" * (TEXT_CHARS_SHOWN + 7)
    page = text_html(text, [_finding(text, [(TEXT_CHARS_SHOWN - 1, TEXT_CHARS_SHOWN + 1)])])
    assert page.count("x") < TEXT_CHARS_SHOWN + 20
    assert "7 characters more" in page
    assert "<mark" not in page


def test_campaigns_are_a_table_and_one_is_its_lead_marked(scanner: Scanner) -> None:
    found = scanner.campaigns(_post(number) for number in range(3))
    table, one = found._repr_html_(), found[0]._repr_html_()
    assert _is_harmless(table)
    assert _is_harmless(one)
    assert found[0].strongest.typology_title in unescape(table)
    assert "<mark" in one
    assert "车队" in one
    many = Campaigns([replace(found[0], key=str(number)) for number in range(25)])
    assert "5 more" in many._repr_html_()


def test_rows_make_a_table_without_any_library_of_ours(scanner: Scanner) -> None:
    posts = [_post(number) for number in range(3)]
    findings = [finding.row() for finding in scanner.scan_posts(posts)]
    campaigns = [campaign.row() for campaign in scanner.campaigns(posts)]
    for rows in (findings, campaigns):
        table = pa.Table.from_pylist(rows)
        assert table.num_rows == len(rows) > 0
        assert table.to_pylist() == rows
        json.dumps(rows, default=str)
    first = findings[0]
    assert (first["post_id"], first["posted_at"]) == ("p0", NOON)
    assert [ADVERT[start:end] for start, end in first["spans"]]  # type: ignore[attr-defined]
    assert campaigns[0]["post_count"] == 3


def test_rows_make_a_frame_where_pandas_is_installed(scanner: Scanner) -> None:
    pandas = pytest.importorskip("pandas")
    frame = pandas.DataFrame(f.row() for f in scanner.scan_posts(map(_post, range(3))))
    assert set(frame.post_id) == {"p0", "p1", "p2"}
    assert frame.score.max() <= 1
    assert len(frame.explode("facets")) > len(frame)
