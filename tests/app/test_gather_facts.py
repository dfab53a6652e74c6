"""The facts of a report come from what finders stored, by way of a case, and from nothing else."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from tests.strategies.casework import decided
from tests.strategies.reports import FILED_ON, filer, terms

from plainsight.app.casework.alert_items import post_item
from plainsight.app.casework.gather_facts import gather_facts
from plainsight.app.casework.wallet_items import items_of_mentions, wallet_ref
from plainsight.app.casework.work_case import add_to_case, open_case
from plainsight.app.detect.raise_alerts import raise_alerts
from plainsight.casework.case import CaseItem, ItemKind
from plainsight.casework.decision import Outcome
from plainsight.casework.report.draft import Occasion, ReportDraft, ReportForm
from plainsight.casework.report.facts import ReportFacts
from plainsight.casework.report.from_alerts import evidence_of_alert
from plainsight.casework.report.narrative import compose_narrative
from plainsight.casework.report.party import Subject
from plainsight.casework.report.sar_form import key_terms_for, subtypes_for
from plainsight.detect.finding import Evidence, Finding, Reason
from plainsight.detect.lexicon import Facet
from plainsight.errors import BadValue, NotAllowed
from plainsight.filings.sar_structure import check_structure
from plainsight.filings.sar_xml import write_sar
from plainsight.model.asset import fiat
from plainsight.model.money import Money
from plainsight.model.post import Post, Visibility
from plainsight.model.role import Role, make_staff
from plainsight.stores.records import SqlRecords
from plainsight.trace.chain.trail import WalletMention
from plainsight.trace.flows.alert import merge_findings
from plainsight.trace.flows.finding import FlowFinding, FlowLeg, FlowReason, LegPair

NOW = datetime(2026, 2, 20, 9, tzinfo=UTC)
BEGAN = NOW - timedelta(days=9)
ANALYST = make_staff("ana", Role.ANALYST)
TEXT = "私人换汇，额度不限，加微信 laowei88"
USD, CNY = fiat("USD"), fiat("CNY")


def post_finding() -> Finding:
    seen = Evidence(start=0, end=4, excerpt="私人换汇", plain="换汇", sense="fx.swap", gloss="swap")
    return Finding(
        typology_id="T01",
        typology_version=1,
        typology_title="Currency broker outside banks",
        policy_digest="d",
        score=0.93,
        threshold=0.5,
        flags=("FIN-2025-A003 A3-N1",),
        reasons=(
            Reason(
                indicator_id="exchange-offered",
                facet=Facet.SERVICE,
                weight=0.5,
                says="offers or seeks a private currency exchange",
                evidence=(seen,),
            ),
        ),
        post_id="p-1",
        account_id="wx-88",
        surface="group",
        posted_at=BEGAN,
    )


def leg(name: str, units: int, *, side_b: bool = False, hours: int = 0) -> FlowLeg:
    money = Money(units=units * 7, asset=CNY) if side_b else Money(units=units, asset=USD)
    return FlowLeg(
        transfer_id=name,
        source="payer-cn" if side_b else "courier",
        target="client-cn" if side_b else "wx-88",
        money=money,
        value=Money(units=units, asset=USD),
        at=BEGAN + timedelta(hours=hours),
        stage="b" if side_b else "a",
        source_role="client",
        target_role="broker",
        channel="p2p",
    )


def flow_finding() -> FlowFinding:
    legs = (leg("t-1", 980_000), leg("t-2", 980_000, side_b=True, hours=2))
    return FlowFinding(
        typology_id="F17",
        typology_version=1,
        typology_title="Mirror transfers",
        policy_digest="d",
        flags=("FIN-2025-A003 A3-N2",),
        sar_subtypes=("822", "909"),
        keys=("wx-88",),
        score=870,
        at_risk=Money(units=980_000, asset=USD),
        legs=legs,
        numbers={"pairs": 1},
        reasons=(
            FlowReason(says="1 pair settles one value, half in 2.0 h", grade=900, weight=600),
        ),
        first_at=legs[0].at,
        last_at=legs[1].at,
        pairs=(LegPair(side_a=("t-1",), side_b=("t-2",), lag_minutes=120, spread=14),),
    )


def case_of(records: SqlRecords, flow_found: FlowFinding | None = None) -> str:
    post = Post(
        post_id="p-1", account_id="wx-88", surface="group", visibility=Visibility.PUBLIC,
        posted_at=BEGAN, text=TEXT,
    )  # fmt: skip
    flow = merge_findings([flow_found or flow_finding()], as_of=NOW)[0]
    with records.begin() as unit:
        unit.posts.keep([post], batch_id="b", source="s", at=BEGAN)
        raised = raise_alerts(
            unit,
            [
                {
                    "campaign_key": "k",
                    "kind": "posts",
                    "score_permille": 930,
                    "typology_ids": ["T01"],
                    "account_ids": ["wx-88"],
                    "finding": {"strongest": post_finding().to_json(), "contacts": []},
                },
                {
                    "campaign_key": "f",
                    "kind": "flow",
                    "score_permille": 870,
                    "typology_ids": ["F17"],
                    "account_ids": ["wx-88"],
                    "finding": flow.to_json(),
                },
            ],
            now=NOW,
        ).raised
    wallet = CaseItem(kind=ItemKind.WALLET, ref="wallet.tron:TQ5WvLz", at=BEGAN)
    return open_case(
        records,
        "A broker",
        alert_ids=[alert.alert_id for alert in raised],
        items=[wallet],
        actor=ANALYST,
        now=NOW,
    ).case_id


def facts_of(
    records: SqlRecords, *subjects: Subject, flow: FlowFinding | None = None
) -> ReportFacts:
    case_id = case_of(records, flow)
    with records.read() as view:
        return gather_facts(view, case_id, subjects=subjects, actor=ANALYST, now=NOW)


def test_posts_flows_mirrors_and_wallets_of_a_case_become_evidence(records: SqlRecords) -> None:
    facts = facts_of(records)
    assert [f.typology_id for f in facts.findings] == ["T01", "F17"]
    assert [p.text for p in facts.posts] == [TEXT]
    assert [t.transfer_id for t in facts.transfers] == ["t-1", "t-2"]
    assert [(m.side_a, m.side_b) for m in facts.mirrors] == [(("t-1",), ("t-2",))]
    assert [(w.network, w.address) for w in facts.wallets] == [("tron", "TQ5WvLz")]
    assert facts.detected_at == NOW
    assert facts.called.startswith("CASE-")


def test_the_clock_starts_with_a_persons_suspicion_or_with_the_case(records: SqlRecords) -> None:
    case_id = case_of(records)
    later = NOW + timedelta(days=4)
    with records.read() as view:
        undecided = gather_facts(view, case_id, actor=ANALYST, now=later)
        items = view.casework.cases.items(case_id)
    assert undecided.detected_at == NOW, "when the case was opened"
    alert_id = next(item.ref for item in items if item.kind is ItemKind.ALERT)
    decided(records, alert_id, Outcome.SUSPICIOUS, by=ANALYST, at=NOW + timedelta(days=2))
    with records.read() as view:
        known = Subject(subject_id="s", account_ids=("wx-88",), family_name="Example")
        facts = gather_facts(view, case_id, subjects=(known,), actor=ANALYST, now=later)
    assert facts.detected_at == facts.subject_known_at == NOW + timedelta(days=2)


def test_a_wallet_is_one_wallet_however_it_came_into_the_case(records: SqlRecords) -> None:
    case_id = case_of(records)
    address = "TRHkTzTuhKnK3ovNZJFwkntuE4wHZtk5Qe"
    typed = [
        CaseItem(kind=ItemKind.WALLET, ref=ref) for ref in (address, wallet_ref(address), "Twallet")
    ]
    add_to_case(records, case_id, items=typed, actor=ANALYST, now=NOW)
    with records.read() as view:
        facts = gather_facts(view, case_id, actor=ANALYST, now=NOW)
    assert {(w.network, w.address) for w in facts.wallets} == {
        ("tron", address),
        ("tron", "TQ5WvLz"),
        ("unknown", "Twallet"),
    }


def test_a_post_that_names_a_wallet_is_evidence_in_the_wording_that_names_it(
    records: SqlRecords,
) -> None:
    case_id, wallet = case_of(records), "TRHkTzTuhKnK3ovNZJFwkntuE4wHZtk5Qe"
    texts = ("问好", f"付款到 {wallet}", "已删")
    posts = [
        Post(
            post_id="p-2", account_id="wx-88", surface="channel", visibility=Visibility.PUBLIC,
            posted_at=NOW, text=text,
        )
        for text in texts
    ]  # fmt: skip
    mention = WalletMention(
        post_id="p-2", account_id="wx-88", surface="channel", posted_at=NOW, wallet=wallet,
        role="payee",
    )  # fmt: skip
    with records.begin() as unit:
        unit.posts.keep(posts, batch_id="c", source="s", at=NOW)
        brought = tuple(items_of_mentions(unit, [mention]))
    add_to_case(records, case_id, items=brought, actor=ANALYST, now=NOW)
    with records.read() as view:
        facts = gather_facts(view, case_id, actor=ANALYST, now=NOW)
    (post,) = (each for each in facts.posts if each.post_id == "p-2")
    assert (post.text, post.revision, post.now_reads) == (texts[1], 2, "已删")


def test_a_case_from_before_wordings_were_named_is_read_by_what_it_quotes(
    records: SqlRecords,
) -> None:
    case_id = case_of(records)
    posts = [
        Post(
            post_id="p-3", account_id="wx-88", surface="channel", visibility=Visibility.PUBLIC,
            posted_at=NOW, text=text,
        )
        for text in ("私人换汇，加微信 laowei88", "散步")
    ]  # fmt: skip
    with records.begin() as unit:
        unit.posts.keep(posts, batch_id="c", source="s", at=NOW)
    kept = post_item(posts[0])
    data = {name: value for name, value in kept.data.items() if name != "revision"}
    add_to_case(records, case_id, items=(replace(kept, data=data),), actor=ANALYST, now=NOW)
    with records.read() as view:
        facts = gather_facts(view, case_id, actor=ANALYST, now=NOW)
    (post,) = (each for each in facts.posts if each.post_id == "p-3")
    assert (post.text, post.now_reads) == (posts[0].text, "散步")


def test_a_post_that_was_put_into_the_case_is_evidence_too(records: SqlRecords) -> None:
    case_id = case_of(records)
    post = Post(
        post_id="p/2", account_id="wx-88", surface="channel", visibility=Visibility.PUBLIC,
        posted_at=NOW, text="付款到 TRHkTzTuhKnK3ovNZJFwkntuE4wHZtk5Qe",
    )  # fmt: skip
    mention = WalletMention(
        post_id="p/2", account_id="wx-88", surface="channel", posted_at=NOW,
        wallet="TRHkTzTuhKnK3ovNZJFwkntuE4wHZtk5Qe", role="payee",
    )  # fmt: skip
    with records.begin() as unit:
        unit.posts.keep([post], batch_id="c", source="s", at=NOW)
        brought = tuple(items_of_mentions(unit, [mention]))
    add_to_case(records, case_id, items=brought, actor=ANALYST, now=NOW)
    with records.read() as view:
        facts = gather_facts(view, case_id, actor=ANALYST, now=NOW)
        items = view.casework.cases.items(case_id)
    assert [p.post_id for p in facts.posts] == ["p-1", "p/2"]
    (wallet,) = (i for i in items if i.ref == wallet_ref(mention.wallet))
    assert (wallet.at, wallet.data["account_id"]) == (NOW, "wx-88")
    (kept,) = (i for i in items if i.ref == "channel/p/2")
    assert mention.wallet not in str(kept.data["excerpt"]), "a case shows no contact"


def test_of_a_mirror_only_one_side_is_counted(records: SqlRecords) -> None:
    assert facts_of(records).amount == Money(units=980_000, asset=USD)


def test_an_author_nobody_knows_is_a_subject_without_a_name(records: SqlRecords) -> None:
    facts = facts_of(records)
    assert [s.account_ids for s in facts.subjects] == [("wx-88",)]
    assert facts.subject_known_at is None
    known = Subject(subject_id="s", account_ids=("wx-88",), family_name="Example")
    told = replace(facts, subjects=(known,))
    assert told.subject_of["wx-88"].is_named


def test_the_other_end_of_a_mirror_is_a_subject_though_it_never_posted(records: SqlRecords) -> None:
    mirror = replace(flow_finding(), keys=("wx-88", "mx-40"))
    alert = merge_findings([mirror], as_of=NOW)[0]
    assert evidence_of_alert("al", alert.to_json(), is_confirmed=True).accounts == (
        "wx-88",
        "mx-40",
    )
    known = Subject(subject_id="s", account_ids=("wx-88",), family_name="Example")
    facts = facts_of(records, known, flow=mirror)
    assert [s.account_ids for s in facts.subjects] == [("wx-88",), ("mx-40",)]
    told = [s.text for s in compose_narrative(facts, terms().sar, Occasion())]
    assert "A holder whose name is not known holds 1 account: mx-40." in told


def test_an_alert_nobody_decided_is_not_called_confirmed(records: SqlRecords) -> None:
    facts = facts_of(records)
    assert not any(finding.is_confirmed for finding in facts.findings)
    narrative = compose_narrative(facts, terms().sar, Occasion())
    assert not any("confirmed" in sentence.text for sentence in narrative)


def test_what_was_gathered_makes_a_report_fit_to_file(records: SqlRecords) -> None:
    facts = facts_of(records)
    draft = ReportDraft(
        form=ReportForm.SAR,
        occasion=Occasion(),
        facts=facts,
        narrative=compose_narrative(facts, terms().sar, Occasion()),
        key_terms=key_terms_for(facts, terms().sar),
        subtypes=subtypes_for(facts, terms().sar),
        terms_version=terms().sar.version,
    )
    content = write_sar(draft, filer(), terms().sar, filed_on=FILED_ON)
    assert check_structure(content, subtype_codes=terms().sar.subtype_codes) == ()
    assert "私人换汇".encode() in content


def test_a_case_without_alerts_has_nothing_to_report(records: SqlRecords) -> None:
    case = open_case(records, "empty", actor=ANALYST, now=NOW)
    with records.read() as view, pytest.raises(BadValue, match="add the alerts"):
        gather_facts(view, case.case_id, actor=ANALYST, now=NOW)


def test_gathering_asks_for_the_role(records: SqlRecords) -> None:
    with records.read() as view, pytest.raises(NotAllowed):
        gather_facts(view, "ca", actor=make_staff("s", Role.SUPPORT), now=NOW)


def test_facts_are_gathered_by_who_is_on_the_case_or_files(records: SqlRecords) -> None:
    case_id = case_of(records)
    with records.read() as view:
        with pytest.raises(NotAllowed, match="its members"):
            gather_facts(view, case_id, actor=make_staff("other", Role.ANALYST), now=NOW)
        officer = make_staff("fil", Role.FILING_OFFICER)
        assert gather_facts(view, case_id, actor=officer, now=NOW).case_id == case_id


def test_a_finding_of_another_shape_is_refused() -> None:
    with pytest.raises(BadValue, match="lacks"):
        evidence_of_alert("al", {"something": 1}, is_confirmed=True)


def test_of_any_other_flow_what_entered_it_is_counted() -> None:
    finding = replace(
        flow_finding(), pairs=(), legs=(leg("t-1", 500), replace(leg("t-2", 500), stage="out"))
    )
    alert = merge_findings([finding], as_of=NOW)[0]
    found = evidence_of_alert("al", alert.to_json(), is_confirmed=True)
    assert [(t.transfer_id, t.is_counted) for t in found.transfers] == [
        ("t-1", True),
        ("t-2", False),
    ]
