"""Scope: the narrower of what was asked, what the instrument reaches and what policy allows.

Everything asked and not granted comes out with a reason code and a sentence; nothing falls
silently between the two lists.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from plainsight.model.person_id import seen
from plainsight.model.time import require_utc
from plainsight.respond.data_class import DataClass
from plainsight.respond.instrument import (
    CONDITION_WORDS,
    Condition,
    Entitlement,
    Instrument,
    Purpose,
)
from plainsight.respond.legal_request import AuthorityKind, Identifier, LegalRequest
from plainsight.respond.reason import Reason

SERIOUS_OFFENCE_YEARS = 3  # Regulation (EU) 2023/1543, art. 5(4)
_FIRST_ZONE = timedelta(hours=14)  # where a day begins first
_INSPECTOR_OR_ABOVE = ("inspector", "superintendent", "commissioner")


@dataclass(frozen=True, slots=True, kw_only=True)
class NotProduced:
    """One thing asked and not given."""

    what: str
    reason: Reason
    says: str
    route: str = ""  # where to ask instead


@dataclass(frozen=True, slots=True, kw_only=True)
class GrantedClass:
    """One class granted, field by field."""

    data_class: DataClass
    fields: tuple[str, ...]
    is_last_only: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """What may be looked up: nothing else can be asked of the directory."""

    identifiers: tuple[Identifier, ...]
    classes: tuple[GrantedClass, ...]
    range_from: datetime | None
    range_to: datetime | None

    @property
    def is_empty(self) -> bool:
        """Whether nothing at all is granted."""
        return not (self.identifiers and self.classes)

    @property
    def field_names(self) -> frozenset[str]:
        """Every field granted."""
        return frozenset(name for granted in self.classes for name in granted.fields)


class Verdict(StrEnum):
    """What becomes of a legal request on the merits."""

    GRANTED = "granted"
    PARTIAL = "partial"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class ScopeVerdict:
    """The scope, and the reasons for everything outside it, under one version of one policy."""

    verdict: Verdict
    scope: Scope
    not_produced: tuple[NotProduced, ...]
    policy_id: str
    policy_version: str


def scope_of(
    request: LegalRequest,
    instrument: Instrument,
    *,
    now: datetime,
    confirmed: Collection[Condition] = (),
) -> ScopeVerdict:
    """Judge what a legal request entitles to (deadlines/, spec/legal-request.md).

    `confirmed` are conditions that a person established: a warrant attached, counsel's sign-off.
    """
    require_utc(now=now)
    whole = _whole_refusal(request, instrument, now)
    refused: list[NotProduced] = []
    classes: list[GrantedClass] = []
    for data_class in request.data_classes:
        clause = instrument.entitlement(data_class)
        no = _refuse_class(request, instrument, data_class, clause, confirmed)
        if no is not None:
            refused.append(no)
        elif clause is not None:
            classes.append(
                GrantedClass(
                    data_class=data_class, fields=clause.fields, is_last_only=clause.is_last_only
                )
            )
    if whole is not None:
        # No stronger order helps where none reaches us: the way to go stands alone.
        also = () if instrument.is_answered_elsewhere else refused
        return _verdict(instrument, _nothing(), (whole, *also))
    identifiers, dropped = _narrow_identifiers(request, instrument)
    start, end, cut = _narrow_range(request, instrument, now=now)
    scope = Scope(identifiers=identifiers, classes=tuple(classes), range_from=start, range_to=end)
    if scope.is_empty:
        scope = _nothing()
    return _verdict(instrument, scope, (*refused, *dropped, *cut))


def _verdict(
    instrument: Instrument, scope: Scope, not_produced: tuple[NotProduced, ...]
) -> ScopeVerdict:
    verdict = Verdict.PARTIAL if not_produced else Verdict.GRANTED
    return ScopeVerdict(
        verdict=Verdict.REFUSED if scope.is_empty else verdict,
        scope=scope,
        not_produced=not_produced,
        policy_id=instrument.policy_id,
        policy_version=instrument.version,
    )


def _nothing() -> Scope:
    return Scope(identifiers=(), classes=(), range_from=None, range_to=None)


def _whole_refusal(
    request: LegalRequest, instrument: Instrument, now: datetime
) -> NotProduced | None:
    """What stands against the legal request as a whole."""
    what = "the whole legal request"
    authority = request.issuing_authority
    if instrument.is_answered_elsewhere:
        return NotProduced(what=what, reason=Reason.NOT_OUR_ENTITY, says=instrument.answer)
    if instrument.purpose is Purpose.PRESERVATION:
        return NotProduced(
            what=what,
            reason=Reason.PROCESS_LEVEL_INSUFFICIENT,
            says=f"{instrument.title}: keeps records and discloses nothing",
            route="send a production instrument that cites the hold",
        )
    if not seen(request.investigation_reference):
        return NotProduced(
            what=what,
            reason=Reason.NO_CASE_REF,
            says="no disclosure without a reference to a specific investigation",
            route="send the agency's matter number",
        )
    if authority.signed_on is not None and authority.signed_on > (now + _FIRST_ZONE).date():
        return NotProduced(
            what=what,
            reason=Reason.MANIFEST_ERROR,
            says=f"it is signed on {authority.signed_on}, a day that has not come anywhere",
            route="send it with the day on which it was signed",
        )
    if authority.kind.value not in instrument.issuers:
        return NotProduced(
            what=what,
            reason=Reason.ISSUER_NOT_COMPETENT,
            says=f"{authority.kind.value} cannot issue: {instrument.title}",
        )
    if instrument.countries and authority.country not in instrument.countries:
        return NotProduced(
            what=what,
            reason=Reason.ISSUER_NOT_COMPETENT,
            says=f"an authority of {authority.country} cannot issue: {instrument.title}",
            route="ask through a treaty",
        )
    return None


def _refuse_class(
    request: LegalRequest,
    instrument: Instrument,
    data_class: DataClass,
    clause: Entitlement | None,
    confirmed: Collection[Condition],
) -> NotProduced | None:
    if data_class is DataClass.SISTER_DATA:
        return NotProduced(
            what=data_class.value,
            reason=Reason.NOT_OUR_ENTITY,
            says="held by another legal entity, whose systems we do not query",
            route="mutual legal assistance; see gap_certificate.json",
        )
    if clause is None:
        return NotProduced(
            what=data_class.value,
            reason=Reason.PROCESS_LEVEL_INSUFFICIENT,
            says=f"{instrument.title} does not reach {data_class.name.lower()}",
            route="a court order or warrant that reaches it",
        )
    unmet = [c for c in clause.conditions if c not in confirmed and not _is_met(c, request)]
    if unmet:
        return NotProduced(
            what=data_class.value,
            reason=Reason.PROCESS_LEVEL_INSUFFICIENT,
            says=f"{data_class.name.lower()} needs {_told(unmet)}, which is not shown",
        )
    return None


def _told(conditions: Iterable[Condition]) -> str:
    return ", ".join(CONDITION_WORDS[condition] for condition in conditions)


def _is_met(condition: Condition, request: LegalRequest) -> bool:
    authority = request.issuing_authority
    match condition:
        case Condition.NAMED:
            return True  # only classes that the request names are judged at all
        case Condition.JUDGE:
            return authority.kind in (AuthorityKind.JUDGE, AuthorityKind.COURT)
        case Condition.SERIOUS_OFFENCE:
            return request.offence_years_max >= SERIOUS_OFFENCE_YEARS
        case Condition.INSPECTOR:
            return authority.signatory_rank.strip().lower() in _INSPECTOR_OR_ABOVE
        case Condition.COUNSEL | Condition.WARRANT:
            return False  # a person has to confirm these


def _narrow_identifiers(
    request: LegalRequest, instrument: Instrument
) -> tuple[tuple[Identifier, ...], tuple[NotProduced, ...]]:
    """All of them or none: choosing some of a dragnet for the requester would be our choice."""
    if len(request.identifiers) <= instrument.identifiers_max:
        return request.identifiers, ()
    return (), (
        NotProduced(
            what=f"{len(request.identifiers)} identifiers",
            reason=Reason.OVERBROAD,
            says=f"more than {instrument.identifiers_max} accounts in one instrument",
            route="ask for the accounts that the investigation is about, in parts",
        ),
    )


def _narrow_range(
    request: LegalRequest, instrument: Instrument, *, now: datetime
) -> tuple[datetime | None, datetime | None, tuple[NotProduced, ...]]:
    end = min(request.range_to or now, now)  # past data only
    start = request.range_from
    if start is not None and start > end:
        return end, end, (_not_yet(f"from {start.date()}"),)
    # Of a day that has begun the rest is not named: forms send its last instant for "until today".
    is_cut = request.range_to is not None and request.range_to.date() > now.date()
    future = (_not_yet(f"after {now.date()}"),) if is_cut else ()
    limit: timedelta | None = instrument.range_max
    if limit is None or (start is not None and end - start <= limit):
        return start, end, future
    # A range may end in the year 1, and nothing lies before that year.
    narrowed = end - min(limit, end - datetime.min.replace(tzinfo=UTC))
    if start is None:
        return narrowed, end, future  # nothing was asked before it
    return (
        narrowed,
        end,
        (
            NotProduced(
                what=f"{start.date()} to {narrowed.date()}",
                reason=Reason.OVERBROAD,
                says=f"the range is narrowed to its last {limit.days} days",
                route="ask for the earlier range with what makes it necessary",
            ),
            *future,
        ),
    )


def _not_yet(what: str) -> NotProduced:
    return NotProduced(
        what=what,
        reason=Reason.NOT_HELD_NEVER,
        says="data that does not exist yet cannot be produced",
    )
