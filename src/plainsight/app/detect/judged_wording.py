"""Which wording of a post a finding was about: the author may write another one any day.

A finding's lead carries the revision that was judged. Records from before it did are read by what
the finding quotes: the first revision with its excerpts at its spans; else there is but the newest.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from plainsight.app.ports import Reading
from plainsight.app.stored import StoredPost
from plainsight.model.fact import JsonValue
from plainsight.model.post import Post

Place = tuple[str, str]  # surface, post id
Quote = tuple[int, int, str]  # start, end, what stands there


class KnownBy(StrEnum):
    """How it is known which wording was judged."""

    RECORDED = "recorded"  # the record names the revision
    QUOTED = "quoted"  # it is the first that has what the finding quotes where it quotes it
    NEWEST = "newest"  # nothing tells; this is the latest one kept


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgedWording:
    """A post as it was judged, and the wording that came in last.

    What came in before comes in again unseen (decision 12): the author may have gone back to it,
    so the last one is a later wording, and none is known to be what the post reads now.
    """

    stored: StoredPost  # the revision judged, as far as `known_by` says so
    newest: StoredPost
    known_by: KnownBy
    is_quoted: bool  # everything that the finding quotes stands in it where the finding says

    @property
    def post(self) -> Post:
        """The post as it was judged."""
        return self.stored.post

    @property
    def is_only(self) -> bool:
        """No other wording is kept."""
        return self.newest.revision == 1

    @property
    def now_reads(self) -> str | None:
        """The last wording that came in, where it is another one."""
        text = self.newest.post.text
        return text if text != self.post.text else None


def judged_wording(view: Reading, finding: Mapping[str, JsonValue]) -> JudgedWording | None:
    """The lead post of an alert as it was judged; None for a flow, and where it is not kept."""
    return judged_wordings(view, [finding])[0]


def judged_wordings(
    view: Reading, findings: Sequence[Mapping[str, JsonValue]]
) -> list[JudgedWording | None]:
    """The same of many, in their order, in one look for hundreds."""
    places = [lead_place(finding) for finding in findings]
    kept = view.posts.revisions_of([place for place in places if place is not None])
    return [
        pick_wording(kept[place], revision=lead_revision(finding), quotes=tuple(quotes_of(finding)))
        if place in kept
        else None
        for place, finding in zip(places, findings, strict=True)
    ]


def pick_wording(
    revisions: Sequence[StoredPost], *, revision: int | None, quotes: Sequence[Quote]
) -> JudgedWording:
    """The one judged of all revisions of a post, which are in order and at least one."""
    named = [each for each in revisions if each.revision == revision]
    fitting = [each for each in revisions if quotes and has_quotes(each.post.text, quotes)]
    known_by = KnownBy.RECORDED if named else KnownBy.QUOTED if fitting else KnownBy.NEWEST
    stored = (named or fitting or list(revisions[-1:]))[0]
    return JudgedWording(
        stored=stored,
        newest=revisions[-1],
        known_by=known_by,
        is_quoted=has_quotes(stored.post.text, quotes),
    )


def has_quotes(text: str, quotes: Sequence[Quote]) -> bool:
    """Does everything stand in the text where it should?"""
    return all(text[start:end] == excerpt for start, end, excerpt in quotes)


def quotes_of(finding: Mapping[str, JsonValue]) -> Iterator[Quote]:
    """What the strongest finding of an alert quotes, and from where."""
    strongest = finding.get("strongest")
    for part in ("reasons", "doubts"):
        for each in _records(strongest.get(part) if isinstance(strongest, Mapping) else None):
            for evidence in _records(each.get("evidence")):
                start, end = evidence.get("start"), evidence.get("end")
                excerpt = evidence.get("excerpt")
                if isinstance(start, int) and isinstance(end, int) and isinstance(excerpt, str):
                    yield start, end, excerpt


def lead_place(finding: Mapping[str, JsonValue]) -> Place | None:
    """Surface and id of the post that leads a campaign."""
    lead = finding.get("lead")
    if not isinstance(lead, Mapping):
        return None
    surface, post_id = lead.get("surface"), lead.get("post_id")
    return (surface, post_id) if isinstance(surface, str) and isinstance(post_id, str) else None


def lead_revision(finding: Mapping[str, JsonValue]) -> int | None:
    """Which revision of it was judged; None in a record from before that was kept."""
    lead = finding.get("lead")
    revision = lead.get("revision") if isinstance(lead, Mapping) else None
    return revision if isinstance(revision, int) else None


def _records(value: JsonValue) -> list[Mapping[str, JsonValue]]:
    listed = value if isinstance(value, list) else []
    return [each for each in listed if isinstance(each, Mapping)]
