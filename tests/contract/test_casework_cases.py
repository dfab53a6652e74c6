"""Cases on both databases: what joins, who may change them, merging and splitting."""

from datetime import UTC, datetime, timedelta

import pytest
from tests.strategies.casework import (
    ADA,
    ANN,
    AUD,
    BEN,
    DAY,
    FIL,
    NOON,
    QUI,
    SOL,
    SUE,
    SUP,
    campaign,
    decided,
    drafted,
    post_campaign,
    raised,
)

from plainsight.app.casework import alert_items as alert_items_module
from plainsight.app.casework.reshape_case import merge_cases, split_case
from plainsight.app.casework.share_report import list_due_reports, share_report
from plainsight.app.casework.view_case import find_cases, list_cases, view_case
from plainsight.app.casework.work_case import (
    add_to_case,
    close_case,
    invite_to_case,
    note_case,
    open_case,
    reopen_case,
    take_out_of_case,
)
from plainsight.casework.access import may_see
from plainsight.casework.case import CaseItem, CaseStand, ItemKind
from plainsight.casework.graph import Tie
from plainsight.errors import BadValue, IllegalMove, NotAllowed, UnknownId
from plainsight.model.fact import JsonValue
from plainsight.model.role import Role, make_staff
from plainsight.model.time import format_instant
from plainsight.stores.records import SqlRecords

ON_CASES = (Role.ANALYST, Role.SENIOR_ANALYST, Role.COUNSEL)


def test_an_alert_that_other_cases_hold_too_says_in_which(records: SqlRecords) -> None:
    one, other = (raised(records, post_campaign(records, key))[0] for key in ("k1", "k2"))
    first = open_case(records, "A broker", alert_ids=[one, other], actor=ANN, now=NOON)
    assert view_case(records, first.reference, actor=ANN, now=NOON).also_in == {}
    second = open_case(records, "The same broker", alert_ids=[one], actor=BEN, now=NOON)
    third = open_case(records, "His sister", alert_ids=[one], actor=BEN, now=NOON)
    shown = view_case(records, first.reference, actor=ANN, now=NOON).also_in
    assert shown == {one: (second.reference, third.reference)}


@pytest.mark.parametrize(
    "slip",
    [
        "CASE-1999-000001",
        "CASE-2027-000001",
        "CASE-2026-1",
        "CASE-2026-0000001",
        "CASE-2026-1999-000001",
        "CASE-xyz-banana-000001",
        "CASE-0000-000001",
        "CASE-9999-000001",
        "CASE-2026-" + "9" * 30,
        "LER-2026-000001",
    ],
)
def test_a_case_is_opened_by_its_whole_reference_alone(records: SqlRecords, slip: str) -> None:
    (alert,) = raised(records, post_campaign(records, "k1"))
    case = open_case(records, "A broker", alert_ids=[alert], actor=ANN, now=NOON)
    assert case.reference == "CASE-2026-000001"
    with pytest.raises(UnknownId):
        view_case(records, slip, actor=ANN, now=NOON)
    with pytest.raises(UnknownId):
        note_case(records, slip, "for another case", actor=ANN, now=NOON)
    kept = view_case(records, case.reference, actor=ANN, now=NOON).notes
    assert [note.act for note in kept] == ["opened", "added"]


def test_a_case_joins_what_an_alert_knows_and_forgets_nothing(records: SqlRecords) -> None:
    post, flow = raised(
        records,
        post_campaign(records, "k1"),
        campaign("f", kind="flow", accounts=("acc-1", "acc-2"), transfer_ids=["t1", "t2"]),
    )
    decided(records, post)
    case = open_case(records, "A broker", alert_ids=[post, flow], actor=ANN, now=NOON)
    assert case.reference == "CASE-2026-000001"
    view = view_case(records, case.reference, actor=BEN, now=NOON)
    kinds = [item.kind for item in view.items]
    assert {kind: kinds.count(kind) for kind in set(kinds)} == {
        ItemKind.ALERT: 2, ItemKind.ACCOUNT: 2, ItemKind.POST: 1, ItemKind.CONTACT: 1,
        ItemKind.TRANSFER: 2,
    }  # fmt: skip
    assert "wxid_abc123" not in str([item.data for item in view.items])
    assert [decision.decided_by for decision in view.decisions] == ["ann"]
    paid = CaseItem(
        kind=ItemKind.TRANSFER, ref="t9", at=NOON,
        data={"source": "acc-1", "target": "acc-2", "amount": 5, "asset": "USD"},
    )  # fmt: skip
    hold = CaseItem(kind=ItemKind.HOLD, ref="ho_1", at=NOON, data={"account_id": "acc-1"})
    for _ in range(2):
        case = add_to_case(records, case.case_id, items=[paid, hold], actor=ANN, now=NOON)
    assert case.item_count == 10
    case = take_out_of_case(
        records, case.case_id, [(ItemKind.HOLD, "ho_1")], why="another matter", actor=ANN, now=NOON
    )
    assert case.item_count == 9
    view = view_case(records, case.case_id, actor=ANN, now=NOON)
    assert any("ho_1" in note.text for note in view.notes)
    assert any(edge.amount == 5 for edge in view.graph.edges)


LEG: dict[str, JsonValue] = {
    "transfer_id": "t1", "source": "acc-1", "target": "acc-2", "at": "2026-02-02T15:26:00Z",
    "money": {"units": 660_000, "asset": "USD", "decimals": 2},
}  # fmt: skip


def test_a_transfer_of_a_case_says_when_who_and_how_much(records: SqlRecords) -> None:
    (flow,) = raised(
        records,
        campaign("f", kind="flow", transfer_ids=["t1", "t2"], findings=[{"legs": [LEG]}, "odd"]),
    )
    case = open_case(records, "A broker", alert_ids=[flow], actor=ANN, now=NOON)
    view = view_case(records, case.case_id, actor=ANN, now=NOON)
    told, bare = (item for item in view.items if item.kind is ItemKind.TRANSFER)
    assert (told.ref, told.data["amount"], told.data["asset"]) == ("t1", 660_000, "USD")
    assert (bare.ref, bare.at) == ("t2", None), "a leg that no finding tells stays an id"
    (moment,) = (each for each in view.timeline if each.kind == "transfer")
    assert moment.at == datetime(2026, 2, 2, 15, 26, tzinfo=UTC)
    assert moment.says == "transferred: acc-1 → acc-2, 6,600.00 USD"
    seen = {item.ref: item.at for item in view.items if item.kind is ItemKind.ACCOUNT}
    assert seen["acc-1"] == moment.at, "of the first leg that tells it"
    (paid,) = (edge for edge in view.graph.edges if edge.tie is Tie.PAID)
    assert (paid.label, paid.amount) == ("6,600.00 USD", 660_000)


def test_what_a_person_gives_says_more_than_the_alert_that_names_it_too(
    records: SqlRecords,
) -> None:
    (flow,) = raised(records, campaign("f", kind="flow", transfer_ids=["t1"]))
    own = CaseItem(kind=ItemKind.TRANSFER, ref="t1", at=NOON, data={"says": "seen by us"})
    case = open_case(records, "A", alert_ids=[flow], items=[own], actor=ANN, now=NOON)
    view = view_case(records, case.case_id, actor=ANN, now=NOON)
    (kept,) = (item for item in view.items if item.kind is ItemKind.TRANSFER)
    assert (kept.at, kept.data) == (NOON, {"says": "seen by us"})


@pytest.mark.parametrize(
    "asked",
    ["acc-1", "t1", "TRHkTzTuhKnK3ovNZJFwkntuE4wHZtk5Qe", "+52 667 123 4567", "@espejo_cambio",
     "wallet.tron:TRHkTzTuhKnK3ovNZJFwkntuE4wHZtk5Qe", "a broker"],
)  # fmt: skip
def test_a_case_is_found_by_what_it_holds(records: SqlRecords, asked: str) -> None:
    held = [
        CaseItem(kind=kind, ref=ref)
        for kind, ref in (
            (ItemKind.ACCOUNT, "acc-1"),
            (ItemKind.TRANSFER, "t1"),
            (ItemKind.WALLET, "wallet.tron:TRHkTzTuhKnK3ovNZJFwkntuE4wHZtk5Qe"),
            (ItemKind.CONTACT, "phone:+526671234567"),
            (ItemKind.CONTACT, "handle.telegram:espejo_cambio"),
        )
    ]
    case = open_case(records, "A broker", items=held, actor=ANN, now=NOON)
    open_case(records, "Another matter", actor=ANN, now=NOON)
    assert [each.case_id for each in find_cases(records, asked, actor=BEN)] == [case.case_id]
    assert find_cases(records, "acc-9", actor=BEN) == ()
    with pytest.raises(NotAllowed):
        find_cases(records, asked, actor=SUP)


@pytest.mark.parametrize("asked", ["TSupplierOnAList", "TBroker", "Example Chemicals"])
def test_a_case_is_found_by_wallet_end_and_party_of_its_trails(
    records: SqlRecords, asked: str
) -> None:
    data: dict[str, JsonValue] = {
        "wallet": "TBroker", "end": "TSupplierOnAList", "party": "Example Chemicals",
        "says": "TElsewhere",
    }  # fmt: skip
    trail = CaseItem(kind=ItemKind.TRAIL, ref="trail_1", at=NOON, data=data)
    case = open_case(records, "A broker", items=[trail], actor=ANN, now=NOON)
    assert [each.case_id for each in find_cases(records, asked, actor=BEN)] == [case.case_id]
    for other in ("TElsewhere", "tbroker", "TSupplier", "%", '"end":"'):
        assert find_cases(records, other, actor=BEN) == ()


def fan(payers: int, payouts: int) -> dict[str, JsonValue]:
    """Many pay a hub a little, and it pays one a lot before and less at the end."""
    legs: list[JsonValue] = []
    for number in range(payers):
        legs.append(leg(f"in-{number:03}", f"payer-{number:03}", "hub", 100 + number, number))
    for number in range(payouts):
        legs.append(leg(f"out-{number}", "hub", "boss", 2_500_000, number))
    refs: list[JsonValue] = [str(each["transfer_id"]) for each in legs if isinstance(each, dict)]
    accounts = ["boss", "hub", *(f"payer-{number:03}" for number in range(payers))]
    return campaign(
        "fan", kind="flow", accounts=accounts, transfer_ids=refs, findings=[{"legs": legs}]
    )


def leg(ref: str, source: str, target: str, cents: int, minutes: int) -> dict[str, JsonValue]:
    at = datetime(2026, 2, 2, 8, tzinfo=UTC) + timedelta(minutes=minutes)
    money: JsonValue = {"units": cents, "asset": "USD", "decimals": 2}
    return {
        "transfer_id": ref, "source": source, "target": target, "money": money, "value": money,
        "at": format_instant(at),
    }  # fmt: skip


def test_of_a_large_alert_a_case_takes_the_largest_and_the_last_and_says_what_it_left(
    records: SqlRecords, monkeypatch: pytest.MonkeyPatch
) -> None:
    for bound in ("TRANSFERS_MAX", "ACCOUNTS_MAX"):
        monkeypatch.setattr(alert_items_module, bound, 20)
    (flow,) = raised(records, fan(40, 3))
    case = open_case(records, "A fan", alert_ids=[flow], actor=ANN, now=NOON)
    view = view_case(records, case.case_id, actor=ANN, now=NOON)
    moved = {item.ref for item in view.items if item.kind is ItemKind.TRANSFER}
    large = {f"in-{number:03}" for number in range(33, 40)} | {f"out-{n}" for n in range(3)}
    last = {f"in-{number:03}" for number in range(23, 33)}
    assert moved == large | last
    accounts = {item.ref for item in view.items if item.kind is ItemKind.ACCOUNT}
    assert len(accounts) == 20
    assert {"hub", "boss", "payer-039", "payer-023"} <= accounts
    said = "41 of 41 things were new; 23 more transfers and 22 more accounts in the alert"
    assert [note.text for note in view.notes if note.act == "added"] == [said]
    assert any(said in moment.says for moment in view.timeline)
    (alert,) = (item for item in view.items if item.kind is ItemKind.ALERT)
    assert (alert.data["transfers_left"], alert.data["accounts_left"]) == (23, 22)
    assert [each.case_id for each in find_cases(records, "payer-000", actor=BEN)] == [case.case_id]


def test_an_alert_of_four_hundred_transfers_is_in_its_case_whole(records: SqlRecords) -> None:
    (flow,) = raised(records, fan(400, 10))
    case = open_case(records, "A fan", alert_ids=[flow], actor=ANN, now=NOON)
    assert case.item_count == 1 + 410 + 402
    (found,) = find_cases(records, "boss", actor=BEN)
    assert found.case_id == case.case_id


def test_only_members_change_a_case_and_nobody_makes_themselves_one(records: SqlRecords) -> None:
    case = open_case(records, "A matter", actor=ANN, now=NOON)
    report = drafted(records, case.case_id)
    with pytest.raises(NotAllowed):
        note_case(records, case.case_id, "let me in", actor=BEN, now=NOON)
    with pytest.raises(NotAllowed):
        invite_to_case(records, case.case_id, BEN, actor=BEN, now=NOON)
    with pytest.raises(NotAllowed):
        invite_to_case(records, case.case_id, SUP, actor=ANN, now=NOON)
    assert view_case(records, case.case_id, actor=BEN, now=NOON).reports == ()
    assert not any(
        moment.kind == "report"
        for moment in view_case(records, case.case_id, actor=BEN, now=NOON).timeline
    )
    invite_to_case(records, case.case_id, BEN, actor=ANN, now=NOON)
    seen = view_case(records, case.case_id, actor=BEN, now=NOON)
    assert [each.report_id for each in seen.reports] == [report.report_id]
    with records.read() as view:
        assert sum(e.tag == "case:viewed" for e in view.audit.about(case.case_id)) == 3


def test_no_verb_and_no_store_tells_support_of_a_report(records: SqlRecords) -> None:
    case = open_case(records, "A matter", actor=ANN, now=NOON)
    report = drafted(records, case.case_id)
    with pytest.raises(NotAllowed):
        share_report(records, report.report_id, SUP, reason="asked", actor=FIL, now=NOON)
    with pytest.raises(NotAllowed):
        view_case(records, case.case_id, actor=SUP, now=NOON)
    for person in (SUP, ADA, AUD, BEN, QUI):
        assert list_due_reports(records, before=NOON + 90 * DAY, actor=person) == ()
        with records.begin() as unit:
            assert unit.casework.reports.newest(viewer=person) == ()
            for read in (unit.casework.reports.get, unit.casework.reports.lock):
                with pytest.raises(UnknownId):
                    read(report.report_id, viewer=person)
    assert len(list_due_reports(records, before=NOON + 90 * DAY, actor=FIL)) == 1
    with pytest.raises(BadValue):
        share_report(records, report.report_id, BEN, reason=" ", actor=FIL, now=NOON)
    share_report(records, report.report_id, BEN, reason="same money", actor=FIL, now=NOON)
    with records.read() as view:
        assert view.casework.reports.readers(report.report_id, viewer=FIL) == {"ben"}
        line = view.audit.about(report.report_id)[-1]
        line_count = view.audit.size()
    assert line.tag == "report:shared"
    assert b"ben" not in line.canonical
    share_report(records, report.report_id, BEN, reason="asked again", actor=FIL, now=NOON)
    with records.read() as view:
        assert view.casework.reports.readers(report.report_id, viewer=FIL) == {"ben"}
        assert view.audit.size() == line_count  # nothing changed, and nothing is said to have


@pytest.mark.parametrize("role", [*ON_CASES, Role.FILING_OFFICER, Role.SUPPORT, Role.AUDITOR])
def test_the_store_shows_a_report_to_whom_the_definition_says(
    records: SqlRecords, role: Role
) -> None:
    case = open_case(records, "A matter", actor=ANN, now=NOON)
    report = drafted(records, case.case_id)
    case = invite_to_case(records, case.case_id, BEN, actor=ANN, now=NOON)
    share_report(records, report.report_id, SUE, reason="same money", actor=FIL, now=NOON)
    access = report.access(member_ids=case.member_ids, reader_ids=frozenset({SUE.staff_id}))
    with records.read() as view:
        for staff_id in (ANN.staff_id, BEN.staff_id, SUE.staff_id, "nobody of it"):
            viewer = make_staff(staff_id, role)  # who is told hangs on the roles of the day
            seen = view.casework.reports.newest(viewer=viewer)
            assert bool(seen) is may_see(viewer, access), staff_id


def test_cases_merge_and_split_and_stay_traceable(records: SqlRecords) -> None:
    one = open_case(
        records, "One", items=[CaseItem(kind=ItemKind.ACCOUNT, ref="a")], actor=ANN, now=NOON
    )
    two = open_case(
        records,
        "Two",
        items=[CaseItem(kind=ItemKind.ACCOUNT, ref=ref) for ref in ("a", "b")],
        actor=BEN,
        now=NOON,
    )
    with pytest.raises(NotAllowed):
        merge_cases(records, two.case_id, into=one.case_id, why="w", actor=ANN, now=NOON)
    merged = merge_cases(
        records, two.reference, into=one.reference, why="one wallet", actor=SOL, now=NOON
    )
    assert (merged.item_count, merged.member_ids) == (2, {"ann", "ben"})
    with pytest.raises(IllegalMove):
        add_to_case(
            records, two.case_id, items=[CaseItem(kind=ItemKind.ACCOUNT, ref="c")], actor=BEN,
            now=NOON,
        )  # fmt: skip
    with pytest.raises(BadValue):
        split_case(
            records, one.case_id, [(ItemKind.ACCOUNT, "zzz")], title="t", actor=SOL, now=NOON
        )
    fresh = split_case(
        records, one.case_id, [(ItemKind.ACCOUNT, "b")], title="Its own", actor=SOL, now=NOON
    )
    assert (fresh.split_from, fresh.item_count) == (one.case_id, 1)
    mine = list_cases(records, is_mine=True, actor=SOL)
    assert [case.case_id for case in mine] == [fresh.case_id]
    merged_ones = list_cases(records, stand=CaseStand.MERGED, actor=SUE)
    assert [case.merged_into for case in merged_ones] == [one.case_id]
    assert [c.title for c in list_cases(records, title="its", actor=ANN)] == ["Its own"]
    close_case(records, one.case_id, why="done", actor=ANN, now=NOON)
    reopen_case(records, one.case_id, why="more", actor=ANN, now=NOON)
    newest = list_cases(records, count_max=1, actor=ANN)
    rest = list_cases(records, before=newest[-1].case_id, actor=ANN)
    assert [case.case_id for case in (*newest, *rest)] == [
        fresh.case_id, two.case_id, one.case_id,
    ]  # fmt: skip


@pytest.mark.parametrize("asked", ["muñoz", "MUÑOZ", "célula", "ÑANDÚ"])
def test_a_title_is_found_whatever_the_case_of_its_letters(records: SqlRecords, asked: str) -> None:
    open_case(records, "CÉLULA Muñoz, Ñandú", actor=ANN, now=NOON)
    assert len(list_cases(records, title=asked, actor=ANN)) == 1
