"""An author who edits a post changes neither what was judged nor how many posts there are."""

import re
from collections.abc import Iterator, Sequence
from itertools import permutations

import pytest
from tests.strategies.casework import ANN, NOON, QUI, decided, keep_post, policy_without_sample

from plainsight.app.casework.gather_facts import gather_facts
from plainsight.app.casework.learn_from_decisions import export_labels
from plainsight.app.casework.list_queue import search_alerts
from plainsight.app.casework.view_alert import AlertView, unmask_contacts, view_alert
from plainsight.app.casework.work_case import open_case
from plainsight.app.detect.find_in_posts import find_in_posts
from plainsight.app.detect.judged_wording import KnownBy
from plainsight.app.detect.raise_alerts import raise_alerts
from plainsight.app.stored import StoredAlert
from plainsight.casework.case import ItemKind
from plainsight.casework.report.evidence import PostEvidence
from plainsight.detect.examined import Examined
from plainsight.detect.finding import Evidence, Finding, Reason
from plainsight.detect.lexicon import Facet, Lexicon
from plainsight.detect.policy import make_policy
from plainsight.model.fact import JsonValue
from plainsight.model.post import Post
from plainsight.stores.records import SqlRecords

POLICY = make_policy(Lexicon(terms=()), ())
ADVERT = "we sell dollars, telegram @boss_of_cash"
WALK = "a fine day for a walk in the park with the children"
GONE = ""


class Sellers:
    """Finds who sells what, the surer the more often; what follows @ is the contact."""

    def scan(self, posts: Sequence[Post]) -> Iterator[tuple[Post, Examined]]:
        for post in posts:
            found = [*re.finditer("sell [a-z]+", post.text)]
            if found:
                contacts = frozenset(
                    f"handle.telegram:{at}" for at in re.findall(r"@\w+", post.text)
                )
                finding = _finding([(each.span(), each.group()) for each in found]).on(post)
                yield post, Examined(findings=(finding,), contacts=contacts, template=post.text)


def _finding(quoted: Sequence[tuple[tuple[int, int], str]]) -> Finding:
    evidence = tuple(
        Evidence(start=start, end=end, excerpt=text, plain=text, sense="sale", gloss="a sale")
        for (start, end), text in quoted
    )
    reason = Reason(
        indicator_id="i", facet=Facet.SERVICE, weight=0.5, says="sells something", evidence=evidence
    )
    return Finding(
        typology_id="T01",
        typology_version=1,
        typology_title="Currency broker",
        policy_digest="d",
        score=min(0.5 + 0.1 * len(quoted), 1.0),
        threshold=0.5,
        flags=(),
        reasons=(reason,),
    )


def scan(records: SqlRecords) -> None:
    find_in_posts(
        records, Sellers(), policy=POLICY, versions=(), clock=lambda: NOON, campaigns_max=100
    )


def only_alert(records: SqlRecords) -> StoredAlert:
    with records.read() as view:
        (alert,) = view.alerts.queue(count_max=50)
    return alert


def look(records: SqlRecords, *, plainly: bool = False) -> AlertView:
    alert_id = only_alert(records).alert_id
    if plainly:
        policy = policy_without_sample()
        return unmask_contacts(
            records, alert_id, reason_id="tie_accounts", actor=ANN, policy=policy, now=NOON
        )
    return view_alert(records, alert_id, actor=ANN, now=NOON)


def reported(records: SqlRecords) -> PostEvidence:
    """The post of a report about the one alert."""
    alert_id = only_alert(records).alert_id
    case_id = open_case(records, "A seller", alert_ids=[alert_id], actor=ANN, now=NOON).case_id
    with records.read() as view:
        (post,) = gather_facts(view, case_id, actor=ANN, now=NOON).posts
    return post


@pytest.mark.parametrize("now_reads", [WALK, "shift of the words: " + ADVERT[8:], "x", GONE])
@pytest.mark.parametrize("is_scanned_again", [False, True])
def test_what_was_judged_is_shown_and_reported_whatever_it_reads_now(
    records: SqlRecords, now_reads: str, *, is_scanned_again: bool
) -> None:
    keep_post(records, "p1", ADVERT)
    scan(records)
    decided(records, only_alert(records).alert_id)
    keep_post(records, "p1", now_reads)
    if is_scanned_again:
        scan(records)
    seen = look(records, plainly=True)
    assert (seen.text, seen.now_reads) == (ADVERT, now_reads)
    assert seen.lead is not None
    assert (seen.lead.known_by, seen.lead.is_quoted) == (KnownBy.RECORDED, True)
    masked = look(records)
    assert masked.text.startswith("we sell dollars, telegram •••")
    assert "boss_of_cash" not in f"{masked.text} {masked.now_reads} {masked.alert.finding}"
    post = reported(records)
    assert (post.text, post.revision, post.now_reads) == (ADVERT, 1, now_reads)
    with records.read() as view:
        (case,) = view.casework.cases.holding(ItemKind.ALERT, only_alert(records).alert_id)
        (item,) = (i for i in view.casework.cases.items(case.case_id) if i.kind is ItemKind.POST)
    assert item.data["revision"] == 1
    assert str(item.data["excerpt"]).startswith("we sell dollars")
    labels = export_labels(records, actor=QUI, policy=policy_without_sample(), now=NOON)
    assert [label.text for label in labels] == [ADVERT], "what was judged is what is learned from"


def test_an_alert_is_searched_by_the_words_judged(records: SqlRecords) -> None:
    keep_post(records, "p1", ADVERT)
    keep_post(records, "p1", WALK)
    scan(records)
    found = [search_alerts(records, word, actor=ANN, now=NOON) for word in ("dollars", "walk")]
    assert [len(page.reviews) for page in found] == [1, 0]


def test_an_advert_edited_five_times_is_one_post(records: SqlRecords) -> None:
    for marks in range(5):
        keep_post(records, "p1", ADVERT + "!" * marks)
        scan(records)
    alert = only_alert(records)
    assert (alert.finding["post_count"], alert.finding["account_count"]) == (1, 1)
    lead = {"surface": "group-1", "post_id": "p1", "revision": 5}
    assert (alert.finding["post_ids"], alert.finding["posts"]) == (["p1"], [lead])
    assert alert.finding["lead"] == lead
    assert look(records).review.risk.post_count == 1
    with records.read() as view:
        kept = view.posts.revisions(surface="group-1", post_id="p1")
        versions = view.alerts.versions(alert.alert_id)
    assert len(kept) == 5, "every wording is kept"
    assert [each.finding["lead"] for each in versions] == [
        {"surface": "group-1", "post_id": "p1", "revision": number} for number in range(1, 6)
    ]


def test_the_strongest_wording_leads_and_a_weaker_one_does_not_talk_it_down(
    records: SqlRecords,
) -> None:
    strong = "we sell dollars and sell euros, telegram @boss_of_cash"
    keep_post(records, "p1", strong)
    keep_post(records, "p1", ADVERT)
    scan(records)
    alert = only_alert(records)
    assert alert.score_permille == 700
    assert alert.finding["post_count"] == 1
    assert alert.finding["posts"] == [{"surface": "group-1", "post_id": "p1", "revision": 2}]
    assert alert.finding["lead"] == {"surface": "group-1", "post_id": "p1", "revision": 1}
    assert look(records, plainly=True).text == strong
    assert look(records, plainly=True).now_reads == ADVERT


def test_a_report_tells_what_a_person_confirmed_though_another_wording_leads_since(
    records: SqlRecords,
) -> None:
    keep_post(records, "p1", ADVERT)
    scan(records)
    decided(records, only_alert(records).alert_id)
    stronger = "we sell dollars or sell euros, telegram @boss_of_cash"
    keep_post(records, "p1", stronger)
    scan(records)
    assert look(records, plainly=True).text == stronger, "what is to be judged next"
    post = reported(records)
    assert (post.text, post.also_read) == (ADVERT, (stronger,))
    case_id = open_case(
        records, "Another", alert_ids=[only_alert(records).alert_id], actor=ANN, now=NOON
    ).case_id
    with records.read() as view:
        (finding,) = gather_facts(view, case_id, actor=ANN, now=NOON).findings
    assert finding.is_confirmed
    assert finding.says == ("sells something: “sell dollars”",)


OLD = {"surface": "group-1", "post_id": "p1"}  # a lead as records held it


def old_alert(records: SqlRecords, *, quoted: str, start: int) -> None:
    """An alert from before leads named a revision; edits were counted as posts."""
    finding = _finding([((start, start + len(quoted)), quoted)]) if quoted else _finding([])
    post = keep_post(records, "p1", WALK)
    data: dict[str, JsonValue] = {
        "campaign_key": "k",
        "kind": "posts",
        "score_permille": 600,
        "typology_ids": ["T01"],
        "account_ids": ["acc-1"],
        "finding": {
            "post_count": 3,
            "post_ids": ["p1", "p1", "p1"],
            "contacts": [],
            "lead": OLD,
            "strongest": finding.on(post).to_json(),
        },
    }
    with records.begin() as unit:
        raise_alerts(unit, [data], now=NOON)


@pytest.mark.parametrize("order", list(permutations([ADVERT, WALK, GONE])))
def test_an_old_record_opens_in_the_wording_that_has_what_it_quotes(
    records: SqlRecords, order: tuple[str, ...]
) -> None:
    for text in order:
        keep_post(records, "p1", text)
    old_alert(records, quoted="sell dollars", start=3)
    seen = look(records, plainly=True)
    assert seen.text == ADVERT
    assert seen.lead is not None
    assert (seen.lead.known_by, seen.lead.is_quoted) == (KnownBy.QUOTED, True)
    assert seen.now_reads == (None if order[-1] == ADVERT else order[-1])
    assert reported(records).text == ADVERT


@pytest.mark.parametrize("quoted", ["sell dollars", ""])
def test_an_old_record_that_no_wording_fits_opens_in_the_newest_and_says_so(
    records: SqlRecords, quoted: str
) -> None:
    keep_post(records, "p1", ADVERT)
    keep_post(records, "p1", GONE)
    old_alert(records, quoted=quoted, start=1)
    seen = look(records, plainly=True)
    assert (seen.text, seen.now_reads) == (WALK, None)
    assert seen.lead is not None
    assert (seen.lead.known_by, seen.lead.is_quoted) == (KnownBy.NEWEST, not quoted)
    assert (reported(records).text, reported(records).is_quoted) == (WALK, not quoted)


def test_wordings_looked_up_together_are_those_looked_up_alone(records: SqlRecords) -> None:
    for post_id, texts in (("p1", (ADVERT, WALK, GONE)), ("p2", (WALK,))):
        for text in texts:
            keep_post(records, post_id, text)
    places = [("group-1", "p1"), ("group-1", "p2"), ("nowhere", "p"), ("\x00", "p")]
    with records.read() as view:
        found = view.posts.revisions_of([*places, places[0]])
        assert found == {
            (surface, post_id): view.posts.revisions(surface=surface, post_id=post_id)
            for surface, post_id in places[:2]
        }
        assert [each.revision for each in found[places[0]]] == [1, 2, 3]
        assert view.posts.revisions_of([]) == {}
