"""The measures of every commitment. A change of one is a change of `MEASURES_VERSION`."""

from functools import partial

from plainsight.model.fact import AuditTag
from plainsight.oversight.commitment import Commitment
from plainsight.oversight.gap_measures import GAP_MEASURES
from plainsight.oversight.measure import Aim, How, Measure, Says
from plainsight.oversight.open_clocks import OpenClocks, due_of
from plainsight.oversight.says import number, one
from plainsight.prove.entry import Entry

MEASURES_VERSION = "2026.9"
PROMISED_SECONDS = 48 * 3600  # commitment C3
WITHDRAWN = "withdrawn"
DUPLICATE = "duplicate"
SYSTEM = "SYS"  # the role of the scheduler


def _answered(kind: str, *, in_time: bool = False, seconds: bool = False) -> Says:
    """Answers that stopped a clock of `kind`: one each, or the seconds they took.

    A withdrawal stops clocks and is no answer (spec/response-clock.md, 4): nobody did anything. Nor
    is one that repeats another: the first is counted, from its own receipt.
    """

    def says(entry: Entry) -> int | None:
        if entry.tag != AuditTag.CLOCK_ANSWERED or entry.body.get("kind") != kind:
            return None
        if entry.body.get("by") in (WITHDRAWN, DUPLICATE):
            return None
        took = entry.body.get("took_seconds")
        if not isinstance(took, int):
            return None
        if in_time and entry.body.get("standing") != "met":
            return None
        return took if seconds else 1

    return says


def _urgent(*, in_time: bool = False, seconds: bool = False) -> Says:
    """The same for responses that their instrument gives 48 hours or less.

    A return date gives an ordinary demand as little: it is no emergency and no preservation.
    """
    answered = _answered("response", seconds=seconds)

    def says(entry: Entry) -> int | None:
        value = answered(entry)
        allowed, took = entry.body.get("allowed_seconds"), entry.body.get("took_seconds")
        if value is None or not isinstance(allowed, int) or allowed > PROMISED_SECONDS:
            return None
        if entry.body.get("by_return_date") is True and entry.body.get("is_emergency") is not True:
            return None
        late = not isinstance(took, int) or took > PROMISED_SECONDS
        return None if in_time and late else value

    return says


def _to_pick_up(entry: Entry) -> int | None:
    """Receipts that started a pick-up clock, a duplicate's too: its clock runs out as any other."""
    is_receipt = entry.tag == AuditTag.REQUEST_RECEIVED
    return 1 if is_receipt and due_of(entry, kind="pick_up") is not None else None


def _ended_by(*, people: int) -> Says:
    """Holds that ended by so many different roles; the scheduler is none."""

    def says(entry: Entry) -> int | None:
        roles = entry.body.get("ended_by")
        if entry.tag != AuditTag.HOLD_CHANGED or entry.body.get("state") != "released":
            return None
        if not isinstance(roles, list):
            return None
        return 1 if len({str(role) for role in roles} - {SYSTEM}) == people else None

    return says


def _produced(*, with_reference: bool = False) -> Says:
    """Packages with at least one record in them."""

    def says(entry: Entry) -> int | None:
        lines = entry.body.get("lines")
        if entry.tag != AuditTag.PACKAGE_RELEASED or not isinstance(lines, int) or lines == 0:
            return None
        has_reference = entry.body.get("has_investigation_reference") is True
        return 1 if has_reference or not with_reference else None

    return says


MEASURES: tuple[Measure, ...] = (
    Measure(
        measure_id="C1.taken_in",
        commitment=Commitment.C1,
        title="Public and semi-public posts taken in",
        definition="Sum of `ingested` over posts:ingested.",
        unit="posts",
        says=number("posts:ingested", "ingested"),
    ),
    Measure(
        measure_id="C1.raised",
        commitment=Commitment.C1,
        title="Alerts raised",
        definition="Entries alert:raised; one for each campaign, not for each copy.",
        unit="alerts",
        says=one("alert:raised"),
    ),
    Measure(
        measure_id="C1.decided",
        commitment=Commitment.C1,
        title="Alerts decided by a person",
        definition="Entries alert:decided.",
        unit="alerts",
        says=one("alert:decided"),
    ),
    Measure(
        measure_id="C1.reported",
        commitment=Commitment.C1,
        title="Reports filed with an authority",
        definition="Entries report:filed.",
        unit="reports",
        says=one("report:filed"),
    ),
    Measure(
        measure_id="C2.received",
        commitment=Commitment.C2,
        title="Legal requests received",
        definition="Entries request:received.",
        unit="requests",
        says=one("request:received"),
    ),
    Measure(
        measure_id="C2.answered",
        commitment=Commitment.C2,
        title="Answers to legal requests",
        definition="Entries clock:answered of kind response, not by withdrawal or as a duplicate; "
        "an acknowledgement is no answer, and an answer after clock:owed_again is one more.",
        unit="answers",
        says=_answered("response"),
    ),
    Measure(
        measure_id="C2.withdrawn",
        commitment=Commitment.C2,
        title="Legal requests withdrawn before an answer",
        definition="Entries clock:answered of kind response by withdrawal.",
        unit="requests",
        says=one("clock:answered", kind="response", by=WITHDRAWN),
    ),
    Measure(
        measure_id="C2.duplicates",
        commitment=Commitment.C2,
        title="Legal requests that repeat an earlier one",
        definition="Entries clock:answered of kind response as a duplicate; a person said so.",
        unit="requests",
        says=one("clock:answered", kind="response", by=DUPLICATE),
    ),
    Measure(
        measure_id="C2.owed_again",
        commitment=Commitment.C2,
        title="Answers that were taken back and are owed again",
        definition="Entries clock:owed_again of kind response: what was no duplicate after all, or "
        "a package that nobody fetched; the next answer is counted as any other.",
        unit="answers",
        says=one("clock:owed_again", kind="response"),
    ),
    Measure(
        measure_id="C2.median",
        commitment=Commitment.C2,
        title="Median time to an answer",
        definition="Lower median of took_seconds over C2.answered.",
        unit="seconds",
        says=_answered("response", seconds=True),
        how=How.MEDIAN,
    ),
    Measure(
        measure_id="C2.produced",
        commitment=Commitment.C2,
        title="Productions with data",
        definition="Entries package:released with at least one line.",
        unit="packages",
        says=_produced(),
    ),
    Measure(
        measure_id="C2.tied",
        commitment=Commitment.C2,
        title="of these, tied to an investigation",
        definition="C2.produced whose has_investigation_reference is true.",
        unit="packages",
        says=_produced(with_reference=True),
        part_of="C2.produced",
        aim=Aim.ALL,
    ),
    Measure(
        measure_id="C2.taken_back",
        commitment=Commitment.C2,
        title="Packages taken back before anybody fetched them",
        definition="Entries package:taken_back; two people took each.",
        unit="packages",
        says=one("package:taken_back"),
    ),
    Measure(
        measure_id="C3.answered",
        commitment=Commitment.C3,
        title="Answers to emergency and preservation requests",
        definition="C2.answered with an allowance of 48 h or less, without those that only a "
        "return date made so short (by_return_date, no emergency).",
        unit="answers",
        says=_urgent(),
    ),
    Measure(
        measure_id="C3.in_time",
        commitment=Commitment.C3,
        title="of these, within 48 hours of receipt",
        definition="C3.answered with took_seconds of at most 172,800; no clock ever pauses.",
        unit="answers",
        says=_urgent(in_time=True),
        part_of="C3.answered",
        aim=Aim.ALL,
    ),
    Measure(
        measure_id="C3.median",
        commitment=Commitment.C3,
        title="Median time to an answer",
        definition="Lower median of took_seconds over C3.answered.",
        unit="seconds",
        says=_urgent(seconds=True),
        how=How.MEDIAN,
    ),
    Measure(
        measure_id="C3.p95",
        commitment=Commitment.C3,
        title="95 of 100 answered within",
        definition="Nearest-rank 95th percentile of took_seconds over C3.answered.",
        unit="seconds",
        says=_urgent(seconds=True),
        how=How.P95,
        aim=Aim.WITHIN,
        limit=PROMISED_SECONDS,
    ),
    Measure(
        measure_id="C3.slowest",
        commitment=Commitment.C3,
        title="Slowest answer",
        definition="Largest took_seconds over C3.answered.",
        unit="seconds",
        says=_urgent(seconds=True),
        how=How.MAX,
        aim=Aim.WITHIN,
        limit=PROMISED_SECONDS,
    ),
    Measure(
        measure_id="C3.breached",
        commitment=Commitment.C3,
        title="Response clocks that ran out",
        definition="Entries clock:breached of kind response, under every instrument, and "
        "request:received whose due.response, or clock:owed_again whose due_at, passed without it "
        "and without clock:answered in time.",
        unit="clocks",
        says=one("clock:breached", kind="response"),
        watch=partial(OpenClocks, "response"),
        aim=Aim.ZERO,
    ),
    Measure(
        measure_id="C4.placed",
        commitment=Commitment.C4,
        title="Holds placed",
        definition="Entries hold:placed; one for each account.",
        unit="holds",
        says=one("hold:placed"),
    ),
    Measure(
        measure_id="C4.released",
        commitment=Commitment.C4,
        title="Holds released, each by two roles",
        definition="Entries hold:changed whose state is released and ended_by names two roles.",
        unit="holds",
        says=_ended_by(people=2),
    ),
    Measure(
        measure_id="C4.lapsed",
        commitment=Commitment.C4,
        title="Holds that lapsed because nobody confirmed them",
        definition="Entries hold:changed whose state is released and ended_by names no person.",
        unit="holds",
        says=_ended_by(people=0),
    ),
    Measure(
        measure_id="C4.checked",
        commitment=Commitment.C4,
        title="Checks of held records by hash",
        definition="Sum of `checked` over holds:checked.",
        unit="checks",
        says=number("holds:checked", "checked"),
    ),
    Measure(
        measure_id="C4.lost",
        commitment=Commitment.C4,
        title="of these, found lost or altered",
        definition="Sum of `corrupted` over holds:checked.",
        unit="holds",
        says=number("holds:checked", "corrupted"),
        part_of="C4.checked",
        aim=Aim.ZERO,
    ),
    Measure(
        measure_id="C4.unreadable",
        commitment=Commitment.C4,
        title="Checks that the platform did not answer",
        definition="Sum of `unreadable` over holds:checked.",
        unit="checks",
        says=number("holds:checked", "unreadable"),
    ),
    Measure(
        measure_id="C5.received",
        commitment=Commitment.C5,
        title="Legal requests that a person must pick up in time",
        definition="Entries request:received with a due.pick_up.",
        unit="requests",
        says=_to_pick_up,
    ),
    Measure(
        measure_id="C5.picked_up",
        commitment=Commitment.C5,
        title="Legal requests picked up by a person",
        definition="Entries clock:answered of kind pick_up, not by withdrawal.",
        unit="requests",
        says=_answered("pick_up"),
    ),
    Measure(
        measure_id="C5.in_time",
        commitment=Commitment.C5,
        title="of these, in time",
        definition="C5.picked_up whose standing is met.",
        unit="requests",
        says=_answered("pick_up", in_time=True),
        part_of="C5.picked_up",
        aim=Aim.ALL,
    ),
    Measure(
        measure_id="C5.median",
        commitment=Commitment.C5,
        title="Median time until a person looks",
        definition="Lower median of took_seconds over C5.picked_up.",
        unit="seconds",
        says=_answered("pick_up", seconds=True),
        how=How.MEDIAN,
    ),
    Measure(
        measure_id="C5.breached",
        commitment=Commitment.C5,
        title="Pick-up clocks that ran out",
        definition="Entries clock:breached of kind pick_up, and request:received whose "
        "due.pick_up, or clock:owed_again whose due_at, passed without it and without "
        "clock:answered in time.",
        unit="clocks",
        says=one("clock:breached", kind="pick_up"),
        watch=partial(OpenClocks, "pick_up"),
        aim=Aim.ZERO,
    ),
    *GAP_MEASURES,
    Measure(
        measure_id="PRIVACY.refused",
        commitment=Commitment.PRIVACY,
        title="Items refused unread: private or unlabelled",
        definition="Sum of `count` over posts:refused.",
        unit="items",
        says=number("posts:refused", "count"),
    ),
    Measure(
        measure_id="PRIVACY.looks",
        commitment=Commitment.PRIVACY,
        title="Looks at alerts, cases and reports, each with its entry",
        definition="Entries alert:viewed, contacts:unmasked, case:viewed and report:viewed.",
        unit="looks",
        says=one("alert:viewed", "contacts:unmasked", "case:viewed", "report:viewed"),
    ),
    Measure(
        measure_id="PRIVACY.appeals",
        commitment=Commitment.PRIVACY,
        title="Appeals decided",
        definition="Entries appeal:decided.",
        unit="appeals",
        says=one("appeal:decided"),
    ),
)
BY_ID = {measure.measure_id: measure for measure in MEASURES}
