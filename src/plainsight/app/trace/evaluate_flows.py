"""Hold findings against labels: per typology, per labelled pattern, and by decision delay."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from plainsight.app.trace.find_flows import FlowTools, find_flows
from plainsight.app.trace.flow_ports import FlowQuestion, LedgerSnapshot
from plainsight.errors import BadValue
from plainsight.trace.flows.alert import merge_findings
from plainsight.trace.flows.evaluate import (
    DelayScore,
    Known,
    Label,
    PatternScore,
    Spotted,
    TypologyScore,
    score_delay,
    score_patterns,
    score_typologies,
)
from plainsight.trace.flows.finding import FlowFinding
from plainsight.trace.flows.leg import instant_us, us_instant
from plainsight.trace.flows.policy import FlowPolicy
from plainsight.trace.flows.ranked import FirstRead, Ranked, rank, read_as_it_comes
from plainsight.trace.flows.typology import DAY_US

DELAYS = (0, 1, 3, 7, 14, 20)  # days; those of the published comparisons
RUNS_MAX = 1000
ALERTS = "alerts"


class LabelReader(Protocol):
    """Reads the ledger's labels of laundering."""

    def read(self, snapshot: LedgerSnapshot) -> tuple[Label, ...]:
        """Every transfer labelled as laundering, with its instant."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowEvaluation:
    """What the ledger's labels say of the typologies."""

    labelled: int
    transfer_count: int
    typologies: tuple[TypologyScore, ...]
    patterns: tuple[PatternScore, ...]
    delays: tuple[DelayScore, ...]
    ranked: tuple[Ranked, ...]  # each typology's findings, then all alerts, in their own order
    as_it_comes: FirstRead | None  # the first new alerts after each search; None without searches
    run_count: int  # searches, each with what was known at its day
    every_days: int


def evaluate_flows(
    snapshot: LedgerSnapshot,
    policy: FlowPolicy,
    question: FlowQuestion,
    *,
    tools: FlowTools,
    labels: LabelReader,
    every_days: int = 7,
    delays: Sequence[int] = DELAYS,
    on_run: Callable[[int, int], None] | None = None,
) -> FlowEvaluation:
    """Search once with everything, then again at the end of every `every_days`-th day.

    With one search a week a delay of 0 means "at the next weekly search". Raises BadValue when the
    ledger has no labels; nothing is measured against nothing.
    """
    known = labels.read(snapshot)
    if not known:
        raise BadValue(
            "labels", 0, "the ledger has none; take labels in: plainsight transfers ingest"
        )
    findings = find_flows(snapshot, policy, question, tools=tools).findings
    happened = _instants(findings)
    runs, alerts = [], []
    ends = list(_ends(snapshot, question, every_days)) if delays else []
    for number, end_us in enumerate(ends, start=1):
        asked = replace(question, as_of=us_instant(end_us))
        seen = find_flows(snapshot, policy, asked, tools=tools).findings
        happened |= _instants(seen)
        runs.append(Known(as_of_us=end_us, spotted=spotted_of(seen)))
        alerts.append(_alerts(seen, end_us))
        if on_run is not None:
            on_run(number, len(ends))
    spotted = spotted_of(findings)
    return FlowEvaluation(
        labelled=len(known),
        transfer_count=snapshot.transfer_count,
        typologies=score_typologies(spotted, known),
        patterns=score_patterns(spotted, known),
        delays=tuple(
            score_delay(runs, known, happened, delay_us=days * DAY_US, delay_days=days)
            for days in delays
        ),
        ranked=_ranked(findings, spotted, known, snapshot.last_us or 0),
        as_it_comes=read_as_it_comes(alerts, known) if alerts else None,
        run_count=len(runs),
        every_days=every_days,
    )


def spotted_of(findings: Sequence[FlowFinding]) -> tuple[Spotted, ...]:
    """Findings as evaluation sees them."""
    return tuple(
        Spotted(typology_id=each.typology_id, transfer_ids=frozenset(each.transfer_ids))
        for each in findings
    )


def _ranked(
    findings: Sequence[FlowFinding],
    spotted: Sequence[Spotted],
    labels: Sequence[Label],
    as_of_us: int,
) -> tuple[Ranked, ...]:
    """Findings and alerts come with the largest expected loss first."""
    own = [
        rank(name, [each for each in spotted if each.typology_id == name], labels)
        for name in sorted({each.typology_id for each in spotted})
    ]
    return (*own, rank(ALERTS, _alerts(findings, as_of_us), labels))


def _alerts(findings: Sequence[FlowFinding], as_of_us: int) -> tuple[Spotted, ...]:
    return tuple(
        Spotted(typology_id=ALERTS, transfer_ids=alert.transfer_ids)
        for alert in merge_findings(findings, as_of=us_instant(as_of_us))
    )


def _ends(snapshot: LedgerSnapshot, question: FlowQuestion, every_days: int) -> Iterator[int]:
    """The last microsecond of every so many-th day, up to the ledger's last."""
    first, last = snapshot.first_us or 0, snapshot.last_us or 0
    if question.since is not None:
        first = max(first, instant_us(question.since))
    if question.as_of is not None:
        last = min(last, instant_us(question.as_of))
    count = (last // DAY_US - first // DAY_US) // every_days + 1
    if count > RUNS_MAX:
        raise BadValue("every", every_days, f"{count:,} searches are too many; take more days")
    for place in range(1, count + 1):
        yield (first // DAY_US + place * every_days) * DAY_US - 1


def _instants(findings: Sequence[FlowFinding]) -> dict[str, int]:
    return {leg.transfer_id: instant_us(leg.at) for each in findings for leg in each.legs}
