"""The abuses of the threat model, one by one (docs/concepts/respond-threats.md)."""

import base64
import hashlib
import zlib
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text
from tests.contract.intact import assert_intact
from tests.strategies.desk_alarms import asked, kinds
from tests.strategies.respond import NOON, Seal, instruments, make_seal, opened

from plainsight.app.respond.approve_scope import grant_scope, refuse_request
from plainsight.app.respond.delete_account import delete_account
from plainsight.app.respond.desk_stored import AlarmKind, StatementKind
from plainsight.app.respond.dial_back import dial_back
from plainsight.app.respond.enrol_officer import enrol_officer, register_agency
from plainsight.app.respond.honey_case import open_request, plant_honey_case
from plainsight.app.respond.receive_request import receive_request
from plainsight.app.respond.settle_request import review_afterwards
from plainsight.app.respond.stored import Actor, Officer
from plainsight.app.respond.verify_package import verify_package
from plainsight.app.respond.verify_requester import Checks, start_verifying, verify_requester
from plainsight.app.respond.watch_desk import check_host_clock, list_alarms, watch_desk
from plainsight.demo.accounts import ACCOUNT
from plainsight.demo.agency import AGENCY, OFFICER_ID
from plainsight.demo.desk import DemoDesk
from plainsight.demo.desk_steps import produce, receive_and_verify
from plainsight.demo.legal_requests import demo_request, emergency_request, good_checks
from plainsight.demo.staff import COUNSEL, INTAKE, VERIFIER
from plainsight.errors import BadValue, GuardUnmet, UnknownId, WrongRole
from plainsight.feeds.requests.document_reader import read_document
from plainsight.keys.file import create_key
from plainsight.keys.seal_any import AnySealer
from plainsight.keys.timestamps import stamped_at
from plainsight.prove.tree import leaf_hash, root_of
from plainsight.respond.data_class import DataClass
from plainsight.respond.fraud import History
from plainsight.respond.reason import MEANINGS, Reason
from plainsight.respond.states import Role
from plainsight.stores.records import SqlRecords

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
CURIOUS = Actor(actor_id="staff-nora", role=Role.QUALITY)
PROTECTION = Actor(actor_id="staff-dora", role=Role.PROTECTION_OFFICER)


def test_a_dial_back_goes_to_the_published_number_alone_and_opens_no_gate(desk: DemoDesk) -> None:
    judged = receive_and_verify(
        desk, emergency_request(), checks=Checks(mail_authenticated=True), now=NOON
    )
    request_id = judged.stored.request_id
    assert judged.gates.may_dial_back

    def call(number: str, who: str, actor: Actor) -> None:
        dial_back(
            desk.records, request_id, dialled=number, spoke_with=who, words="whom to look for",
            actor=actor, now=NOON + HOUR,
        )  # fmt: skip

    with pytest.raises(GuardUnmet, match="published number"):
        call("+1 603 555 0199", "Hale", VERIFIER)  # the number in the legal request
    with pytest.raises(GuardUnmet, match="took the call"):
        call(AGENCY.call_back_number, " ", VERIFIER)
    with pytest.raises(WrongRole):
        call(AGENCY.call_back_number, "Hale", INTAKE)
    call(AGENCY.call_back_number, "Hale", VERIFIER)
    with desk.records.read() as view:
        (said,) = view.desk.statements.of_request(request_id, kind=StatementKind.DIAL_BACK)
        assert said.body["number_source"] == AGENCY.number_source
        assert view.desk.requests.get(request_id).state.authenticity.value == "verifying"


def test_bought_credentials_without_the_key_open_no_gate_and_no_package(
    desk: DemoDesk, seal: Seal, tmp_path: Path
) -> None:
    checks = replace(good_checks(NOON), used_passkey=False)
    judged = receive_and_verify(desk, emergency_request(), checks=checks, now=NOON)
    assert [gate.gate for gate in judged.gates.gates if not gate.is_passed] == ["G1"]
    _, package = produce(desk, asked(desk), now=NOON + HOUR)
    thief = make_seal(tmp_path)
    with pytest.raises(BadValue, match="does not open"):
        opened(package.sealed, thief)


def test_a_fresh_enrolment_needs_somebody_who_vouches_a_domain_and_a_key(
    records: SqlRecords,
) -> None:
    officer = Officer(
        officer_id="o", agency_id=AGENCY.agency_id, email="o@doj.example.gov",
        recipient_key="age1notakey", enrolled_at=NOON, vouched_by="admin",
    )  # fmt: skip
    told = {"sealer": AnySealer(), "actor": INTAKE, "now": NOON}
    good_key = make_seal_key()
    for change, said in (
        ({}, "age key"),
        ({"recipient_key": "-----BEGIN CERTIFICATE-----\nAAAA"}, "PEM"),
        ({"recipient_key": good_key, "vouched_by": ""}, "vouches"),
    ):
        with pytest.raises(BadValue, match=said):
            enrol_officer(records, replace(officer, **change), **told)  # type: ignore[arg-type]
    with pytest.raises(UnknownId):
        enrol_officer(records, replace(officer, recipient_key=good_key), **told)  # type: ignore[arg-type]
    with pytest.raises(BadValue, match="independent directory"):
        register_agency(records, replace(AGENCY, number_source=" "), actor=INTAKE, now=NOON)
    register_agency(records, AGENCY, actor=INTAKE, now=NOON)
    with pytest.raises(BadValue, match="mail domain"):
        enrol_officer(
            records, replace(officer, recipient_key=good_key, email="o@gmail.example"),
            **told,  # type: ignore[arg-type]
        )  # fmt: skip
    enrol_officer(records, replace(officer, recipient_key=good_key), **told)  # type: ignore[arg-type]
    with records.read() as view:
        assert [o.officer_id for o in view.desk.registry.officers(AGENCY.agency_id)] == ["o"]


def make_seal_key() -> str:
    import pyrage

    return str(pyrage.x25519.Identity.generate().to_public())


def test_an_officer_who_asks_again_about_the_same_person_is_told_to_the_desk(
    desk: DemoDesk,
) -> None:
    asked(desk)
    assert AlarmKind.REPEAT_TARGET not in kinds(desk)
    request = demo_request("us-subpoena", DataClass.PHONE)
    later = receive_and_verify(desk, request, checks=good_checks(NOON), now=NOON + 30 * DAY)
    assert "repeat_target" in {sign.name for sign in later.fraud.signs}
    assert AlarmKind.REPEAT_TARGET in kinds(desk)
    much_later = receive_and_verify(desk, request, checks=good_checks(NOON), now=NOON + 800 * DAY)
    assert "repeat_target" not in {sign.name for sign in much_later.fraud.signs}


LETTER = (
    "SUBPOENA in the matter {}. You are commanded to produce the basic subscriber records of the "
    "account of {} held by the service, returnable without delay to the office of the clerk."
)


def letter(*names: str) -> bytes:
    stream = zlib.compress(f"BT ({LETTER.format(*names)}) Tj ET".encode())
    return b"%PDF-1.4\nstream\n" + stream + b"\nendstream\n%%EOF\n"


def test_a_known_letter_with_another_name_in_it_is_flagged(desk: DemoDesk) -> None:
    genuine = read_document("a.pdf", letter("NH-2026-0417", "Alice Moor"))
    copied = read_document("b.pdf", letter("TX-2026-0001", "Bob Quill"))
    assert genuine.fingerprint != copied.fingerprint
    assert genuine.template == copied.template != ""
    request = demo_request("us-subpoena", DataClass.PHONE)
    thief = replace(request.requester, email="b.quill@doj.example.gov")

    def signals(who: object, paper: object) -> set[str]:
        received = receive_request(
            desk.records, replace(request, requester=who),  # type: ignore[arg-type]
            instruments=instruments(), actor=INTAKE, now=NOON, documents=[paper],  # type: ignore[list-item]
        )  # fmt: skip
        request_id = received.stored.request_id
        start_verifying(desk.records, request_id, actor=INTAKE, now=NOON)
        judged = verify_requester(
            desk.records, request_id, good_checks(NOON), actor=VERIFIER, now=NOON
        )
        return {sign.name for sign in judged.fraud.signs}

    assert "template_reuse" not in signals(request.requester, genuine)
    assert "template_reuse" in signals(thief, copied)


def test_a_preservation_freezes_nothing_and_shows_the_holder_nothing(desk: DemoDesk) -> None:
    before = _as_the_holder_sees_it(desk)
    asked(desk, instrument_id="us-preservation-2703f")
    assert _as_the_holder_sees_it(desk) == before
    refused = receive_request(
        desk.records, demo_request("freeze-order"), instruments=instruments(), actor=INTAKE,
        now=NOON,
    )  # fmt: skip
    assert refused.holds == ()


def _as_the_holder_sees_it(desk: DemoDesk) -> list[object]:
    records = desk.records
    assert isinstance(records, SqlRecords)
    with records._engine.connect() as connection:
        return [
            [tuple(row) for row in connection.execute(text(query))]
            for query in (
                "SELECT * FROM directory_accounts ORDER BY account_id",
                "SELECT * FROM directory_identifiers ORDER BY kind, value",
                "SELECT record_number, fields FROM directory_records ORDER BY record_number",
            )
        ]


def test_whoever_opens_a_case_that_does_not_exist_is_known(desk: DemoDesk) -> None:
    genuine = asked(desk)
    honey = plant_honey_case(
        desk.records, demo_request("us-search-warrant", account_id="celebrity"), now=NOON
    )
    with desk.records.read() as view:
        assert honey.reference in {each.reference for each in view.desk.requests.newest()}
        assert view.desk.clocks.of_request(honey.request_id) == ()
    open_request(desk.records, genuine, actor=CURIOUS, now=NOON + HOUR)
    assert AlarmKind.HONEY not in kinds(desk)
    for minute in (1, 2):
        open_request(
            desk.records, honey.reference, actor=CURIOUS, now=NOON + minute * timedelta(minutes=1)
        )
    alarms = [a for a in list_alarms(desk.records) if a.kind is AlarmKind.HONEY]
    assert len(alarms) == 2
    assert "staff-nora" in alarms[0].says
    start_verifying(desk.records, honey.request_id, actor=INTAKE, now=NOON + DAY)
    assert kinds(desk).count(AlarmKind.HONEY) == 3
    with desk.records.read() as view:
        touched = [e for e in view.audit.about(honey.request_id) if e.tag == "honey:touched"]
        looked = [e for e in view.audit.about(genuine) if e.tag == "request:opened"]
        assert (len(touched), len(looked)) == (3, 1)


def test_one_entry_edited_by_a_database_administrator_breaks_the_root(desk: DemoDesk) -> None:
    asked(desk)
    records = desk.records
    assert isinstance(records, SqlRecords)
    with records.read() as view:
        signed = view.audit.root()
        assert_intact(view)
    with records._engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("ALTER TABLE entries DISABLE TRIGGER ALL"))
        else:
            connection.execute(text("DROP TRIGGER entries_no_update"))
        connection.execute(
            text("UPDATE entries SET canonical = :c WHERE entry_index = 3"), {"c": b"{}"}
        )
    with records.read() as view:
        assert root_of(leaf_hash(e.canonical) for e in view.audit.entries()) != signed


def test_a_host_clock_set_wrong_is_alarmed_against_the_timestamp_authority(
    desk: DemoDesk, seal: Seal
) -> None:
    told_at = stamped_at(seal.seals.timestamper.stamp(b"now"))
    assert not check_host_clock(desk.records, stamped_at=told_at, now=told_at + 30 * HOUR / 3600)
    assert check_host_clock(desk.records, stamped_at=told_at, now=told_at - HOUR)
    assert "3600 s off" in list_alarms(desk.records)[0].says


def test_a_receipt_can_be_stamped_and_the_token_names_its_time(desk: DemoDesk, seal: Seal) -> None:
    token = seal.seals.timestamper.stamp(b"a receipt")
    assert seal.stamp_check(b"a receipt", token)
    assert not seal.stamp_check(b"another receipt", token)
    assert desk.started_at.tzinfo is not None


def test_guessing_phones_and_names_against_the_log_finds_nothing(desk: DemoDesk) -> None:
    request_id = asked(desk)
    produce(desk, request_id, now=NOON + HOUR)
    guesses = [ACCOUNT, "a.reyes@doj.example.gov", "staff-victor", OFFICER_ID]
    with desk.records.read() as view:
        log = b"".join(entry.canonical for entry in view.audit.entries())
        digests = [
            digest
            for guess in guesses
            for digest in (
                hashlib.sha256(guess.encode()).hexdigest().encode(),
                base64.b64encode(hashlib.sha256(guess.encode()).digest()),
            )
        ]
        assert not [each for each in digests if each in log]
        salts = {o.salt for e in view.audit.about(request_id) for o in view.audit.openings(e.index)}
        assert min(len(salt) for salt in salts) >= 16
        assert len(salts) > len(guesses)


def test_a_flagged_subject_needs_two_departments_and_a_political_request_is_refused_by_code(
    desk: DemoDesk,
) -> None:
    request = demo_request("us-subpoena", DataClass.PHONE)
    received = receive_request(
        desk.records, request, instruments=instruments(), actor=INTAKE, now=NOON
    )
    request_id = received.stored.request_id
    start_verifying(desk.records, request_id, actor=INTAKE, now=NOON)
    judged = verify_requester(
        desk.records, request_id, good_checks(NOON), actor=VERIFIER, now=NOON,
        history=History(sensitive_targets=("minor",)),
    )  # fmt: skip
    assert judged.stored.two_departments
    told = replace(good_checks(NOON), sensitive_targets=("a minor", "\u200b"), call_back=None)
    waiting = receive_and_verify(desk, request, checks=told, now=NOON)
    assert not waiting.gates.is_passed
    with desk.records.read() as view:  # the need stays, though the gates leave it waiting
        assert view.desk.requests.get(waiting.stored.request_id).two_departments
    refused = refuse_request(
        desk.records, asked(desk), [Reason.RIGHTS_RISK, Reason.PRIVILEGE_OR_PRESS], actor=COUNSEL,
        now=NOON, words="the account is a newspaper's",
    )  # fmt: skip
    assert refused.answered_at == NOON
    assert "fundamental rights" in MEANINGS[Reason.RIGHTS_RISK]


def test_a_lost_key_leaves_old_packages_valid_and_signs_no_new_one(
    desk: DemoDesk, seal: Seal, tmp_path: Path
) -> None:
    _, package = produce(desk, asked(desk), now=NOON + HOUR)
    files = opened(package.sealed, seal)
    fresh = create_key(tmp_path / "new.key", name="audit.example/plainsight-2")
    assert verify_package(files, key=seal.key.key, is_stamped=seal.stamp_check).is_verified
    assert not verify_package(files, key=fresh.key, is_stamped=seal.stamp_check).is_verified
    stamped = stamped_at(files["tagmanifest.tsr"])
    assert stamped.year >= 2026  # the authority, not we, says when the old key still signed


def test_every_emergency_is_reviewed_and_a_missed_one_is_alarmed_after_seven_days(
    desk: DemoDesk,
) -> None:
    released = []
    for _ in range(2):
        judged = receive_and_verify(desk, emergency_request(), checks=good_checks(NOON), now=NOON)
        produce(desk, judged.stored.request_id, now=NOON + HOUR)
        released.append(judged.stored.request_id)
    review_afterwards(
        desk.records, released[0], actor=PROTECTION, now=NOON + DAY, words="no danger at all",
        was_false=True,
    )  # fmt: skip
    assert AlarmKind.FRAUD in kinds(desk)  # a false emergency goes to the agency's oversight
    assert watch_desk(desk.records, now=NOON + 7 * DAY).overdue_reviews == ()
    late = NOON + 7 * DAY + 2 * HOUR
    assert watch_desk(desk.records, now=late).overdue_reviews == (released[1],)
    assert watch_desk(desk.records, now=late + DAY).overdue_reviews == ()  # told once


def test_a_suspected_fraud_freezes_what_the_same_mailbox_asked_before(desk: DemoDesk) -> None:
    genuine = asked(desk)
    grant_scope(
        desk.records, genuine, instruments=desk.instruments, signer=desk.seals.signer,
        actor=COUNSEL, now=NOON + HOUR,
    )  # fmt: skip
    receive_and_verify(desk, emergency_request(), checks=Checks(agency_denies=True), now=NOON)
    with pytest.raises(GuardUnmet, match=r"suspected fraud.*requests lift-freeze"):
        produce(desk, genuine, now=NOON + 2 * HOUR)
    other = replace(demo_request("us-subpoena").requester, email="c.other@doj.example.gov")
    with desk.records.begin() as unit:
        unit.desk.registry.enrol(
            Officer(
                officer_id="other", agency_id=AGENCY.agency_id, email=other.email,
                recipient_key=desk.recipient_key, enrolled_at=NOON - 9 * DAY,
            )
        )  # fmt: skip
    _, package = produce(desk, asked(desk, requester=other), now=NOON + HOUR, officer_id="other")
    assert package.line_count == 1


def test_deleting_a_held_account_past_the_desk_changes_nothing_held(desk: DemoDesk) -> None:
    asked(desk)
    assert delete_account(desk.records, ACCOUNT, now=NOON) is False
