"""Place holds at receipt: before anybody reviews, silently, under the lock that deletion takes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from plainsight.app.ports import Records, UnitOfWork
from plainsight.app.respond.desk_stored import AlarmKind
from plainsight.app.respond.move_request import move_request
from plainsight.app.respond.stored import (
    SYSTEM,
    InstrumentFile,
    Pinned,
    StoredHold,
    StoredRequest,
)
from plainsight.app.respond.write_statement import tell_alarm
from plainsight.errors import PlatformTrouble, UnknownId
from plainsight.model.fact import AuditTag, Fact, JsonValue
from plainsight.respond.data_class import HELD_AT_RECEIPT, DataClass
from plainsight.respond.instrument import Instrument
from plainsight.respond.legal_request import Identifier
from plainsight.respond.states import Circumstances, Command, Holding, Role


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """What receipt holds, and what it does not: "0 held" alone reads as "we have nothing"."""

    stored: StoredRequest
    holds: tuple[StoredHold, ...] = ()
    unnamed: tuple[Identifier, ...] = ()  # looked up, and no account goes by them
    nothing_because: str = ""  # why nothing was looked up


def place_holds(
    unit: UnitOfWork, stored: StoredRequest, instrument: Instrument, *, now: datetime
) -> Placed:
    """Hold every account that the legal request names, or none when it names too many.

    Preserving a thousand accounts on one letter is what preservation is abused for; it goes to
    counsel first. Content is held only when the instrument names it.
    """
    identifiers = stored.request.identifiers
    if instrument.hold is None:
        return Placed(stored=stored, nothing_because="this instrument holds nothing")
    if len(identifiers) > instrument.identifiers_max:
        return Placed(
            stored=stored,
            nothing_because=f"it names {len(identifiers)} accounts and the instrument reaches "
            f"{instrument.identifiers_max}: counsel looks first",
        )
    classes = _classes(stored, instrument)
    try:
        # In the order of the key, so that two units wait for each other in the same order.
        named = {each: unit.desk.directory.resolve(each) for each in identifiers}
        found = sorted({account_id for account_id in named.values() if account_id is not None})
        seen = [_survey(unit, account_id, classes) for account_id in found]
    except PlatformTrouble as trouble:
        # The legal request is received and its clocks run; `place_missing_holds` tries again, and
        # `settle_platform` releases what was placed there for nobody.
        _tell_missing(unit, stored, trouble, now)
        return Placed(
            stored=stored,
            nothing_because=f"the platform could not be asked: {trouble.why}; "
            "`plainsight holds review` tries again",
        )
    unnamed = tuple(each for each, account_id in named.items() if account_id is None)
    holds = tuple(
        _place(unit, stored, instrument, classes=classes, seen=each, now=now)
        for each in seen
        if each is not None
    )
    if not holds:
        return Placed(stored=stored, unnamed=unnamed)
    moved = move_request(
        unit,
        stored,
        Command.PLACE_HOLD,
        actor=SYSTEM,
        circumstances=Circumstances(has_identified_accounts=True),
        now=now,
    )
    return Placed(stored=moved, holds=holds, unnamed=unnamed)


def place_missing_holds(
    records: Records, *, instruments: Mapping[str, InstrumentFile], now: datetime
) -> tuple[str, ...]:
    """Try again where the platform did not answer at receipt; returns the references now held."""
    holding = {name: file.instrument for name, file in instruments.items() if file.instrument.hold}
    with records.read() as view:
        waiting = view.desk.reports.without_hold(instruments=list(holding))
    done = []
    for request_id in waiting:
        with records.begin() as unit:
            stored = unit.desk.requests.lock(request_id)
            instrument = holding[stored.request.instrument_id]
            if place_holds(unit, stored, instrument, now=now).holds:
                done.append(stored.reference)
    return tuple(done)


def _tell_missing(
    unit: UnitOfWork, stored: StoredRequest, trouble: PlatformTrouble, now: datetime
) -> None:
    tell_alarm(
        unit,
        AlarmKind.HOLD_MISSING,
        key=f"hold-missing/{stored.request_id}",
        subject=stored.request_id,
        says=f"nothing is held for {stored.reference} yet: {trouble.why}",
        now=now,
    )


def _classes(stored: StoredRequest, instrument: Instrument) -> tuple[DataClass, ...]:
    names_content = DataClass.CONTENT in stored.request.data_classes
    return (*HELD_AT_RECEIPT, DataClass.CONTENT) if names_content else HELD_AT_RECEIPT


def _survey(
    unit: UnitOfWork, account_id: str, classes: Sequence[DataClass]
) -> tuple[str, str, Pinned] | None:
    hold_id = unit.new_id("ho")
    try:
        return account_id, hold_id, unit.desk.directory.survey(account_id, classes, hold_id=hold_id)
    except UnknownId:
        return None  # deleted between the look-up and the lock: nothing is left to hold


def _place(
    unit: UnitOfWork,
    stored: StoredRequest,
    instrument: Instrument,
    *,
    classes: Sequence[DataClass],
    seen: tuple[str, str, Pinned],
    now: datetime,
) -> StoredHold:
    assert instrument.hold is not None  # noqa: S101 - asked before the survey
    account_id, hold_id, pinned = seen
    hold = StoredHold(
        hold_id=hold_id,
        request_id=stored.request_id,
        account_id=account_id,
        data_classes=tuple(classes),
        pinned=pinned,
        state=Holding.PROVISIONAL,
        instrument_id=instrument.instrument_id,
        instrument_version=instrument.version,
        placed_at=now,
        floor_at=now + instrument.hold.floor,
    )
    unit.desk.holds.add(hold)
    unit.desk.directory.pin(hold.hold_id, account_id)
    unit.record(
        Fact(
            tag=AuditTag.HOLD_PLACED,
            subject=hold.hold_id,
            at=now,
            body={
                "request": stored.request_id,
                "policy": f"{instrument.policy_id} {instrument.version}",
                "classes": [each.value for each in classes],
                "record_count": pinned.record_count,
                "digest": pinned.digest,
            },
            personal={"account_id": account_id},
        )
    )
    return hold


def set_holds(
    unit: UnitOfWork, stored: StoredRequest, *, now: datetime, note: str, **changes: object
) -> tuple[StoredHold, ...]:
    """Change every open hold of a legal request the same way, and log each."""
    changed = []
    for hold in unit.desk.holds.of_request(stored.request_id):
        if hold.state is Holding.RELEASED:
            continue
        fresh = replace(unit.desk.holds.lock(hold.hold_id), **changes)  # type: ignore[arg-type]
        unit.desk.holds.save(fresh, at=now)
        log_hold(unit, fresh, now=now, note=note)
        changed.append(fresh)
    return tuple(changed)


def log_hold(
    unit: UnitOfWork, hold: StoredHold, *, now: datetime, note: str, ended_by: Sequence[Role] = ()
) -> None:
    """Tell the log where a hold stands now, and of one that ended by which roles."""
    body: dict[str, JsonValue] = {
        "request": hold.request_id,
        "state": hold.state.value,
        "floor": hold.floor_at.date().isoformat(),
        "why": note,
    }
    if ended_by:
        body["ended_by"] = [role.value for role in ended_by]
    unit.record(Fact(tag=AuditTag.HOLD_CHANGED, subject=hold.hold_id, at=now, body=body))
