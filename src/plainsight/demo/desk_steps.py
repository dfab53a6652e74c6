"""The way of one legal request over the demo's desk, from receipt to the release of a package."""

from collections.abc import Collection
from datetime import datetime, timedelta

from plainsight.app.respond.approve_scope import approve_scope, grant_scope, triage_request
from plainsight.app.respond.collect_records import collect_records, pass_quality
from plainsight.app.respond.desk_stored import BuiltPackage
from plainsight.app.respond.disclose import package_disclosure
from plainsight.app.respond.receive_request import receive_request
from plainsight.app.respond.release_package import release_package
from plainsight.app.respond.settle_request import send_notice
from plainsight.app.respond.stored import StoredRequest
from plainsight.app.respond.verify_requester import (
    Checks,
    Judgement,
    start_verifying,
    verify_requester,
)
from plainsight.demo.agency import OFFICER_ID
from plainsight.demo.desk import DemoDesk
from plainsight.demo.staff import (
    APPROVER,
    COLLECTOR,
    COUNSEL,
    INTAKE,
    QUALITY,
    SECOND_APPROVER,
    VERIFIER,
)
from plainsight.respond.instrument import Condition
from plainsight.respond.legal_request import LegalRequest
from plainsight.respond.states import Notice


def produce(
    desk: DemoDesk,
    request_id: str,
    *,
    now: datetime,
    confirmed: Collection[Condition] = (),
    officer_id: str = OFFICER_ID,
) -> tuple[StoredRequest, BuiltPackage]:
    """From a verified legal request in triage to its release."""
    records = desk.records
    key = desk.seals.signer.key
    grant_scope(
        records,
        request_id,
        instruments=desk.instruments,
        signer=desk.seals.signer,
        actor=COUNSEL,
        now=now,
        confirmed=confirmed,
    )
    stored = approve_scope(records, request_id, actor=APPROVER, now=now)
    if stored.two_departments:
        approve_scope(records, request_id, actor=SECOND_APPROVER, now=now)
    collect_records(records, request_id, key=key, actor=COLLECTOR, now=now)
    pass_quality(records, request_id, key=key, actor=QUALITY, now=now)
    package = package_disclosure(
        records,
        request_id,
        instruments=desk.instruments,
        officer_id=officer_id,
        seals=desk.seals,
        now=now,
    )
    with records.read() as view:
        is_to_be_told = view.desk.requests.get(request_id).state.notice is Notice.DUE
    if is_to_be_told and package.line_count:
        send_notice(records, request_id, instruments=desk.instruments, actor=INTAKE, now=now)
    return release_package(records, request_id, package, actor=APPROVER, now=now), package


def receive_and_verify(
    desk: DemoDesk, request: LegalRequest, *, checks: Checks, now: datetime
) -> Judgement:
    """Receipt, pick-up, triage and the verifier's judgement."""
    received = receive_request(
        desk.records, request, instruments=desk.instruments, actor=INTAKE, now=now
    )
    request_id = received.stored.request_id
    start_verifying(desk.records, request_id, actor=INTAKE, now=now + timedelta(minutes=4))
    triage_request(desk.records, request_id, actor=INTAKE, now=now + timedelta(minutes=6))
    return verify_requester(
        desk.records, request_id, checks, actor=VERIFIER, now=now + timedelta(minutes=20)
    )
