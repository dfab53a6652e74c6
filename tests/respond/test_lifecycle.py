"""Every (state, command) pair: what the table allows happens, all else changes nothing."""

import itertools
from dataclasses import fields, replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plainsight.errors import GuardUnmet, IllegalMove, Refusal, WrongRole
from plainsight.respond.lifecycle import TABLE, advance, commands_from, diagram
from plainsight.respond.states import (
    REGION_NAMES,
    Authenticity,
    Circumstances,
    Command,
    CrossBorder,
    Holding,
    Notice,
    Production,
    RequestState,
    Role,
)

ALL_TRUE = Circumstances(**dict.fromkeys((each.name for each in fields(Circumstances)), True))
# The law's table, transcribed a second time by hand: number, command, from, to, roles.
LAW = """
T01 receive unreceived received REQ,INT
T02 place_hold none provisional SYS
T03 start_verifying unverified verifying INT
T04 verify_requester verifying verified VER
T05 suspect_fraud verifying,verified fraud_suspected VER
T05a confirm_fraud fraud_suspected fraud_suspected VER,CNL
T05b clear_fraud fraud_suspected verifying VER,CNL
T06 triage received triage INT
T07 mark_duplicate triage duplicate INT
T07a unmark_duplicate duplicate triage INT
T08 ask_clarification triage clarify INT,CNL
T09 clarify clarify triage REQ
T10 begin_review triage legal_review SYS
T11 grant_scope legal_review,partial,challenged,routed,\
scoped,approved,collected,nil,qa_passed scoped CNL
T12 refuse legal_review,partial,challenged,routed,\
scoped,approved,collected,nil,qa_passed,packaged refused CNL
T12a refuse triage,clarify refused CNL
T12b refuse_part legal_review partial CNL
T13 challenge legal_review challenged CNL
T14 route legal_review routed XB
T14a inform_requester gap_recorded requester_informed XB,SYS
T14b note_mla_reference requester_informed mla_ref_known XB
T14c note_mla_answer mla_ref_known answered XB
T14d note_no_answer requester_informed,mla_ref_known no_answer XB
T14e record_gap none gap_recorded XB,SYS
T15 approve scoped approved APR
T16 collect approved collected COL
T17 certify_nil collected nil QA
T18 pass_quality collected qa_passed QA
T18a send_back collected approved QA
T19 package qa_passed,nil packaged SYS
T20 release packaged released APR
T20a take_back_package released legal_review APR
T21 acknowledge released acked REQ
T22 close acked,refused,nil,routed,duplicate,withdrawn,legal_review closed INT
T23 withdraw received,triage,clarify,legal_review,partial,scoped,approved,collected,nil,\
qa_passed,packaged,challenged,routed withdrawn REQ
T24 confirm_hold provisional active HLD
T25 extend_hold active,extended,review_due extended HLD
T26 link_hold active,extended,review_due,release_pending production_linked SYS
T27 ask_review active,extended,production_linked review_due SYS
T27a ask_review review_due review_due HLD
T28 keep_hold review_due extended HLD
T29 prepare_release_of_hold review_due release_pending HLD
T29a prepare_release_of_hold active,extended release_pending HLD
T29b object_to_release release_pending extended HLD
T30 release_hold release_pending released HLD
T31 lapse_hold provisional released SYS
T32 unblock_notice blocked_until due SYS
T32a block_notice not_due,due blocked_until SYS,CNL
T32b make_notice_due not_due due SYS
T32c send_notice due sent INT,SYS
T32d waive_notice not_due,due waived CNL,SYS
T32e take_back_waiver waived not_due CNL
T33 review_afterwards released released DPO
T33a review_afterwards acked acked DPO
T33b review_afterwards refused refused DPO
T33c review_afterwards withdrawn withdrawn DPO
T33d review_afterwards duplicate duplicate DPO
T33e review_afterwards routed routed DPO
T33f review_afterwards nil nil DPO
T33g review_afterwards legal_review legal_review DPO
""".strip().splitlines()
VERIFIED_ONLY = {
    "begin_review", "grant_scope", "refuse_part", "approve", "collect", "package", "release",
    "confirm_hold", "extend_hold",
}  # fmt: skip


def test_the_table_is_the_law_as_transcribed_by_hand() -> None:
    ours = {
        (row.number, row.command.value, before.value, row.after.value,
         frozenset(role.value for role in row.roles))
        for row in TABLE for before in row.before
    }  # fmt: skip
    law = set()
    for line in LAW:
        number, command, before, after, roles = line.split(" ")
        law |= {
            (number, command, state, after, frozenset(roles.split(",")))
            for state in before.split(",")
        }
    assert ours == law


def test_thirty_three_numbered_moves_are_all_there() -> None:
    assert {row.number[:3] for row in TABLE} == {f"T{n:02d}" for n in range(1, 34)}


def test_wherever_a_request_can_be_closed_an_emergency_can_be_reviewed() -> None:
    reached = {
        command: {state for row in TABLE if row.command is command for state in row.before}
        for command in (Command.CLOSE, Command.REVIEW_AFTERWARDS)
    }
    assert reached[Command.CLOSE] <= reached[Command.REVIEW_AFTERWARDS]


def test_every_state_and_command_is_either_legal_or_refused_without_a_change() -> None:
    legal = {(row.command, before): row for row in TABLE for before in row.before}
    region_of = {row.command: REGION_NAMES[type(row.after)] for row in TABLE}
    states = [
        RequestState(authenticity=a, holding=h, production=p, notice=n, cross_border=x)
        for a, h, p, n, x in itertools.product(
            Authenticity, Holding, Production, Notice, CrossBorder
        )
        # All pairs of regions that any row couples, and each of the others alone.
        if (n is Notice.NOT_DUE or (h is Holding.NONE and x is CrossBorder.NONE))
        and (x is CrossBorder.NONE or h is Holding.NONE)
    ]
    moved = refused = 0
    for state in states:
        for command in Command:
            here = getattr(state, region_of[command])
            rows = [legal[command, here]] if (command, here) in legal else []
            circumstances = (
                replace(ALL_TRUE, has_records=False) if command is Command.CERTIFY_NIL else ALL_TRUE
            )
            role = rows[0].roles[0] if rows else Role.SYSTEM
            before = replace(state)
            try:
                move = advance(state, command, role=role, circumstances=circumstances)
            except IllegalMove:
                refused += 1
                assert not rows or any(
                    getattr(state, REGION_NAMES[region]) not in allowed
                    for region, allowed in rows[0].needs.items()
                )
            else:
                moved += 1
                assert rows
                assert getattr(move.after, REGION_NAMES[type(rows[0].after)]) is rows[0].after
                assert command in commands_from(state)
            assert state == before
    assert moved > 5_000
    assert refused > 40_000


@pytest.mark.parametrize("row", TABLE, ids=lambda row: row.number)
def test_every_guard_and_every_role_of_a_row_is_asked(row: object) -> None:
    assert hasattr(row, "guards")
    region = REGION_NAMES[type(row.after)]  # type: ignore[attr-defined]
    state = replace(
        RequestState(authenticity=Authenticity.VERIFIED, production=Production.TRIAGE),
        **{region: row.before[0]},  # type: ignore[attr-defined]
    )
    command, roles = row.command, row.roles  # type: ignore[attr-defined]
    fine = replace(ALL_TRUE, has_records="has_no_records" not in row.guards)  # type: ignore[attr-defined]
    assert advance(state, command, role=roles[0], circumstances=fine).number == row.number  # type: ignore[attr-defined]
    for guard in row.guards:  # type: ignore[attr-defined]
        flipped = {"has_records": True} if guard == "has_no_records" else {guard: False}
        with pytest.raises(GuardUnmet) as refused:
            advance(state, command, role=roles[0], circumstances=replace(fine, **flipped))
        assert refused.value.guard == guard
    for role in set(Role) - set(roles):
        with pytest.raises(WrongRole):
            advance(state, command, role=role, circumstances=fine)


@pytest.mark.parametrize("command", sorted(VERIFIED_ONLY))
@pytest.mark.parametrize("doubt", sorted(set(Authenticity) - {Authenticity.VERIFIED}))
def test_nothing_that_leads_to_disclosure_happens_for_an_unverified_requester(
    command: str, doubt: Authenticity
) -> None:
    rows = [row for row in TABLE if row.command.value == command]
    for row in rows:
        region = REGION_NAMES[type(row.after)]
        for before in row.before:
            state = replace(RequestState(authenticity=doubt), **{region: before})  # type: ignore[arg-type]
            with pytest.raises(IllegalMove) as refused:
                advance(state, row.command, role=row.roles[0], circumstances=ALL_TRUE)
            assert refused.value.region == "authenticity"


@given(st.lists(st.tuples(st.sampled_from(Command), st.sampled_from(Role)), max_size=60))
def test_no_sequence_of_commands_releases_without_verification_approval_and_quality(
    steps: list[tuple[Command, Role]],
) -> None:
    state, taken = RequestState(), list[Command]()
    for command, role in steps:
        try:
            state = advance(state, command, role=role, circumstances=ALL_TRUE).after
            taken.append(command)
        except Refusal:
            continue
    if state.production in (Production.RELEASED, Production.ACKED):
        assert {Command.VERIFY_REQUESTER, Command.APPROVE, Command.COLLECT} <= set(taken)
        assert state.authenticity is Authenticity.VERIFIED


@given(st.data())
def test_the_shortest_way_to_a_package_needs_every_duty(data: st.DataObject) -> None:
    way = [
        Command.RECEIVE, Command.PLACE_HOLD, Command.START_VERIFYING, Command.VERIFY_REQUESTER,
        Command.TRIAGE, Command.BEGIN_REVIEW, Command.GRANT_SCOPE, Command.APPROVE,
        Command.COLLECT, Command.PASS_QUALITY, Command.PACKAGE, Command.RELEASE,
    ]  # fmt: skip
    left_out = data.draw(st.sampled_from([None, *(c for c in way if c is not Command.PLACE_HOLD)]))
    state = RequestState()
    for command in way:
        if command is left_out:
            continue
        rows = [row for row in TABLE if row.command is command]
        try:
            state = advance(state, command, role=rows[0].roles[0], circumstances=ALL_TRUE).after
        except Refusal:
            continue
    assert (state.production is Production.RELEASED) == (left_out in (None, Command.RELEASE)) or (
        left_out is Command.RELEASE and state.production is Production.PACKAGED
    )


def test_the_diagram_in_the_docs_is_the_table() -> None:
    page = Path(__file__).parents[2] / "docs" / "concepts" / "respond.md"
    assert diagram() in page.read_text(encoding="utf-8")


def test_every_circumstance_guards_something() -> None:
    asked = {guard for row in TABLE for guard in row.guards} | {"has_records"}
    spoken = {each.name for each in fields(Circumstances)}
    assert spoken - asked <= {"is_preservation"}
