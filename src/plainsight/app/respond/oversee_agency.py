"""What an agency's oversight and the public are told: who asked for what, what came of it.

A genuine officer who misuses access is found by the agency, which alone knows its investigations.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from plainsight.app.ports import Records
from plainsight.app.respond.desk_stored import PreservationCount
from plainsight.app.respond.receive_request import Instruments
from plainsight.model.fact import AuditTag, Fact, JsonValue
from plainsight.model.time import format_instant
from plainsight.respond.instrument import Purpose

FOLLOWED_WITHIN = timedelta(days=90)  # the floor of 18 U.S.C. 2703(f)


@dataclass(frozen=True, slots=True, kw_only=True)
class DigestLine:
    """One legal request, as the agency's oversight reads it; no account is named."""

    reference: str
    instrument: str
    officer: str
    investigation_reference: str
    received_at: datetime
    is_emergency: bool
    identifier_count: int
    outcome: str
    is_repeat_target: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class AgencyDigest:
    """All of one agency's legal requests of a period."""

    agency_id: str
    agency_name: str
    since: datetime
    until: datetime
    lines: tuple[DigestLine, ...]

    def as_json(self) -> dict[str, JsonValue]:
        """The digest as it is sent."""
        return {
            "agency": self.agency_id,
            "name": self.agency_name,
            "since": format_instant(self.since),
            "until": format_instant(self.until),
            "requests": [
                {
                    "reference": line.reference,
                    "instrument": line.instrument,
                    "officer": line.officer,
                    "investigation_reference": line.investigation_reference,
                    "received_at": format_instant(line.received_at),
                    "is_emergency": line.is_emergency,
                    "identifier_count": line.identifier_count,
                    "outcome": line.outcome,
                    "is_repeat_target": line.is_repeat_target,
                }
                for line in self.lines
            ],
        }


def agency_digest(
    records: Records, agency_id: str, *, since: datetime, until: datetime, now: datetime
) -> AgencyDigest:
    """Make the digest for an agency's supervisor; that it was made is in the log."""
    with records.begin() as unit:
        agency = unit.desk.registry.agency(agency_id)
        lines = tuple(
            DigestLine(
                reference=stored.reference,
                instrument=stored.request.instrument_id,
                officer=stored.request.requester.email,
                investigation_reference=stored.request.investigation_reference,
                received_at=stored.received_at,
                is_emergency=stored.request.is_emergency,
                identifier_count=len(stored.request.identifiers),
                outcome=stored.state.production.value,
                is_repeat_target=unit.desk.watch.history(stored).is_repeat_target,
            )
            for stored in unit.desk.reports.of_agency(agency_id, since=since, until=until)
        )
        unit.record(
            Fact(
                tag=AuditTag.DIGEST_MADE,
                subject=agency_id,
                at=now,
                body={"count": len(lines), "since": format_instant(since)},
                personal={"agency": agency_id},  # salted: whoever knows it cannot guess the count
            )
        )
    return AgencyDigest(
        agency_id=agency_id,
        agency_name=agency_id if agency is None else agency.name,
        since=since,
        until=until,
        lines=lines,
    )


def preservations_without_process(
    records: Records, *, instruments: Instruments, now: datetime
) -> tuple[PreservationCount, ...]:
    """Count, by agency, preservations older than a period, and those that no process followed."""
    preserving = [
        name
        for name, file in instruments.items()
        if file.instrument.purpose is Purpose.PRESERVATION
    ]
    with records.read() as view:
        return view.desk.reports.preservations(
            instruments=preserving, received_before=now - FOLLOWED_WITHIN
        )
