"""Find flows and mirrors in a ledger and put them into findings that explain themselves."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass

from plainsight.app.trace.flow_ports import (
    FlowEngine,
    FlowQuestion,
    LedgerSnapshot,
    MirrorEngine,
    TransferReader,
    ValuedTransfer,
)
from plainsight.errors import BadValue, NoRate
from plainsight.model.asset import Asset
from plainsight.trace.flows.finding import FlowFinding, FlowLeg, restated
from plainsight.trace.flows.instance import Instance
from plainsight.trace.flows.mirror_finding import mirror_finding, mirror_transfer_ids, roles_of
from plainsight.trace.flows.mirror_search import Mirror
from plainsight.trace.flows.mirror_typology import MirrorTypology
from plainsight.trace.flows.policy import FlowPolicy
from plainsight.trace.flows.quoted import QuotedAmount
from plainsight.trace.flows.score import judge_instance
from plainsight.trace.flows.typology import FlowTypology
from plainsight.trace.flows.watch_notes import watch_notes
from plainsight.trace.flows.watched import Stretch, Watch


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowTools:
    """The engines that wiring chose."""

    flows: FlowEngine
    mirrors: MirrorEngine
    reader: TransferReader
    # Entered for one search: what engines share of a ledger is made ready once, then let go.
    together: Callable[[], AbstractContextManager[None]] = nullcontext


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowsFound:
    """Findings, the largest expected loss first, and what could not be looked for."""

    findings: tuple[FlowFinding, ...]
    instance_count: int  # those under their typology's threshold included
    notes: tuple[str, ...] = ()


def find_flows(
    snapshot: LedgerSnapshot,
    policy: FlowPolicy,
    question: FlowQuestion,
    *,
    tools: FlowTools,
    quoted: Sequence[QuotedAmount] = (),
    on_typology: Callable[[str], None] | None = None,
) -> FlowsFound:
    """Every finding of every typology. Raises NoRate when an asset cannot be valued.

    Each typology is judged in the currency that its amounts are written in, and what it finds is
    told in the reporting asset. `quoted` are amounts named in posts, valued in the former. Mirrors
    need enough days to know what chance gives; where they are too few, a note says so. Another
    tells from when on the ledger shows who is new to whom.
    """
    parts = [
        _find(
            snapshot,
            policy.written(code),
            question.judged_in(code),
            reporting=question.reporting,
            tools=tools,
            quoted=quoted,
            on_typology=on_typology,
        )
        for code in sorted(policy.written_in)
    ]
    findings = [each for part in parts for each in part.findings]
    return FlowsFound(
        findings=tuple(sorted(findings, key=finding_order)),
        instance_count=sum(part.instance_count for part in parts),
        notes=tuple(note for part in parts for note in part.notes),
    )


def _find(
    snapshot: LedgerSnapshot,
    policy: FlowPolicy,
    question: FlowQuestion,
    *,
    reporting: Asset,
    tools: FlowTools,
    quoted: Sequence[QuotedAmount],
    on_typology: Callable[[str], None] | None,
) -> FlowsFound:
    """Findings of the typologies of one currency, in which the question asks."""
    try:
        with tools.together():
            instances = tools.flows.find(snapshot, policy.flows, question, on_typology=on_typology)
            mirrors, notes = _mirrors(
                snapshot, policy.mirrors, question, tools.mirrors, on_typology
            )
    except NoRate as missing:
        if question.reporting == reporting:
            raise
        raise _unmet(missing, question.reporting, reporting) from None
    ids = {member.transfer_id for instance in instances for member in instance.members}
    ids |= {name for mirror, _ in mirrors for name in mirror_transfer_ids(mirror)}
    transfers = tools.reader.read(snapshot, ids, question.reporting, as_of=question.as_of)
    watch = tools.reader.watched(snapshot, as_of=question.as_of)
    by_id = {typology.typology_id: typology for typology in policy.flows}
    judged = [
        judge_instance(
            instance,
            by_id[instance.typology_id],
            _instance_legs(instance, by_id[instance.typology_id], transfers),
            reporting=question.reporting,
            policy_digest=policy.digest,
            quoted=quoted,
            watched=_watched(instance, transfers, watch),
        )
        for instance in instances
    ]
    judged += [
        mirror_finding(
            mirror,
            typology,
            _mirror_legs(mirror, transfers),
            reporting=question.reporting,
            policy_digest=policy.digest,
        )
        for mirror, typology in mirrors
    ]
    kept = [finding for finding in judged if finding is not None]
    if question.reporting != reporting:
        ids = {name for finding in kept for name in finding.transfer_ids}
        worth = tools.reader.read(snapshot, ids, reporting, as_of=question.as_of)
        values = {name: valued.value for name, valued in worth.items()}
        kept = [restated(finding, values, reporting=reporting) for finding in kept]
    return FlowsFound(
        findings=tuple(kept),
        instance_count=len(judged),
        notes=(*watch_notes(policy.flows, watch), *notes),
    )


def _unmet(missing: NoRate, written: Asset, reporting: Asset) -> NoRate:
    """Why a rate into a currency that nobody asked for is needed, and the ways round it."""
    return NoRate(
        missing.asset,
        missing.day,
        missing.age_days_max,
        needed_for=f"amounts of the typologies are written in {written.code}, and each transfer is "
        f"valued in {written.code} to be held against them (a pack of your own with amounts_in: "
        f"{reporting.code} needs no rate; --as-written reads 5,000 as 5,000 {reporting.code}): ",
    )


def finding_order(finding: FlowFinding) -> tuple[int, str, tuple[str, ...], str]:
    """Amount at risk times confidence, the largest first; then a fixed order."""
    return (-finding.expected_loss, finding.typology_id, finding.keys, finding.legs[0].transfer_id)


def _mirrors(
    snapshot: LedgerSnapshot,
    typologies: Iterable[MirrorTypology],
    question: FlowQuestion,
    engine: MirrorEngine,
    on_typology: Callable[[str], None] | None,
) -> tuple[list[tuple[Mirror, MirrorTypology]], list[str]]:
    found: list[tuple[Mirror, MirrorTypology]] = []
    notes: list[str] = []
    for typology in typologies:
        sides = "/".join(sorted(typology.assets_a | typology.assets_b))
        try:
            found += [(each, typology) for each in engine.find(snapshot, typology, question)]
        except BadValue as error:
            notes.append(f"{typology.typology_id} {sides} not looked for: {error}")
        if on_typology is not None:
            on_typology(f"{typology.typology_id} {sides}")
    return found, notes


def _watched(
    instance: Instance, transfers: Mapping[str, ValuedTransfer], watch: Watch
) -> list[tuple[Stretch, ...]]:
    feeds = {transfers[member.transfer_id].feed for member in instance.members}
    return [watch[feed] for feed in sorted(feeds)]


def _instance_legs(
    instance: Instance, typology: FlowTypology, transfers: Mapping[str, ValuedTransfer]
) -> list[FlowLeg]:
    stages = {stage.name: stage for stage in typology.stages}
    return [
        _leg(
            transfers[member.transfer_id],
            member.stage,
            (stages[member.stage].source_role, stages[member.stage].target_role),
        )
        for member in instance.members
    ]


def _mirror_legs(mirror: Mirror, transfers: Mapping[str, ValuedTransfer]) -> dict[str, FlowLeg]:
    return {
        name: _leg(transfers[name], f"side-{side}", roles_of(mirror, side))
        for name, side in mirror_transfer_ids(mirror).items()
    }


def _leg(valued: ValuedTransfer, stage: str, roles: tuple[str, str]) -> FlowLeg:
    transfer = valued.transfer
    return FlowLeg(
        transfer_id=transfer.transfer_id,
        source=transfer.source,
        target=transfer.target,
        money=transfer.money,
        value=valued.value,
        at=transfer.at,
        stage=stage,
        source_role=roles[0],
        target_role=roles[1],
        channel=transfer.channel,
        dealings=valued.dealings,
    )
