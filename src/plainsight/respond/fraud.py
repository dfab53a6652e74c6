"""Signs of fraud: soft, each with its own sentence; no sum of them ever decides by itself.

After the FBI's notice of 4 November 2024 (PIN 20241104-001): look for doctored images, wrong legal
codes, and contact the sender to verify.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from plainsight.model.time import require_utc
from plainsight.respond.legal_request import Intake, LegalRequest

_MANY_TARGETS = 10
_NIGHT_ENDS, _NIGHT_STARTS = 6, 22
_STATUTES = {
    "us-emergency-2702": re.compile(r"2702"),
    "us-preservation-2703f": re.compile(r"2703\s*\(?f"),
    "us-court-order-2703d": re.compile(r"2703\s*\(?d"),
    "us-subpoena": re.compile(r"2703\s*\(?c|subpoena|grand jury", re.IGNORECASE),
    "eu-epoc": re.compile(r"2023/1543"),
    "eu-epoc-pr": re.compile(r"2023/1543"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """What is known of earlier legal requests and of the accounts asked about."""

    is_first_contact: bool = False
    agency_utc_offset: timedelta | None = None  # unknown: nothing is said of the hour there
    is_template_seen: bool = False  # the same text with other names
    sensitive_targets: Collection[str] = ()  # "minor", "creator", "holds crypto"
    is_repeat_target: bool = False  # same officer, same account, within a year
    wants_email_delivery: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class FraudSign:
    """One reason to look again."""

    name: str
    weight_permille: int
    says: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FraudWeight:
    """All reasons; the score is capped at 1000 and only orders the queue."""

    score_permille: int
    signs: tuple[FraudSign, ...]


def weigh_fraud(request: LegalRequest, history: History, *, received_at: datetime) -> FraudWeight:
    """Weigh what speaks against a legal request, with a sentence for each."""
    require_utc(received_at=received_at)
    signs = tuple(_signs(request, history, received_at))
    return FraudWeight(
        score_permille=min(1000, sum(sign.weight_permille for sign in signs)), signs=signs
    )


def _signs(request: LegalRequest, history: History, received_at: datetime) -> list[FraudSign]:
    offset = history.agency_utc_offset
    hour = None if offset is None else (received_at + offset).hour
    expected = _STATUTES.get(request.instrument_id)
    candidates = (
        (history.is_first_contact, "first_contact", 150, "this officer never asked before"),
        (
            hour is not None and (hour >= _NIGHT_STARTS or hour < _NIGHT_ENDS),
            "odd_hours",
            100,
            f"it arrived at {hour or 0:02d} h in the agency's own time",
        ),
        (
            bool(request.statute) and expected is not None and not expected.search(request.statute),
            "wrong_statute",
            250,
            f"it cites {request.statute!r}, which is not the law of this instrument",
        ),
        (history.is_template_seen, "template_reuse", 300, "the same text came with other names"),
        (
            bool(history.sensitive_targets),
            "sensitive_target",
            150,
            f"the account's holder is: {', '.join(sorted(history.sensitive_targets))}",
        ),
        (
            len(request.identifiers) >= _MANY_TARGETS,
            "many_targets",
            200,
            f"it names {len(request.identifiers)} accounts",
        ),
        (
            history.wants_email_delivery or request.intake is Intake.EMAIL,
            "email",
            250,
            "it came by e-mail, or asks for delivery by e-mail",
        ),
        (
            history.is_repeat_target,
            "repeat_target",
            200,
            "this officer asked about the same account within a year",
        ),
        (
            request.is_emergency and not request.requester.supervisor_name,
            "no_supervisor",
            100,
            "an emergency that names no supervisor",
        ),
    )
    return [
        FraudSign(name=name, weight_permille=weight, says=says)
        for holds, name, weight, says in candidates
        if holds
    ]
