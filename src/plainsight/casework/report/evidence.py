"""What a report can rest on: posts, campaigns, findings, transfers ..., each with an id."""

from dataclasses import dataclass
from datetime import datetime

from plainsight.errors import BadValue
from plainsight.model.fact import JsonValue
from plainsight.model.money import Money
from plainsight.model.time import format_instant, require_utc


@dataclass(frozen=True, slots=True, kw_only=True)
class PostEvidence:
    """A post that a finding points to, in the words that were judged.

    The author may write other words any day; those are told beside them, never instead.
    """

    post_id: str
    surface: str
    account_id: str
    posted_at: datetime
    text: str
    revision: int = 0  # which wording of the records it is; 0 in a draft from before it was said
    also_read: tuple[str, ...] = ()  # other wordings of it that findings of this case point to
    now_reads: str | None = None  # the last wording that came in, where it is none of those
    is_quoted: bool = True  # False: what the finding quotes stands in no wording that is kept

    def __post_init__(self) -> None:
        require_utc(posted_at=self.posted_at)

    @property
    def texts(self) -> tuple[str, ...]:
        """Every wording that may be quoted."""
        newest = () if self.now_reads is None else (self.now_reads,)
        return (self.text, *self.also_read, *newest)

    @property
    def judged(self) -> tuple[str, ...]:
        """The wordings that findings point to."""
        return (self.text, *self.also_read)

    def to_json(self) -> dict[str, JsonValue]:
        """As documents hold it: what it read besides, and since, only where there is such."""
        told: dict[str, JsonValue] = {
            "post_id": self.post_id,
            "surface": self.surface,
            "account_id": self.account_id,
            "posted_at": format_instant(self.posted_at),
            "text": self.text,
        }
        if self.also_read:
            told["also_read"] = [*self.also_read]
        if self.now_reads is not None:
            told["now_reads"] = self.now_reads
        if not self.is_quoted:
            told["is_quoted"] = False
        return told

    @property
    def ground_id(self) -> str:
        """What a sentence names to rest on it."""
        return f"post:{self.surface}/{self.post_id}"


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedContact:
    """A contact that a campaign gives, and who wrote it: to name one is not to own it."""

    contact: str  # "handle.wechat:laowei88", as the finders of contacts write it
    accounts: tuple[str, ...] = ()  # the first of them; nobody where it was not remembered


@dataclass(frozen=True, slots=True, kw_only=True)
class CampaignEvidence:
    """How far the posts of one alert reach, as it counted them: not all of them are told."""

    finding_id: str  # whose reach it is
    post_count: int
    account_count: int
    first_at: datetime
    last_at: datetime
    is_bounded: bool = False  # there may be more of both: counting ended at a bound
    contacts: tuple[NamedContact, ...] = ()

    def __post_init__(self) -> None:
        require_utc(first_at=self.first_at, last_at=self.last_at)

    @property
    def ground_id(self) -> str:
        """What a sentence names to rest on it."""
        return f"campaign:{self.finding_id}"


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingEvidence:
    """A typology that was met, in words that a person confirmed."""

    finding_id: str
    typology_id: str
    title: str
    score_permille: int
    says: tuple[str, ...]  # one reason each, with its numbers
    flags: tuple[str, ...]  # "FIN-2025-A003 A3-07"
    subtypes: tuple[str, ...] = ()  # FinCEN sub-type codes the typology names
    raised_by: str = "typology"  # or "model"
    is_confirmed: bool = True  # a person looked and agreed
    rests_on: tuple[str, ...] = ()  # ground ids of its posts or transfers

    @property
    def ground_id(self) -> str:
        """What a sentence names to rest on it."""
        return f"finding:{self.finding_id}"


@dataclass(frozen=True, slots=True, kw_only=True)
class TransferEvidence:
    """A transfer, with its value in the reporting currency where a rate was known."""

    transfer_id: str
    source: str
    target: str
    money: Money
    at: datetime
    value: Money | None = None  # at the day's rate, in the reporting asset
    channel: str = ""
    network: str = ""  # of a transfer on a chain: "tron"
    source_country: str = ""  # of the institution, never of the person
    target_country: str = ""
    is_counted: bool = True  # part of the amount reported; one side of a mirror only

    def __post_init__(self) -> None:
        require_utc(at=self.at)

    @property
    def ground_id(self) -> str:
        """What a sentence names to rest on it."""
        return f"transfer:{self.transfer_id}"


@dataclass(frozen=True, slots=True, kw_only=True)
class MirrorEvidence:
    """Legs in two currencies between four parties that settle one value."""

    pair_id: str
    side_a: tuple[str, ...]  # transfer ids
    side_b: tuple[str, ...]
    lag_minutes: int  # B after A
    spread_permille: int

    def __post_init__(self) -> None:
        if not self.side_a or not self.side_b:
            raise BadValue("side_a", self.side_a, "a mirror has legs on both sides")

    @property
    def ground_id(self) -> str:
        """What a sentence names to rest on it."""
        return f"mirror:{self.pair_id}"


@dataclass(frozen=True, slots=True, kw_only=True)
class WalletEvidence:
    """A wallet address, and what is claimed about it by whom."""

    address: str
    network: str
    says: str = ""  # the claim in words, with its source
    is_listed: bool = False  # on a sanctions list on the day of the report

    @property
    def ground_id(self) -> str:
        """What a sentence names to rest on it."""
        return f"wallet:{self.address}"
