"""Roll-outs on both databases: two people agree, and every scan of stored posts obeys."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.contract.intact import assert_intact
from tests.strategies.casework import ANN, DAY, NOON, QUI, QUO, TEXT, keep_post

from plainsight.app.casework.roll_out import (
    approve_rollout,
    propose_rollout,
    propose_step,
    view_rollout,
    view_rollouts,
)
from plainsight.app.detect import keep_campaigns as keep_campaigns_module
from plainsight.app.detect.find_in_posts import Found, find_in_posts
from plainsight.app.detect.is_scanned import is_scanned
from plainsight.app.detect.obey_rollouts import (
    RolloutScanner,
    files_of_steps,
    offered_versions,
    steps_in_force,
)
from plainsight.app.detect.scan_posts import PostScanner
from plainsight.app.stored import LoggedEntry, PolicyVersion
from plainsight.casework.rollout import Rollout, RolloutStand, Stage
from plainsight.detect.examined import Examined
from plainsight.detect.finding import Finding
from plainsight.detect.lexicon import Lexicon
from plainsight.detect.policy import Policy
from plainsight.detect.typology import Typology
from plainsight.errors import (
    BadValue,
    IllegalMove,
    NotAllowed,
    PolicyRewritten,
    SamePerson,
    UnknownId,
    VersionNotOffered,
)
from plainsight.feeds.policy.folder import load_policy
from plainsight.model.post import Post, Visibility
from plainsight.stores.records import SqlRecords


class Speaks:
    """A scanner that finds one typology in every post whose text holds a word."""

    def __init__(self, version: int, word: str = "", *, typology_id: str = "T01") -> None:
        self._found = finding(version, typology_id)
        self._word = word

    def scan(self, posts: Sequence[Post]) -> Iterator[tuple[Post, Examined]]:
        for post in posts:
            if self._word in post.text:
                yield post, Examined(findings=(self._found,), template=post.text)


def finding(version: int, typology_id: str = "T01") -> Finding:
    return Finding(
        typology_id=typology_id,
        typology_version=version,
        typology_title="Currency broker",
        policy_digest=f"digest-{version}",
        score=0.8,
        threshold=0.5,
        flags=(),
        reasons=(),
    )


def file_of(version: int, *, digest: str = "") -> PolicyVersion:
    text = f"version: {version}"
    return PolicyVersion(
        policy_id="T01", version=str(version), digest=digest or f"d{version}", text=text
    )


def agreed(records: SqlRecords, stage: Stage, *, permille: int = 0, version: int = 2) -> Rollout:
    step = propose_rollout(records, "T01", version, stage, permille=permille, actor=QUI, now=NOON)
    return approve_rollout(records, step.rollout_id, is_approved=True, actor=QUO, now=NOON)


def stored(records: SqlRecords, count: int, *, common: int = 0) -> list[Post]:
    """Posts that the present version knows, the first of them known to the new one, too."""
    words = ["both" if number < common else "old" for number in range(count)]
    return [
        keep_post(records, f"p{number}", f"{TEXT} {word} {number}")
        for number, word in enumerate(words)
    ]


def policy_at(version: int) -> Policy:
    """The shipped policy's T01 alone, in some version."""
    return Policy(
        lexicon=Lexicon(terms=()),
        typologies=(replace(shipped_t01(), version=version),),
        digest="d",
        terms_digest="t",
    )


@cache
def shipped_t01() -> Typology:
    return next(each for each in load_policy().typologies if each.typology_id == "T01")


def scan(records: SqlRecords, old: PostScanner, new: PostScanner) -> Found:
    steps = steps_in_force(records, policy_at(1))
    scanner = RolloutScanner(old, new, steps)
    found = find_in_posts(
        records, scanner, policy=policy_at(1), versions=(), steps=steps, clock=lambda: NOON + DAY
    )
    scanner.keep_counts(records)
    return found


def spoken(records: SqlRecords, posts: Sequence[Post]) -> list[int]:
    scanner = RolloutScanner(Speaks(1), Speaks(2), steps_in_force(records, policy_at(1)))
    return [seen.findings[0].typology_version for _, seen in scanner.scan(posts)]


def body(entry: LoggedEntry) -> Any:
    return json.loads(entry.canonical)["body"]


def alerts(records: SqlRecords) -> list[tuple[str, int, str]]:
    with records.read() as view:
        queue = view.alerts.queue(count_max=500)
    return sorted((each.campaign_key, each.version, str(each.finding)) for each in queue)


def test_a_scan_is_left_out_only_where_it_would_say_nothing_new(records: SqlRecords) -> None:
    def is_done(policy: Policy) -> bool:
        steps = steps_in_force(records, policy)
        return is_scanned(records, policy=policy, steps=steps)

    assert not is_done(policy_at(1))  # nothing was ever scanned
    stored(records, 3)
    scan(records, Speaks(1), Speaks(2))
    assert is_done(policy_at(1))
    assert not is_done(replace(policy_at(1), digest="another"))
    keep_post(records, "p0", f"{TEXT} revised")  # a revision of a post is judged as well
    assert not is_done(policy_at(1))
    scan(records, Speaks(1), Speaks(2))
    assert is_done(policy_at(1))
    agreed(records, Stage.SHADOW)
    assert not is_done(policy_at(1))
    scan(records, Speaks(1), Speaks(2))
    assert is_done(policy_at(1))


def test_a_scan_that_was_cut_off_is_made_again(
    records: SqlRecords, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number, text in enumerate(("buys money", "sells pills", "rents cards")):
        keep_post(records, f"p{number}", text, account=f"acc-{number}")
    monkeypatch.setattr(keep_campaigns_module, "ALERTS_PER_UNIT", 1)
    whole, calls = keep_campaigns_module.raise_alerts, []

    def dies(*given: Any, **named: Any) -> Any:
        calls.append(1)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return whole(*given, **named)

    with monkeypatch.context() as broken:
        broken.setattr(keep_campaigns_module, "raise_alerts", dies)
        with pytest.raises(KeyboardInterrupt):
            scan(records, Speaks(1), Speaks(2))
    assert not is_scanned(records, policy=policy_at(1), steps={})
    scan(records, Speaks(1), Speaks(2))
    assert is_scanned(records, policy=policy_at(1), steps={})


def test_a_version_in_shadow_changes_no_alert_and_is_counted(records: SqlRecords) -> None:
    stored(records, 12, common=4)
    old, new = Speaks(1), Speaks(2, "both")
    scan(records, old, new)
    before = alerts(records)
    agreed(records, Stage.SHADOW)
    found = scan(records, old, new)
    assert (found.raised, found.revised) == (0, 0)
    assert alerts(records) == before
    (view,) = view_rollouts(records, actor=QUI)
    (day,) = view.days
    assert (day.seen_count, day.present_count, day.new_count, day.both_count) == (12, 12, 4, 4)
    assert (day.day, day.overlap) == ("2026-03-13", 4 / 12)


def test_a_post_scanned_again_is_counted_once(records: SqlRecords) -> None:
    stored(records, 5)
    step = agreed(records, Stage.SHADOW)
    for _ in range(3):
        scan(records, Speaks(1), Speaks(2, "both"))
    total = view_rollout(records, step.rollout_id, actor=QUI).total
    assert (total.seen_count, total.present_count, total.new_count) == (5, 5, 0)
    assert total.overlap == 0.0


def test_a_share_is_decided_by_the_post_and_grows_by_keeping_what_it_had(
    records: SqlRecords,
) -> None:
    posts = stored(records, 200)
    agreed(records, Stage.SHARE, permille=300)
    first = spoken(records, posts)
    assert 30 < first.count(2) < 90
    assert first == spoken(records, posts)
    assert sorted(first) == sorted(spoken(records, list(reversed(posts))))
    agreed(records, Stage.SHARE, permille=700)
    grown = spoken(records, posts)
    assert grown.count(2) > first.count(2)
    assert all(new == 2 for old, new in zip(first, grown, strict=True) if old == 2)


def test_a_share_raises_what_its_version_finds_and_full_all_of_it(records: SqlRecords) -> None:
    posts = stored(records, 40, common=40)
    nobody, new = Speaks(1, "never"), Speaks(2, "both")
    agreed(records, Stage.SHARE, permille=500)
    flagged = scan(records, nobody, new).summary.flagged_count
    assert 0 < flagged < len(posts)
    agreed(records, Stage.FULL)
    assert scan(records, nobody, new).summary.flagged_count == len(posts)
    with records.read() as view:
        (alert, *_) = view.alerts.queue(count_max=1)
    assert alert.finding["strongest"]["version"] == 2


def test_stopping_returns_to_the_present(records: SqlRecords) -> None:
    posts = stored(records, 30)
    agreed(records, Stage.FULL)
    assert set(spoken(records, posts)) == {2}
    propose_step(records, "T01", Stage.STOPPED, offers={}, actor=QUI, now=NOON)
    assert set(spoken(records, posts)) == {2}, "a step that waits changes nothing"
    stop = view_rollouts(records, actor=QUI)[0].rollout
    assert (stop.stage, stop.version) == (Stage.STOPPED, 2)
    approve_rollout(records, stop.rollout_id, is_approved=True, actor=QUO, now=NOON + DAY)
    assert set(spoken(records, posts)) == {1}
    assert steps_in_force(records, policy_at(1)) == {}


def test_whoever_proposed_a_step_does_not_approve_it(records: SqlRecords) -> None:
    posts = stored(records, 10)
    step = propose_rollout(records, "T01", 2, Stage.FULL, actor=QUI, now=NOON)
    for is_approved in (True, False):
        with pytest.raises(SamePerson):
            approve_rollout(records, step.rollout_id, is_approved=is_approved, actor=QUI, now=NOON)
    with pytest.raises(NotAllowed):
        approve_rollout(records, step.rollout_id, is_approved=True, actor=ANN, now=NOON)
    assert set(spoken(records, posts)) == {1}
    approve_rollout(records, step.rollout_id, is_approved=False, actor=QUO, now=NOON)
    assert set(spoken(records, posts)) == {1}
    with pytest.raises(IllegalMove):
        approve_rollout(records, step.rollout_id, is_approved=True, actor=QUO, now=NOON)


def test_the_log_tells_each_step_and_by_which_version_posts_were_judged(
    records: SqlRecords,
) -> None:
    stored(records, 3)
    offers = {"T01": file_of(2)}
    step = propose_step(
        records, "T01", Stage.SHARE, permille=250, offers=offers, actor=QUI, now=NOON
    )
    approve_rollout(records, step.rollout_id, is_approved=True, actor=QUO, now=NOON)
    scan(records, Speaks(1), Speaks(2))
    with records.read() as view:
        steps = [body(entry) for entry in view.audit.about(step.rollout_id)]
        (policy,) = [e for e in view.audit.entries() if e.tag == "policy:changed"]
        (scanned,) = [e for e in view.audit.entries() if e.tag == "posts:scanned"]
        assert all(b"qui" not in entry.canonical for entry in view.audit.entries())
        assert_intact(view)
    same = {"typology": "T01", "version": 2, "stage": "share", "permille": 250}
    assert steps == [{**same, "stand": "proposed"}, {**same, "stand": "approved"}]
    assert (policy.subject, body(policy)) == ("T01", {"version": "2", "digest": "d2"})
    assert body(scanned)["rollouts"] == {"T01": {"version": 2, "stage": "share", "permille": 250}}


def test_what_was_approved_is_what_judges_or_nothing_does(records: SqlRecords) -> None:
    with pytest.raises(VersionNotOffered, match="newer version of T01"):
        propose_step(records, "T01", Stage.SHADOW, offers={}, actor=QUI, now=NOON)
    with pytest.raises(UnknownId):
        propose_step(records, "T01", Stage.STOPPED, offers={}, actor=QUI, now=NOON)
    with pytest.raises(BadValue):
        propose_rollout(records, "T01", 2, Stage.SHARE, actor=QUI, now=NOON)
    with pytest.raises(BadValue):
        propose_rollout(records, "T01", 2, Stage.FULL, permille=1, actor=QUI, now=NOON)
    offers = {"T01": file_of(2)}
    shadow = propose_step(records, "T01", Stage.SHADOW, offers=offers, actor=QUI, now=NOON)
    rewritten = {"T01": file_of(2, digest="another")}
    with pytest.raises(PolicyRewritten):
        propose_step(records, "T01", Stage.SHARE, permille=1, offers=rewritten, actor=QUI, now=NOON)
    approve_rollout(records, shadow.rollout_id, is_approved=True, actor=QUO, now=NOON)
    steps = steps_in_force(records, policy_at(1))
    lexicon = PolicyVersion(policy_id="lexicon", version="l", digest="l", text="")
    other = replace(file_of(3), policy_id="T02")
    for offers in ({}, {"T01": file_of(3)}):
        with pytest.raises(VersionNotOffered):
            files_of_steps(steps, offers, ())
    kept = files_of_steps(steps, {"T01": file_of(2)}, (file_of(2), other, lexicon))
    assert kept == (file_of(2), lexicon)


def test_a_step_is_over_when_the_present_policy_has_its_version(records: SqlRecords) -> None:
    agreed(records, Stage.SHARE, permille=100)
    assert set(steps_in_force(records, policy_at(1))) == {"T01"}
    assert steps_in_force(records, policy_at(2)) == {}
    files = (file_of(2), replace(file_of(2), policy_id="lexicon"))
    assert offered_versions(policy_at(1), policy_at(2), files) == {"T01": file_of(2)}
    assert offered_versions(policy_at(2), policy_at(2), files) == {}


def test_two_revisions_of_a_post_are_each_judged_by_their_own_words(records: SqlRecords) -> None:
    first = keep_post(records, "p", f"{TEXT} both")
    second = keep_post(records, "p", f"{TEXT} changed")
    agreed(records, Stage.SHADOW)
    scanner = RolloutScanner(Speaks(1, "both"), Speaks(2), steps_in_force(records, policy_at(1)))
    assert [post for post, _ in scanner.scan([first, second])] == [first]


def test_a_post_that_stands_twice_is_judged_twice() -> None:
    scanner = RolloutScanner(
        Words(1, {"old"}), Words(2, {"old"}), {"T01": step_at(Stage.SHADOW, 0)}
    )
    assert [post for post, _ in scanner.scan([POST, POST])] == [POST, POST]


POST = Post(
    post_id="p",
    account_id="acc-1",
    surface="group-1",
    visibility=Visibility.PUBLIC,
    posted_at=NOON,
    text="old",
)
WORDS = st.lists(st.sampled_from(["old", "new", "both", "neither"]), max_size=30)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(words=WORDS, stage=st.sampled_from([*Stage, None]), permille=st.integers(1, 1000))
def test_one_version_speaks_of_each_post_and_its_words_are_not_changed(
    words: list[str], stage: Stage | None, permille: int
) -> None:
    posts = [replace(POST, post_id=f"p{place}", text=word) for place, word in enumerate(words)]
    old, new = Words(1, {"old", "both"}), Words(2, {"new", "both"})
    steps = {} if stage is None else {"T01": step_at(stage, permille)}
    chosen = list(RolloutScanner(old, new, steps).scan(posts))
    said_old, said_new = list(old.scan(posts)), list(new.scan(posts))
    match stage:
        case Stage.FULL:
            assert chosen == said_new
        case Stage.SHARE:
            assert all(each in said_old or each in said_new for each in chosen)
            both = [post for post in posts if post.text == "both"]
            assert [post for post, _ in chosen if post.text == "both"] == both
        case _:
            assert chosen == said_old


class Words:
    """A scanner that finds posts of certain texts."""

    def __init__(self, version: int, words: set[str]) -> None:
        self._examined = Examined(findings=(finding(version),))
        self._words = words

    def scan(self, posts: Sequence[Post]) -> Iterator[tuple[Post, Examined]]:
        return iter([(post, self._examined) for post in posts if post.text in self._words])


def step_at(stage: Stage, permille: int) -> Rollout:
    return Rollout(
        rollout_id="ro_1",
        typology_id="T01",
        version=2,
        stage=stage,
        permille=permille if stage is Stage.SHARE else 0,
        proposed_by="qui",
        proposed_at=NOON,
        stand=RolloutStand.APPROVED,
        approved_by="quo",
        approved_at=NOON,
    )
