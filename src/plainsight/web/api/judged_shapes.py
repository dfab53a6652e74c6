"""What the API answers about what it is asked to judge and does not keep."""

from datetime import date
from typing import Annotated

from pydantic import Field, StringConstraints

from plainsight.trace.chain.attribution import Basis
from plainsight.trace.chain.screening import Outcome
from plainsight.web.api.shapes import Shape

ADDRESSES_MAX = 100
ADDRESS_CHARS_MAX = 200

Permille = Annotated[int, Field(ge=0, le=1000)]
Address = Annotated[str, StringConstraints(min_length=1, max_length=ADDRESS_CHARS_MAX)]


class EvidenceShape(Shape):
    """What stands in the text; `start` and `end` count its characters (Unicode code points)."""

    start: int
    end: int
    excerpt: str = Field(description="text[start:end], as the author wrote it")
    plain: str = Field(description="the term of the lexicon, or the value, in its plain form")
    sense: str
    gloss: str
    undone: list[str] = Field(description="the disguises that were seen through, in words")


class ReasonShape(Shape):
    """One indicator that was met."""

    indicator: str
    facet: str
    weight_permille: int
    says: str
    evidence: list[EvidenceShape]


class DoubtShape(Shape):
    """One benign context that spoke against the finding."""

    against: str
    weight_permille: int
    says: str
    evidence: list[EvidenceShape]


class FindingShape(Shape):
    """A typology that a post meets; scores in thousandths."""

    typology: str
    version: int
    title: str
    policy: str = Field(description="digest of the typologies and the lexicon that judged")
    score_permille: Permille
    threshold_permille: Permille
    likelihood_permille: Permille | None = Field(
        default=None, description="what a trained model says, where one judges"
    )
    raised_by: str = Field(description="typology, or model for M00")
    flags: list[str] = Field(description="red flags of published advisories")
    facets: list[str]
    post_id: str
    account_id: str
    surface: str
    posted_at: str | None
    reasons: list[ReasonShape]
    doubts: list[DoubtShape]


class FlaggedShape(Shape):
    """A post with findings, strongest first; as a line of `plainsight scan --json`."""

    post_id: str
    account_id: str
    surface: str
    campaign: str = Field(description="the same for copies of an advert and for one contact")
    findings: list[FindingShape]


class RefusalShape(Shape):
    """A record that is not labelled public or semi_public: nothing else of it was read."""

    record: str
    label: str = Field(description="private, unlabelled or other")


class UnreadShape(Shape):
    """A record that could not be read, and how to mend it."""

    record: str
    field: str
    mend: str


class RolloutShape(Shape):
    """A new version of a typology that is rolled out: which of the two judged."""

    typology: str
    version: int
    stage: str = Field(description="shadow: it says nothing; share: for some posts; full: for all")
    permille: Permille = Field(description="of the posts, by a hash of surface and post_id")
    obeyed: bool = Field(
        description="false where this server has no such version: the present one judged alone"
    )


class ScanAnswer(Shape):
    """`read` is `scanned` and what stands in the two last lists; nothing was stored."""

    read: int
    scanned: int
    policy: str = Field(description="digest of what judged, also where nothing was found")
    model: str = Field(
        description="SHA-256 of what a trained model learnt from that judged beside the policy, "
        "or nothing"
    )
    rollouts: list[RolloutShape] = Field(description="those in force, by typology")
    posts: list[FlaggedShape] = Field(description="those with findings, in their order")
    refused: list[RefusalShape]
    quarantined: list[UnreadShape]


class ScreenQuestion(Shape):
    """Addresses as they were written somewhere, and the day that is asked about."""

    addresses: Annotated[list[Address], Field(min_length=1, max_length=ADDRESSES_MAX)]
    as_of: date | None = Field(default=None, description="a day in UTC; today when left out")
    basis: Basis = Field(
        default=Basis.EFFECTIVE,
        description="effective: what held that day; known: what could be read that day",
    )


class ScreeningShape(Shape):
    """The answer about one address. There is no "clean": no claim is not innocence."""

    address: str = Field(description="as it was sent")
    network: str | None = Field(description="by its encoding and checksum; null when none fits")
    outcome: Outcome
    as_of: date
    basis: Basis
    categories_version: str
    reasons: list[str]


class ScreenAnswer(Shape):
    """One answer for each address, in order."""

    screenings: list[ScreeningShape]
