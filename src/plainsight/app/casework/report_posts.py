"""The posts of a case, each once, in the words that were judged, with what they read since."""

from collections.abc import Iterator, Mapping, Sequence

from plainsight.app.casework.alert_items import excerpt_of
from plainsight.app.detect.judged_wording import (
    JudgedWording,
    Place,
    lead_place,
    lead_revision,
    pick_wording,
    quotes_of,
)
from plainsight.app.ports import Reading
from plainsight.app.stored import StoredPost
from plainsight.casework.case import CaseItem, ItemKind
from plainsight.casework.report.evidence import PostEvidence
from plainsight.errors import UnknownId
from plainsight.model.fact import JsonValue

Revisions = Sequence[StoredPost]
Found = tuple[Place, Mapping[str, JsonValue]]  # a post, and the finding that points to it


def report_posts(
    view: Reading, found: Sequence[Found], items: Sequence[CaseItem]
) -> tuple[PostEvidence, ...]:
    """The posts that alerts point to, and those that were put into the case beside them.

    Raises UnknownId for one that is not kept.
    """
    beside = list(_posts_among(items))
    places = dict.fromkeys([*(place for place, _ in found), *(place for place, _ in beside)])
    kept = view.posts.revisions_of(list(places))
    for _, post_id in places.keys() - kept.keys():
        raise UnknownId("post", post_id)
    judged: dict[Place, list[JudgedWording]] = {place: [] for place in places}
    for place, finding in found:
        judged[place].append(_of_finding(kept[place], place, finding))
    for place, item in beside:
        # Old records do not say which wording it is; the one of the alert speaks for it then.
        if isinstance(item.data.get("revision"), int) or not judged[place]:
            judged[place].append(_of_item(kept[place], item))
    return tuple(_evidence(wordings) for wordings in judged.values())


def edits_of(view: Reading, items: Sequence[CaseItem]) -> dict[str, str]:
    """What the posts of a case read now, by the item's ref, where that is another wording."""
    beside = dict(_posts_among(items))
    kept = view.posts.revisions_of(list(beside))
    wordings = {item.ref: _of_item(kept[at], item) for at, item in beside.items() if at in kept}
    return {
        ref: wording.now_reads for ref, wording in wordings.items() if wording.now_reads is not None
    }


def _of_finding(kept: Revisions, place: Place, finding: Mapping[str, JsonValue]) -> JudgedWording:
    revision = lead_revision(finding) if lead_place(finding) == place else None
    return pick_wording(kept, revision=revision, quotes=tuple(quotes_of(finding)))


def _of_item(kept: Revisions, item: CaseItem) -> JudgedWording:
    """By its revision; without one by what the case quotes, which is masked."""
    revision = item.data.get("revision")
    if not isinstance(revision, int):
        excerpt = item.data.get("excerpt")
        same = (each.revision for each in kept if excerpt_of(each.post) == excerpt)
        revision = next(same, None)
    return pick_wording(kept, revision=revision, quotes=())


def _evidence(wordings: Sequence[JudgedWording]) -> PostEvidence:
    first = wordings[0]
    post, newest = first.post, first.newest.post.text
    texts = list(dict.fromkeys(each.post.text for each in wordings))
    return PostEvidence(
        post_id=post.post_id,
        surface=post.surface,
        account_id=post.account_id,
        posted_at=post.posted_at,
        text=post.text,
        revision=post.revision,
        also_read=tuple(texts[1:]),
        now_reads=None if newest in texts else newest,
        is_quoted=all(each.is_quoted for each in wordings),
    )


def _posts_among(items: Sequence[CaseItem]) -> Iterator[tuple[Place, CaseItem]]:
    for item in items:
        surface = item.data.get("surface")
        if item.kind is ItemKind.POST and isinstance(surface, str):
            yield (surface, item.ref.removeprefix(f"{surface}/")), item
