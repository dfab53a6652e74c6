"""Which posts of a campaign a case takes, and in which order a report tells the posts of a case.

A campaign can have more posts than a person can look through. Each account speaks for itself
before any speaks twice; of those that are left the case says how many stay in the alert alone.
"""

from collections.abc import Iterable, Mapping, Sequence

from plainsight.app.detect.judged_wording import pick_wording
from plainsight.app.ports import Reading
from plainsight.casework.case import CaseItem, ItemKind
from plainsight.model.fact import JsonValue
from plainsight.model.post import Post

POSTS_MAX = 500  # of one alert
REPORTED_MAX = 400  # of all campaigns of one report; a form takes fewer than a thousand subjects


def chosen_posts(posts: Sequence[Post]) -> tuple[Post, ...]:
    """Those that a case takes: so many as a person can look through, one of each account first."""
    chosen = _one_of_each_first([post.account_id for post in posts])[:POSTS_MAX]
    return tuple(posts[place] for place in chosen)


def known_posts(view: Reading, finding: Mapping[str, JsonValue]) -> tuple[Post, ...]:
    """All posts that the campaign's record lists, each in the latest wording that was found."""
    listed = finding.get("posts")
    if not isinstance(listed, list):
        return ()  # a record from before surfaces were kept: an id alone may be another post's
    revisions = {
        (str(each.get("surface")), str(each.get("post_id"))): each.get("revision")
        for each in listed
        if isinstance(each, Mapping)
    }
    kept = view.posts.revisions_of(list(revisions))
    return tuple(
        pick_wording(kept[place], revision=revision, quotes=()).post
        for place, revision in revisions.items()
        if place in kept and isinstance(revision, int)
    )


def told_items(items: Sequence[CaseItem]) -> tuple[CaseItem, ...]:
    """The posts of a case as a report takes them: those that a person put there, then campaigns'.

    `app.casework.alert_items` notes the alert in the latter.
    """
    posts = [item for item in items if item.kind is ItemKind.POST]
    given = [item for item in posts if "alert" not in item.data]
    brought = sorted(
        (item for item in posts if "alert" in item.data),
        key=lambda item: (item.at is None, item.at, item.ref),
    )
    order = _one_of_each_first([str(item.data.get("account_id")) for item in brought])
    return (*given, *(brought[place] for place in order[:REPORTED_MAX]))


def _one_of_each_first(accounts: Iterable[str]) -> list[int]:
    """Places in a list, the first one of each account before any second one."""
    seen: dict[str, int] = {}
    turns = []
    for place, account in enumerate(accounts):
        turns.append((seen.get(account, 0), place))
        seen[account] = seen.get(account, 0) + 1
    return [place for _, place in sorted(turns)]
