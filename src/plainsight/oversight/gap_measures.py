"""The measures of the gap: the side that another operator holds, and what became of asking for it.

They are GAP-1 to GAP-5 of the desk as far as the entries of one stretch say them. Amounts stay out:
an entry is about one legal request, and its sums could tell of a person.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

from plainsight.model.fact import AuditTag
from plainsight.oversight.commitment import Commitment
from plainsight.oversight.measure import How, Measure
from plainsight.oversight.says import number, one
from plainsight.prove.entry import Entry

_SECOND = timedelta(seconds=1)


class OpenGaps:
    """Gaps heard of and not answered. Whoever gave up waiting has no answer either."""

    def __init__(self) -> None:
        self._recorded: dict[str, tuple[int, datetime]] = {}  # request -> entry, when

    def hear(self, entry: Entry) -> None:
        """Take the next entry of the log."""
        if entry.tag == AuditTag.GAP_RECORDED:
            self._recorded.setdefault(entry.subject, (entry.index, entry.at))
        elif entry.tag == AuditTag.GAP_FOLLOWED and entry.body.get("to") == "answered":
            self._recorded.pop(entry.subject, None)

    def ran_out(self, until: datetime) -> Iterator[tuple[int, int]]:
        """The age of each in whole seconds, with the index of the entry that recorded it."""
        return ((index, (until - at) // _SECOND) for index, at in self._recorded.values())


class OpenGapCount(OpenGaps):
    """The same, one for each."""

    def ran_out(self, until: datetime) -> Iterator[tuple[int, int]]:
        """One for each."""
        return ((index, 1) for index, _ in super().ran_out(until))


def _nothing(_: Entry) -> int | None:
    """No single entry says that a gap is still open."""
    return None


def _one_sided(entry: Entry) -> int | None:
    lines = entry.body.get("lines")
    has_data = entry.tag == AuditTag.PACKAGE_RELEASED and isinstance(lines, int) and lines > 0
    return 1 if has_data and entry.body.get("is_one_sided") is True else None


def _answer_age(entry: Entry) -> int | None:
    is_answer = entry.body.get("to") == "answered"
    return number("gap:followed", "age_seconds")(entry) if is_answer else None


GAP_MEASURES: tuple[Measure, ...] = (
    Measure(
        measure_id="GAP.recorded",
        commitment=Commitment.GAP,
        title="Legal requests with a side that nobody answers for",
        definition="Entries gap:recorded.",
        unit="requests",
        says=one("gap:recorded"),
    ),
    Measure(
        measure_id="GAP.transfers",
        commitment=Commitment.GAP,
        title="Transfers seen from one side only",
        definition="Sum of `transfers` over gap:recorded.",
        unit="transfers",
        says=number("gap:recorded", "transfers"),
    ),
    Measure(
        measure_id="GAP.parties",
        commitment=Commitment.GAP,
        title="Counterparties with a sister operator",
        definition="Sum of `counterparties` over gap:recorded.",
        unit="accounts",
        says=number("gap:recorded", "counterparties"),
    ),
    Measure(
        measure_id="GAP.identified",
        commitment=Commitment.GAP,
        title="of these, with a known identity on our side",
        definition="Sum of `identified` over gap:recorded.",
        unit="accounts",
        says=number("gap:recorded", "identified"),
        part_of="GAP.parties",
    ),
    Measure(
        measure_id="GAP.one_sided",
        commitment=Commitment.GAP,
        title="Productions with a side that nobody answers for",
        definition="C2.produced whose is_one_sided is true.",
        unit="packages",
        says=_one_sided,
        part_of="C2.produced",
    ),
    Measure(
        measure_id="GAP.informed",
        commitment=Commitment.GAP,
        title="Requesters told of the other operator and the treaty's way",
        definition="Entries gap:followed to requester_informed.",
        unit="requests",
        says=one("gap:followed", to="requester_informed"),
    ),
    Measure(
        measure_id="GAP.mla_known",
        commitment=Commitment.GAP,
        title="Treaty requests on their way",
        definition="Entries gap:followed to mla_ref_known.",
        unit="requests",
        says=one("gap:followed", to="mla_ref_known"),
    ),
    Measure(
        measure_id="GAP.answered",
        commitment=Commitment.GAP,
        title="Treaty requests answered by the other side",
        definition="Entries gap:followed to answered.",
        unit="requests",
        says=one("gap:followed", to="answered"),
    ),
    Measure(
        measure_id="GAP.given_up",
        commitment=Commitment.GAP,
        title="Treaty requests given up without an answer",
        definition="Entries gap:followed to no_answer.",
        unit="requests",
        says=one("gap:followed", to="no_answer"),
    ),
    Measure(
        measure_id="GAP.median",
        commitment=Commitment.GAP,
        title="Median time until the other side answered",
        definition="Lower median of age_seconds over GAP.answered.",
        unit="seconds",
        says=_answer_age,
        how=How.MEDIAN,
    ),
    Measure(
        measure_id="GAP.open",
        commitment=Commitment.GAP,
        title="Gaps of the period that are still open",
        definition="GAP.recorded without a later gap:followed to answered.",
        unit="requests",
        says=_nothing,
        watch=OpenGapCount,
    ),
    Measure(
        measure_id="GAP.age",
        commitment=Commitment.GAP,
        title="Median age of these",
        definition="Lower median over GAP.open of the seconds from the entry to the latest one.",
        unit="seconds",
        says=_nothing,
        watch=OpenGaps,
        how=How.MEDIAN,
    ),
)
