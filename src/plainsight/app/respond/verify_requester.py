"""Is it really them? Gates and signs of fraud are weighed, logged, and moved on (T03-T05)."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from plainsight.app.ports import Records, UnitOfWork
from plainsight.app.respond.desk_stored import AlarmKind, StatementKind
from plainsight.app.respond.freeze_requester import freeze_others
from plainsight.app.respond.link_hold import link_cited_hold
from plainsight.app.respond.move_request import answer_clocks, move_request
from plainsight.app.respond.registrar import require_other_registrar
from plainsight.app.respond.stored import Actor, StoredRequest
from plainsight.app.respond.write_statement import tell_alarm, write_statement
from plainsight.errors import IllegalMove
from plainsight.model.fact import AuditTag, Fact
from plainsight.model.person_id import seen
from plainsight.model.time import format_instant
from plainsight.respond.fraud import FraudWeight, History, weigh_fraud
from plainsight.respond.gates import CallBack, Evidence, GatesVerdict, judge_gates
from plainsight.respond.instrument import ClockKind
from plainsight.respond.states import Authenticity, Circumstances, Command


@dataclass(frozen=True, slots=True, kw_only=True)
class Checks:
    """What the verifier found out; the registry adds what it knows."""

    used_passkey: bool = False
    agency_admin_cosigned: bool = False
    mail_authenticated: bool = False
    call_back: CallBack | None = None
    agency_denies: bool = False
    document_is_forged: bool = False
    sensitive_targets: tuple[str, ...] = ()  # who the holders are, where that asks for care
    agency_utc_offset: timedelta | None = None


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
        moved = move_request(unit, stored, Command.START_VERIFYING, actor=actor, now=now)
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

    A suspicion waits for its second look (`look_again`) and is not judged over: IllegalMove.
    Until the package leaves, a contradiction undoes a verification too, and nothing leaves then.
    The judgement is kept and logged whichever way it goes. Without `history` the desk's own
    records are asked: first contact, repeated target, the same letter from somebody else.
    """
    with records.begin() as unit:
        stored = unit.desk.requests.lock(request_id)
        _require_not_suspected(stored)
        evidence = _evidence(unit, stored, checks)
        gates = judge_gates(stored.request, evidence, now=now)
        history = _with_checks(history or unit.desk.watch.history(stored), checks)
        fraud = weigh_fraud(stored.request, history, received_at=stored.received_at)
        if history.sensitive_targets:
            # I3: a flagged subject needs two departments, whatever the instrument says.
            stored = replace(stored, two_departments=True)
            unit.desk.requests.save(stored, at=now)  # also where the gates leave it waiting
        _log(unit, stored, gates, fraud, now)
        judged = Judgement(stored=stored, gates=gates, fraud=fraud)
        _keep(unit, judged, checks, actor=actor, now=now)
        command = _command(gates)
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
        if command is Command.VERIFY_REQUESTER:
            require_other_registrar(unit, stored.request, actor_id=actor.actor_id)
            link_cited_hold(unit, stored, now=now)
        elif command is Command.SUSPECT_FRAUD:
            _suspect(unit, stored, gates, now)
        if history.is_repeat_target:
            tell_alarm(
                unit,
                AlarmKind.REPEAT_TARGET,
                key=f"repeat/{stored.request_id}",
                subject=stored.request_id,
                says="this officer asked about the same account within a year; see the digest",
                now=now,
            )
    return Judgement(stored=stored, gates=gates, fraud=fraud)


def _require_not_suspected(stored: StoredRequest) -> None:
    """A verdict beside a suspicion could say that it is genuine, and would change nothing."""
    now = stored.state.authenticity
    if now is Authenticity.FRAUD_SUSPECTED:
        raise IllegalMove(Command.VERIFY_REQUESTER.value, "authenticity", now.value)


def _command(gates: GatesVerdict) -> Command | None:
    """Where the gates lead: nowhere while one is shut and nothing contradicts."""
    if gates.contradictions:
        return Command.SUSPECT_FRAUD
    return Command.VERIFY_REQUESTER if gates.is_passed else None


def _keep(
    unit: UnitOfWork, judged: Judgement, checks: Checks, *, actor: Actor, now: datetime
) -> None:
    """Every verdict with its reasons, as they were; nothing is recomputed later to explain it."""
    call = checks.call_back
    write_statement(
        unit,
        judged.stored,
        StatementKind.JUDGEMENT,
        actor=actor,
        now=now,
        body={
            "gates": [
                {"gate": g.gate, "is_passed": g.is_passed, "says": g.says}
                for g in judged.gates.gates
            ],
            "contradictions": list(judged.gates.contradictions),
            "may_dial_back": judged.gates.may_dial_back,
            "fraud_permille": judged.fraud.score_permille,
            "signals": [  # as kept since the first release: pages read older judgements too
                {"name": s.name, "weight_permille": s.weight_permille, "says": s.says}
                for s in judged.fraud.signs
            ],
            "call_back": None
            if call is None
            else {
                "dialled": call.dialled,
                "spoke_with": call.spoke_with,
                "confirms_request": call.confirms_request,
                "at": format_instant(call.at),
            },
        },
    )


def _suspect(unit: UnitOfWork, stored: StoredRequest, gates: GatesVerdict, now: datetime) -> None:
    freeze_others(unit, stored, now=now)
    agency = unit.desk.registry.agency(stored.request.requester.agency_id)
    number = "the agency's published number" if agency is None else agency.call_back_number
    tell_alarm(
        unit,
        AlarmKind.FRAUD,
        key=f"fraud/{stored.request_id}",
        subject=stored.request_id,
        says=f"{gates.contradictions[0]}; tell the real agency on {number}",
        now=now,
    )


def _with_checks(history: History, checks: Checks) -> History:
    """What the records know, and what only a person finds out."""
    found = (seen(each) for each in (*history.sensitive_targets, *checks.sensitive_targets))
    return replace(
        history,
        sensitive_targets=tuple(dict.fromkeys(each for each in found if each)),
        agency_utc_offset=history.agency_utc_offset
        if checks.agency_utc_offset is None
        else checks.agency_utc_offset,
    )


def _evidence(unit: UnitOfWork, stored: StoredRequest, checks: Checks) -> Evidence:
    requester = stored.request.requester
    agency = unit.desk.registry.agency(requester.agency_id)
    officer = unit.desk.registry.officer_by_email(requester.email)
    if officer is not None and officer.withdrawn_at is not None:
        officer = None
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
    unit: UnitOfWork, stored: StoredRequest, gates: GatesVerdict, fraud: FraudWeight, now: datetime
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
                "signals": [sign.name for sign in fraud.signs],
            },
            personal={
                "reasons": "\n".join(
                    (
                        *(f"{gate.gate}: {gate.says}" for gate in gates.gates),
                        *gates.contradictions,
                        *(sign.says for sign in fraud.signs),
                    )
                )
            },
        )
    )
