"""The form of a legal request: an officer's own, or the desk's for what came on paper.

To an officer every usual reason for a refusal is said before sending, and mended there. Paper says
what it says: the desk writes it down as it is, and the same reasons are advice.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from typing import TypeVar

from starlette.datastructures import FormData

from plainsight.app.respond.stored import InstrumentFile
from plainsight.errors import BadValue
from plainsight.model.person_id import seen
from plainsight.respond.data_class import DataClass
from plainsight.respond.entitlement import NotProduced, ScopeVerdict, scope_of
from plainsight.respond.instrument import Instrument, Purpose
from plainsight.respond.legal_request import (
    AuthorityKind,
    Emergency,
    Identifier,
    Intake,
    IssuingAuthority,
    LegalRequest,
    NonDisclosureOrder,
    Requester,
)
from plainsight.web.parts.identifiers import read_identifiers

T = TypeVar("T")
_EMERGENCY = ("person", "harm", "data_needed", "why_now")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sender:
    """Who asks, as far as it is known before the form is read."""

    agency_id: str
    country: str  # ISO 3166-1 alpha-2
    name: str
    email: str
    intake: Intake = Intake.PORTAL


@dataclass(slots=True, kw_only=True)
class Filled:
    """A form as it came, and what became of it."""

    given: Mapping[str, str]
    classes: Sequence[str]
    wrong: dict[str, str] = field(default_factory=dict)
    advice: dict[str, str] = field(default_factory=dict)  # what will be refused, not what is wrong
    request: LegalRequest | None = None
    verdict: ScopeVerdict | None = None
    is_preservation: bool = False

    @property
    def refused(self) -> tuple[NotProduced, ...]:
        """What would be refused if it were sent like this."""
        if self.verdict is None or self.is_preservation:
            return ()
        return self.verdict.not_produced


def read_form(
    form: FormData, *, instruments: Mapping[str, InstrumentFile], sender: Sender, now: datetime
) -> Filled:
    """Read and check everything; each complaint stands at its field."""
    filled = Filled(
        given={key: value.strip() for key, value in form.items() if isinstance(value, str)},
        classes=[value for value in form.getlist("classes") if isinstance(value, str)],
    )
    file = instruments.get(filled.given.get("instrument", ""))
    if file is None:
        filled.wrong["instrument"] = "choose the instrument that you hold"
        return filled
    instrument = file.instrument
    filled.is_preservation = instrument.purpose is Purpose.PRESERVATION
    request = _Reader(filled, instrument, sender, today=now.date()).request()
    if request is not None and not filled.wrong:
        filled.request = request
        filled.verdict = scope_of(request, instrument, now=now)
    return filled


class _Reader:
    """Reads one form; complaints are collected, so that all are said at once."""

    def __init__(
        self, filled: Filled, instrument: Instrument, sender: Sender, *, today: date
    ) -> None:
        self._filled = filled
        self._today = today
        self._instrument = instrument
        self._sender = sender

    def request(self) -> LegalRequest | None:
        """The legal request, or None when a field is wrong."""
        is_emergency = self._instrument.purpose is Purpose.EMERGENCY or (
            self._instrument.is_faster_in_emergency and self._text("is_emergency") == "yes"
        )
        nobody: tuple[Identifier, ...] = ()
        identifiers = self._try("identifiers", self._identifiers, nobody)
        authority = self._try("authority_name", self._authority, None)
        emergency = self._emergency() if is_emergency else None
        starts, ends = self._period()
        order = self._order()
        reference = self._text("investigation_reference")
        if not seen(reference):
            self._refusable("investigation_reference", "no disclosure without your matter number")
        return_on = self._day("return_on")
        if return_on is not None and return_on < self._today:  # its clock would run for an hour
            self._refusable("return_on", "this day has passed; look at the year")
        is_known = set(self._filled.classes) <= set(DataClass)
        if not is_known or not (self._filled.is_preservation or self._filled.classes):
            self._filled.wrong["classes"] = "choose what you need; less is answered sooner"
        if self._filled.wrong or authority is None:
            return None
        return self._try(
            "instrument",
            lambda: LegalRequest(
                instrument_id=self._instrument.instrument_id,
                requester=Requester(
                    name=self._sender.name,
                    agency_id=self._sender.agency_id,
                    email=self._sender.email,
                    badge=self._text("badge"),
                    rank=self._text("rank"),
                    phone=self._text("phone"),
                    supervisor_name=self._text("supervisor_name"),
                    supervisor_phone=self._text("supervisor_phone"),
                ),
                issuing_authority=authority,
                investigation_reference=reference,
                identifiers=identifiers,
                data_classes=tuple(DataClass(each) for each in self._filled.classes),
                range_from=starts,
                range_to=ends,
                statute=self._text("statute"),
                offence=self._text("offence"),
                offence_years_max=self._years(),
                is_emergency=is_emergency,
                emergency=emergency,
                non_disclosure_order=order,
                cites_hold=self._text("cites_hold"),
                return_on=return_on,
                intake=self._sender.intake,
            ),
            None,
        )

    def _identifiers(self) -> tuple[Identifier, ...]:
        found = read_identifiers(self._text("identifiers"), country=self._sender.country)
        if not found:
            raise BadValue("identifiers", "", "name at least one account")
        most = self._instrument.identifiers_max
        if len(found) > most:
            over = f"over-broad: this instrument reaches {most} at most"
            self._refusable("identifiers", f"{len(found)}: {over}")
        return found

    def _authority(self) -> IssuingAuthority:
        kind = self._text("authority_kind")
        if kind not in set(AuthorityKind):
            self._filled.wrong["authority_kind"] = "choose who signed"
        elif self._instrument.issuers and kind not in self._instrument.issuers:
            able = ", ".join(self._instrument.issuers).replace("_", " ")
            self._refusable("authority_kind", f"cannot issue this instrument; {able} can")
        self._needed("authority_name", "name the court or authority that signed")
        return IssuingAuthority(
            kind=AuthorityKind(kind) if kind in set(AuthorityKind) else AuthorityKind.AGENCY,
            name=self._text("authority_name") or "–",
            country=self._sender.country,
            signatory_rank=self._text("signatory_rank"),
            signed_on=self._day("signed_on"),
        )

    def _emergency(self) -> Emergency:
        for name in _EMERGENCY:
            self._needed(name, "an emergency is judged by this; write one plain sentence")
        return Emergency(**{name: self._text(name) for name in _EMERGENCY})

    def _period(self) -> tuple[datetime | None, datetime | None]:
        starts, ends = self._day("range_from"), self._day("range_to")
        if starts and ends and ends < starts:
            self._filled.wrong["range_to"] = "lies before the beginning"
        longest = self._instrument.range_max
        if starts and ends and longest and ends - starts > longest:
            self._refusable("range_to", f"over-broad: at most {longest.days} days")
        return (
            None if starts is None else datetime.combine(starts, time.min, tzinfo=UTC),
            None if ends is None else datetime.combine(ends, time.max, tzinfo=UTC),
        )

    def _order(self) -> NonDisclosureOrder | None:
        reference, until = self._text("ndo_reference"), self._day("ndo_until")
        if reference:
            return NonDisclosureOrder(reference=reference, until=until)
        if self._text("ndo_until"):
            # Left out, the order would be gone and the user told.
            self._filled.wrong["ndo_reference"] = "name the order: its number, or court and day"
        return None

    def _years(self) -> int:
        text = self._text("offence_years") or "0"
        if not text.isdecimal() or len(text) > 3:
            self._filled.wrong["offence_years"] = "write whole years"
            return 0
        return int(text)

    def _day(self, name: str) -> date | None:
        text = self._text(name)
        if not text:
            return None
        try:
            return date.fromisoformat(text)
        except ValueError:
            self._filled.wrong[name] = "write a date such as 2026-02-28"
            return None

    def _refusable(self, name: str, why: str) -> None:
        """What an officer mends before sending, and what stands on paper for good."""
        is_paper = self._sender.intake is Intake.PAPER
        (self._filled.advice if is_paper else self._filled.wrong)[name] = why

    def _needed(self, name: str, mend: str) -> str:
        text = self._text(name)
        if not text:
            self._filled.wrong[name] = mend
        return text

    def _text(self, name: str) -> str:
        return self._filled.given.get(name, "")

    def _try(self, name: str, read: Callable[[], T], otherwise: T) -> T:
        try:
            return read()
        except BadValue as wrong:
            known = wrong.field.rpartition(".")[2]
            at = known if known in self._filled.given or known == "identifiers" else name
            quoted = f"{wrong.value}: " if at == "identifiers" and wrong.value else ""
            self._filled.wrong.setdefault(at, f"{quoted}{wrong.mend}")
            return otherwise
