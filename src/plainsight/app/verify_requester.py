"""Is it really them? Gates and fraud signals are weighed, logged, and moved on (T03-T05)."""

from dataclasses import dataclass
from datetime import datetime

from plainsight.app.move_request import answer_clocks, move_request
from plainsight.app.ports import Records, UnitOfWork
from plainsight.app.respond_stored import Actor, StoredRequest
from plainsight.model.fact import AuditTag, Fact
from plainsight.respond.fraud import FraudWeight, History, weigh_fraud
from plainsight.respond.gates import CallBack, Evidence, GatesVerdict, judge_gates
from plainsight.respond.instrument import ClockKind
from plainsight.respond.states import Circumstances, Command


@dataclass(frozen=True, slots=True, kw_only=True)
class Checks:
    """What the verifier found out; the registry adds what it knows."""

    used_passkey: bool = False
    agency_admin_cosigned: bool = False
    mail_authenticated: bool = False
    call_back: CallBack | None = None
    agency_denies: bool = False
    document_is_forged: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """What was decided about the requester, and on what."""

    stored: StoredRequest
    gates: GatesVerdict
    fraud: FraudWeight


def start_verifying(
    records: Records, request_id: str, *, actor: Actor, now: datetime
) -> StoredRequest:
    """A person picks it up (T03): the pick-up clock ends here."""
    with records.begin() as unit:
        stored = unit.desk.requests.lock(request_id)
        moved = move_request(
            unit,
            stored,
            Command.START_VERIFYING,
            actor=actor,
            circumstances=Circumstances(),
            now=now,
        )
        return answer_clocks(unit, moved, ClockKind.PICK_UP, now=now)


def verify_requester(
    records: Records,
    request_id: str,
    checks: Checks,
    *,
    actor: Actor,
    now: datetime,
    history: History | None = None,
) -> Judgement:
    """Judge the gates: VERIFIED when all are open, FRAUD_SUSPECTED on a contradiction, else wait.

    The judgement is logged whichever way it goes.
    """
    with records.begin() as unit:
        stored = unit.desk.requests.lock(request_id)
        evidence = _evidence(unit, stored, checks)
        gates = judge_gates(stored.request, evidence, now=now)
        fraud = weigh_fraud(stored.request, history or History(), received_at=stored.received_at)
        _log(unit, stored, gates, fraud, now)
        command = (
            Command.SUSPECT_FRAUD
            if gates.contradictions
            else Command.VERIFY_REQUESTER
            if gates.is_passed
            else None
        )
        if command is not None:
            stored = move_request(
                unit,
                stored,
                command,
                actor=actor,
                circumstances=Circumstances(
                    gates_passed=gates.is_passed,
                    verifier_is_not_intake=not stored.request.is_emergency
                    or actor.actor_id != stored.duties.intake_id,
                    fraud_is_contradicted=bool(gates.contradictions),
                ),
                now=now,
            )
    return Judgement(stored=stored, gates=gates, fraud=fraud)


def _evidence(unit: UnitOfWork, stored: StoredRequest, checks: Checks) -> Evidence:
    requester = stored.request.requester
    agency = unit.desk.registry.agency(requester.agency_id)
    officer = unit.desk.registry.officer_by_email(requester.email)
    return Evidence(
        is_agency_registered=agency is not None,
        agency_email_domain="" if agency is None else agency.email_domain,
        agency_number="" if agency is None else agency.call_back_number,
        is_domain_compromised=agency is not None and agency.is_compromised,
        enrolled_at=None if officer is None else officer.enrolled_at,
        enrolled_agency_id="" if officer is None else officer.agency_id,
        used_passkey=checks.used_passkey,
        agency_admin_cosigned=checks.agency_admin_cosigned,
        mail_authenticated=checks.mail_authenticated,
        call_back=checks.call_back,
        agency_denies=checks.agency_denies,
        document_is_forged=checks.document_is_forged,
    )


def _log(
    unit: UnitOfWork,
    stored: StoredRequest,
    gates: GatesVerdict,
    fraud: FraudWeight,
    now: datetime,
) -> None:
    unit.record(
        Fact(
            tag=AuditTag.REQUESTER_JUDGED,
            subject=stored.request_id,
            at=now,
            body={
                "gates": {gate.gate: gate.is_passed for gate in gates.gates},
                "contradiction_count": len(gates.contradictions),
                "may_dial_back": gates.may_dial_back,
                "fraud_permille": fraud.score_permille,
                "signals": [signal.name for signal in fraud.signals],
            },
            personal={
                "reasons": "\n".join(
                    (
                        *(f"{gate.gate}: {gate.says}" for gate in gates.gates),
                        *gates.contradictions,
                        *(signal.says for signal in fraud.signals),
                    )
                )
            },
        )
    )
