"""The facts of one report: everything it may say, each with the id that a sentence names."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from plainsight.casework.report.evidence import (
    FindingEvidence,
    MirrorEvidence,
    PostEvidence,
    TransferEvidence,
    WalletEvidence,
)
from plainsight.casework.report.ground import (
    Ground,
    finding_ground,
    mirror_ground,
    post_ground,
    subject_ground,
    tally_ground,
    transfer_ground,
    wallet_ground,
)
from plainsight.casework.report.party import Subject
from plainsight.errors import BadValue
from plainsight.model.asset import Asset, fiat
from plainsight.model.money import Money
from plainsight.model.time import require_utc

ALL_TRANSFERS = "tally:all"
COUNTED_TRANSFERS = "tally:counted"


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldAlert:
    """An alert that a report was written from, as it was then."""

    alert_id: str
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportFacts:
    """What a case holds when a report is drafted from it; nothing is looked up later."""

    case_id: str
    detected_at: datetime  # when a person had reason to suspect: the clock, decision 58
    subjects: tuple[Subject, ...]
    reference: str = ""  # what people call the case; its id where it has no such name
    subject_known_at: datetime | None = None  # when a subject was first identified
    alerts: tuple[ToldAlert, ...] = ()  # whose suspicion the report answers
    posts: tuple[PostEvidence, ...] = ()
    findings: tuple[FindingEvidence, ...] = ()
    transfers: tuple[TransferEvidence, ...] = ()
    mirrors: tuple[MirrorEvidence, ...] = ()
    wallets: tuple[WalletEvidence, ...] = ()
    reporting: Asset = field(default_factory=lambda: fiat("USD"))

    def __post_init__(self) -> None:
        require_utc(detected_at=self.detected_at, subject_known_at=self.subject_known_at)
        if not self.posts and not self.transfers:
            raise BadValue("posts", 0, "a report needs at least a post or a transfer to rest on")
        seen: set[str] = set()
        for ground_id in self._own_ids():
            if ground_id in seen:
                raise BadValue("ground_id", ground_id, "stands twice; join the two")
            seen.add(ground_id)
        known = {transfer.transfer_id for transfer in self.transfers}
        for mirror in self.mirrors:
            for transfer_id in (*mirror.side_a, *mirror.side_b):
                if transfer_id not in known:
                    raise BadValue("mirror", transfer_id, "give the transfer with its mirror")

    @property
    def called(self) -> str:
        """The case as documents name it."""
        return self.reference or self.case_id

    @property
    def first_at(self) -> datetime:
        """When the activity began."""
        return min(self._instants())

    @property
    def last_at(self) -> datetime:
        """When the activity ended, as far as it is known."""
        return max(self._instants())

    @property
    def amount(self) -> Money | None:
        """What the counted transfers come to in the reporting asset; None when a rate is missing.

        Zero transfers are no amount at all, which a form says with its own mark.
        """
        counted = [transfer for transfer in self.transfers if transfer.is_counted]
        total = Money(units=0, asset=self.reporting)
        for transfer in counted:
            value = transfer.money if transfer.money.asset == self.reporting else transfer.value
            if value is None or value.asset != self.reporting:
                return None
            total = total + value
        return total

    @property
    def advisories(self) -> tuple[str, ...]:
        """Ids of the advisories whose flags the findings cite, in the findings' order."""
        cited = [flag.partition(" ")[0] for finding in self.findings for flag in finding.flags]
        return tuple(dict.fromkeys(cited))

    @property
    def subject_of(self) -> Mapping[str, Subject]:
        """account id -> the subject that holds it."""
        return {account: subject for subject in self.subjects for account in subject.account_ids}

    def transfers_of(self, finding: FindingEvidence) -> tuple[TransferEvidence, ...]:
        """The transfers a finding rests on."""
        own = set(finding.rests_on)
        return tuple(t for t in self.transfers if t.ground_id in own)

    def grounds(self) -> dict[str, Ground]:
        """Everything a sentence may rest on, by id; tallies are added up here."""
        return {ground.ground_id: ground for ground in self._grounds()}

    def _grounds(self) -> Iterator[Ground]:
        yield from map(post_ground, self.posts)
        yield from map(finding_ground, self.findings)
        yield from map(transfer_ground, self.transfers)
        yield from map(mirror_ground, self.mirrors)
        yield from map(wallet_ground, self.wallets)
        yield from map(subject_ground, self.subjects)
        code = self.reporting.code
        yield tally_ground(ALL_TRANSFERS, "every transfer", self.transfers, reporting=code)
        counted = [transfer for transfer in self.transfers if transfer.is_counted]
        yield tally_ground(COUNTED_TRANSFERS, "transfers counted", counted, reporting=code)
        for finding in self.findings:
            own = self.transfers_of(finding)
            if own:
                yield tally_ground(
                    f"tally:{finding.finding_id}", finding.title, own, reporting=code
                )

    def _own_ids(self) -> Iterator[str]:
        groups = (self.posts, self.findings, self.transfers, self.mirrors, self.wallets)
        for group in groups:
            yield from (each.ground_id for each in group)
        yield from (f"subject:{subject.subject_id}" for subject in self.subjects)

    def _instants(self) -> list[datetime]:
        return [p.posted_at for p in self.posts] + [t.at for t in self.transfers]
