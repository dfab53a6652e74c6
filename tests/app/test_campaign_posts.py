"""A report of a campaign tells all of it: how many posts of whom, when, and with which contacts."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from hashlib import sha256

import pytest
from tests.app.test_keep_campaigns import FINDING, POLICY
from tests.strategies.casework import ANN, DAY, NOON, decided, post_campaign, raised
from tests.strategies.reports import schema_of, terms

from plainsight.app.casework import campaign_posts as campaign_posts_module
from plainsight.app.casework.gather_facts import gather_facts
from plainsight.app.casework.wallet_items import items_of_mentions
from plainsight.app.casework.work_case import open_case, take_out_of_case
from plainsight.app.detect.find_in_posts import find_in_posts
from plainsight.casework.case import CaseItem, ItemKind
from plainsight.casework.graph import Tie, graph_of
from plainsight.casework.report.draft import Occasion, ReportForm
from plainsight.casework.report.facts import ReportFacts
from plainsight.casework.report.indicators import SharedKind, shared_indicators
from plainsight.casework.report.narrative import compose_narrative
from plainsight.casework.report.plain import from_plain, to_plain
from plainsight.casework.report.sentence import Part
from plainsight.detect.examined import Examined
from plainsight.model.post import Post, Visibility
from plainsight.stores.records import SqlRecords
from plainsight.trace.chain.trail import WalletMention

BEGAN = NOON - 30 * DAY
TELEGRAM, WECHAT = "handle.telegram:@laowei_88", "handle.wechat:wxid_abc123"
CLEAN = "the weather is fine"
CONTACTS = {"telegram": TELEGRAM, "wechat": WECHAT, "wallet": "wallet.tron:TQ5WvLz"}


class Named:
    """A scanner that finds something in every post, and the contacts that its words name."""

    def scan(self, posts: Sequence[Post]) -> Iterator[tuple[Post, Examined]]:
        for post in posts:
            if post.text == CLEAN:
                continue
            found = replace(
                FINDING, post_id=post.post_id, account_id=post.account_id, surface=post.surface,
                posted_at=post.posted_at,
            )  # fmt: skip
            yield (
                post,
                Examined(
                    findings=(found,),
                    contacts=frozenset(CONTACTS[word] for word in post.text.split()),
                    template=sha256(f"{post.surface}/{post.post_id}".encode()).hexdigest(),
                ),
            )


def post(post_id: str, account: str, text: str, *, day: int, surface: str = "g") -> Post:
    return Post(
        post_id=post_id, account_id=account, surface=surface, visibility=Visibility.PUBLIC,
        posted_at=BEGAN + day * DAY, text=text,
    )  # fmt: skip


# One campaign: the third post ties the two contacts. In another group p1 is another post.
POSTS = (
    post("p1", "a1", "telegram", day=5),
    post("p2", "a2", "wechat wallet", day=0),
    post("p3", "a3", "telegram wechat", day=9),
    post("p1", "a3", "telegram", day=7, surface="h"),
)


def scan(records: SqlRecords, posts: Sequence[Post]) -> None:
    with records.begin() as unit:
        unit.posts.keep(list(posts), batch_id=unit.new_id("ba"), source="s", at=NOON)
    find_in_posts(records, Named(), policy=POLICY, versions=(), clock=lambda: NOON)


def case_of(records: SqlRecords, posts: Sequence[Post] = POSTS) -> str:
    scan(records, posts)
    with records.read() as view:
        (alert,) = view.alerts.queue(count_max=9)
    decided(records, alert.alert_id)
    return open_case(records, "A broker", alert_ids=[alert.alert_id], actor=ANN, now=NOON).case_id


def items_of(records: SqlRecords, case_id: str) -> list[CaseItem]:
    with records.read() as view:
        return list(view.casework.cases.items(case_id))


def facts_of(records: SqlRecords, posts: Sequence[Post] = POSTS) -> ReportFacts:
    case_id = case_of(records, posts)
    with records.read() as view:
        return gather_facts(view, case_id, actor=ANN, now=NOON)


def told(facts: ReportFacts, form: ReportForm = ReportForm.SAR) -> list[tuple[Part, str]]:
    narrative = compose_narrative(facts, terms().sar, Occasion(), form=form)
    return [(sentence.part, sentence.text) for sentence in narrative]


def day(number: int) -> str:
    return f"{BEGAN + number * DAY:%Y-%m-%d}"


def test_a_case_holds_every_post_of_the_campaign(records: SqlRecords) -> None:
    items = items_of(records, case_of(records))
    posts = {item.ref: item.data["account_id"] for item in items if item.kind is ItemKind.POST}
    assert posts == {"g/p1": "a1", "g/p2": "a2", "g/p3": "a3", "h/p1": "a3"}


def test_each_account_is_first_seen_when_it_first_posted(records: SqlRecords) -> None:
    late = post("p9", "a4", CLEAN, day=1)  # no part of the campaign
    items = items_of(records, case_of(records, (*POSTS, late)))
    seen = {item.ref: item.at for item in items if item.kind is ItemKind.ACCOUNT}
    assert seen == {"a1": BEGAN + 5 * DAY, "a2": BEGAN, "a3": BEGAN + 7 * DAY}


def test_an_account_whose_posts_are_not_kept_has_no_day(records: SqlRecords) -> None:
    (flow,) = raised(records, post_campaign(records, "bare"))
    case = open_case(records, "A broker", alert_ids=[flow], actor=ANN, now=NOON)
    days = {item.at for item in items_of(records, case.case_id) if item.kind is ItemKind.ACCOUNT}
    assert days == {None}


def test_a_post_that_was_edited_since_is_held_in_the_words_that_were_found(
    records: SqlRecords,
) -> None:
    edited = (*POSTS, replace(POSTS[1], text=CLEAN))
    case_id = case_of(records, edited)
    (held,) = (item for item in items_of(records, case_id) if item.ref == "g/p2")
    assert (held.data["excerpt"], held.data["revision"]) == ("wechat wallet", 1)
    with records.read() as view:
        facts = gather_facts(view, case_id, actor=ANN, now=NOON)
    (told_of,) = (post for post in facts.posts if post.post_id == "p2")
    assert (told_of.text, told_of.now_reads) == ("wechat wallet", CLEAN)
    assert facts.campaigns[0].post_count == 4, "an edit is no post"


@pytest.mark.parametrize("form", list(ReportForm))
def test_a_report_tells_how_far_the_campaign_reaches(records: SqlRecords, form: ReportForm) -> None:
    facts = facts_of(records)
    texts = [text for _, text in told(facts, form)]
    assert (
        f"The campaign of T01 Currency broker has 4 posts by 3 accounts, from {day(0)} to {day(9)}."
        in texts
    )
    assert f"The activity ran from {day(0)} to {day(9)}." in texts
    assert "The contact telegram @laowei_88 is given in posts of a1, a3." in texts
    assert "The contact wechat wxid_abc123 is given in posts of a2, a3." in texts
    assert "Wallet TQ5WvLz: named by a2 in a public post of the case." in texts
    assert {account for s in facts.subjects for account in s.account_ids} == {"a1", "a2", "a3"}


def test_the_reach_stays_with_a_draft_that_is_kept(records: SqlRecords) -> None:
    facts = facts_of(records)
    assert from_plain(ReportFacts, to_plain(facts)) == facts
    plain = to_plain(facts)
    assert isinstance(plain, dict)
    del plain["campaigns"]
    assert from_plain(ReportFacts, plain).campaigns == (), "a draft from before it was told"


def test_what_is_shared_of_each_account_says_what_its_posts_are_part_of(
    records: SqlRecords,
) -> None:
    shared = shared_indicators(facts_of(records))
    accounts = [each for each in shared if each.kind is SharedKind.ACCOUNT]
    told_of = {each.value: each.typologies for each in accounts}
    assert told_of == dict.fromkeys(["a1", "a2", "a3"], ("T01 Currency broker",))


def test_the_reach_of_a_referral_is_in_its_schema() -> None:
    campaigns = schema_of("referral.json").schema["properties"]["campaigns"]
    assert {"post_count", "account_count", "first_at", "last_at"} <= set(
        campaigns["items"]["required"]
    )


def names(records: SqlRecords, case_id: str) -> set[tuple[str, str, str]]:
    """Who names what, and in which post, as the graph of the case draws it."""
    graph = graph_of(case_id, items_of(records, case_id))
    refs = {node.node_id: node.ref for node in graph.nodes}
    return {
        (refs[edge.source], refs[edge.target], edge.label)
        for edge in graph.edges
        if edge.tie is Tie.NAMES
    }


def test_a_contact_is_tied_to_who_wrote_it_and_in_which_post(records: SqlRecords) -> None:
    case_id = case_of(records)
    assert names(records, case_id) == {
        ("a1", TELEGRAM, "g/p1"),
        ("a3", TELEGRAM, "h/p1"),
        ("a2", WECHAT, "g/p2"),
        ("a3", WECHAT, "g/p3"),
        ("a2", "wallet.tron:TQ5WvLz", "g/p2"),
    }
    at = {item.ref: item.at for item in items_of(records, case_id)}
    assert at[TELEGRAM] == BEGAN + 5 * DAY, "when it was first written"
    assert at[WECHAT] == at["wallet.tron:TQ5WvLz"] == BEGAN


def test_a_contact_that_nobody_is_known_to_have_written_is_tied_to_the_alert_alone(
    records: SqlRecords,
) -> None:
    old = post_campaign(records, "k")  # of a record from before it was kept who wrote what
    (alert_id,) = raised(records, old)
    case = open_case(records, "A broker", alert_ids=[alert_id], actor=ANN, now=NOON)
    assert names(records, case.case_id) == {(alert_id, "handle.wechat:wxid_abc123", "")}
    take_out_of_case(
        records, case.case_id, [(ItemKind.ALERT, alert_id)], why="none of it", actor=ANN, now=NOON
    )
    assert names(records, case.case_id) == set()


def test_a_wallet_that_two_posts_name_is_named_by_both(records: SqlRecords) -> None:
    wallet = "TRHkTzTuhKnK3ovNZJFwkntuE4wHZtk5Qe"
    mentions = [
        WalletMention(
            post_id=each.post_id, account_id=each.account_id, surface=each.surface,
            posted_at=each.posted_at, wallet=wallet, role="payee",
        )
        for each in POSTS[:2]
    ]  # fmt: skip
    with records.read() as view:
        brought = list(items_of_mentions(view, mentions))
    case = open_case(records, "Wallets", items=brought, actor=ANN, now=NOON)
    named = f"wallet.tron:{wallet}"
    assert names(records, case.case_id) == {("a1", named, "g/p1"), ("a2", named, "g/p2")}


def test_of_a_large_campaign_each_account_comes_first_and_the_rest_is_counted(
    records: SqlRecords, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(campaign_posts_module, "POSTS_MAX", 3)
    monkeypatch.setattr("plainsight.app.casework.alert_items.POSTS_MAX", 3)
    many = [post(f"p{n}", "a1" if n < 6 else f"a{n}", "telegram", day=n) for n in range(8)]
    case_id = case_of(records, many)
    items = items_of(records, case_id)
    assert [i.ref for i in items if i.kind is ItemKind.POST] == ["g/p0", "g/p6", "g/p7"]
    (alert,) = (item for item in items if item.kind is ItemKind.ALERT)
    assert alert.data["posts_left"] == 5
    with records.read() as view:
        notes = [note.text for note in view.casework.cases.notes(case_id)]
        facts = gather_facts(view, case_id, actor=ANN, now=NOON)
    assert any("5 more posts in the alert" in text for text in notes)
    assert any("has 8 posts by 3 accounts" in text for _, text in told(facts))
    assert facts.last_at == BEGAN + 7 * DAY


def test_of_a_large_campaign_the_case_has_those_who_wrote_the_posts_it_has(
    records: SqlRecords, monkeypatch: pytest.MonkeyPatch
) -> None:
    for bound in ("POSTS_MAX", "ACCOUNTS_MAX"):
        monkeypatch.setattr(f"plainsight.app.casework.alert_items.{bound}", 3)
    monkeypatch.setattr(campaign_posts_module, "POSTS_MAX", 3)
    # The first to write are the last by name.
    many = [post(f"p{n}", f"a{9 - n}", "telegram", day=n) for n in range(9)]
    items = items_of(records, case_of(records, many))
    accounts = {item.ref for item in items if item.kind is ItemKind.ACCOUNT}
    assert accounts == {"a7", "a8", "a9"}
    assert {str(i.data["account_id"]) for i in items if i.kind is ItemKind.POST} == accounts


@pytest.mark.parametrize("form", [ReportForm.SAR, ReportForm.GOAML])
def test_a_narrative_of_many_posts_has_room_and_says_how_many_there_are(
    records: SqlRecords, form: ReportForm
) -> None:
    def at(number: int) -> datetime:
        return BEGAN + timedelta(minutes=number)

    many = [
        replace(post(f"p{n}", f"a{n}", "telegram " * 40, day=0), posted_at=at(n))
        for n in range(300)
    ]
    facts = facts_of(records, many)
    texts = [text for _, text in told(facts, form)]
    assert "In all 300 posts are kept with this case; the first are told here." in texts
    assert any(text.startswith("In all there are 300 subjects,") for text in texts)
    room = 8_000 if form is ReportForm.GOAML else 5 * 4_000
    assert sum(map(len, texts)) + len(texts) < room
