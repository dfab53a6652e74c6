"""The features by name, in the order of their columns, and what each says about a transfer."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from plainsight.model.asset import Asset
from plainsight.trace.features.question import FeatureQuestion
from plainsight.trace.features.told import Unit, tell

ENDS = ("source", "target")
WAYS = ("paid", "received")
ROLES = tuple(f"{end}_{way}" for end in ENDS for way in WAYS)
COUNTED = ("count", "parties", "sum", "new")
MATCHED = ("funded_by", "paid_alike", "passed_on", "received_alike")
MATCHES = ("count", "ratio", "lag", "equal", "less_commission", "together")
LABELLED = (
    *(f"labelled_{role}" for role in ROLES),
    *(f"near_labelled_{role}" for role in ROLES),
    *(f"near_labelled_share_{role}" for role in ROLES),
)
_COUNT_WORDS = {
    "count": ("{0} transfers", Unit.COUNT),
    "parties": ("transfers with {0} parties", Unit.COUNT),
    "sum": ("{0}", Unit.MONEY),
    "new": ("{0} transfers that were the first between their two ends", Unit.COUNT),
}
_MATCH_WORDS = {
    "funded_by": "what the source had received",
    "paid_alike": "what else the source paid",
    "passed_on": "what the target paid on",
    "received_alike": "what else the target received",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Feature:
    """A column: its name, its unit, and a sentence with a place for its number."""

    name: str
    says: str  # {0} is the number in words
    unit: Unit

    def sentence(self, value: float, *, asset: Asset) -> str:
        """What it says about one transfer; amounts are in `asset`."""
        return self.says.format(tell(value, self.unit, asset))


def feature_catalogue(question: FeatureQuestion) -> tuple[Feature, ...]:
    """Every feature in the order of its column."""
    return (
        *_dealings(question.windows),
        *_pairs(),
        *_matching(),
        *_motifs(),
        *_shares(),
        *_amounts(len(question.thresholds)),
        *_communities(),
        *_findings(),
        *_labels(),
    )


def feature_names(question: FeatureQuestion) -> tuple[str, ...]:
    """The names alone, in the order in which the definition and its engines give the columns."""
    return tuple(feature.name for feature in feature_catalogue(question))


def _dealings(windows: Sequence[timedelta]) -> list[Feature]:
    features = []
    for role in ROLES:
        end, way = role.split("_")
        for side, words in (("before", "in the {0} until it"), ("after", "in the {0} after it")):
            for window in windows:
                span = words.format(tell(window / _US, Unit.SPAN, None))
                features += [
                    Feature(
                        name=f"{role}_{counted}_{side}_{_short(window)}",
                        says=f"the {end} {way} {_COUNT_WORDS[counted][0]} {span}",
                        unit=_COUNT_WORDS[counted][1],
                    )
                    for counted in COUNTED
                ]
        features += [
            Feature(
                name=f"{role}_gap", says=f"the {end} last {way} something {{0}}", unit=Unit.AGO
            ),
            Feature(
                name=f"{role}_most",
                says=f"the most the {end} lately {way} at once is {{0}}",
                unit=Unit.MONEY,
            ),
        ]
    return features


def _pairs() -> list[Feature]:
    ways = (("pair", "the source paid this target"), ("back", "the target paid this source"))
    return [
        Feature(name=f"{way}_{what}", says=f"{words} {says}", unit=unit)
        for way, words in ways
        for what, says, unit in (
            ("before", "{0} times before", Unit.COUNT),
            ("after", "{0} times after, as far as is known", Unit.COUNT),
            ("gap", "{0}", Unit.AGO),
            ("ratio", "amounts of which this one is {0} times the mean", Unit.TIMES),
        )
    ]


def _matching() -> list[Feature]:
    says = {
        "count": ("{0} transfers to compare with", Unit.COUNT),
        "ratio": ("the nearest amount: {0}", Unit.LOG),
        "lag": ("the nearest amount lies {0} away", Unit.SPAN),
        "equal": ("{0} amounts within five per cent", Unit.COUNT),
        "less_commission": ("{0} amounts that fit less a commission", Unit.COUNT),
        "together": ("the nearest sum of neighbours: {0}", Unit.LOG),
    }
    return [
        Feature(
            name=f"{kind}_{what}", says=f"{_MATCH_WORDS[kind]}: {says[what][0]}", unit=says[what][1]
        )
        for kind in MATCHED
        for what in MATCHES
    ]


def _motifs() -> list[Feature]:
    payees = "other payers of the target and the source share"
    told = (
        ("shared_payees", f"{payees} {{0}} further payees", Unit.COUNT),
        ("sharing_payers", "{0} other payers of the target share payees with it", Unit.COUNT),
        ("shared_payees_most", "one other payer shares {0} payees with the source", Unit.COUNT),
        ("gathered_ways", "{0} parallel ways from one origin meet at the target", Unit.COUNT),
        ("scattered_ways", "{0} parallel ways from the source meet at one end", Unit.COUNT),
        ("dispense_cycle", "after {0} transfers money is back at the source (0: not)", Unit.COUNT),
        ("dispense_returned", "{0} of the amount can come back to the source", Unit.SHARE),
        ("dispense_flow", "from the target can have flowed on {0} times the amount", Unit.TIMES),
        ("dispense_parties", "from the target it can have reached {0} accounts", Unit.COUNT),
        ("sink_cycle", "{0} transfers ago money began at the target (0: not)", Unit.COUNT),
        ("sink_returned", "{0} of the amount can have begun at the target", Unit.SHARE),
        ("sink_flow", "into the source can have flowed {0} times the amount", Unit.TIMES),
        ("sink_parties", "it can have come to the source from {0} accounts", Unit.COUNT),
    )
    return [Feature(name=name, says=says, unit=unit) for name, says, unit in told]


def _shares() -> list[Feature]:
    features = []
    for role in ROLES:
        end, way = role.split("_")
        lately = f"of the transfers the {end} lately {way}"
        features += [
            Feature(
                name=f"{role}_times_mean",
                says=f"the amount is {{0}} times what the {end} {way} on average",
                unit=Unit.TIMES,
            ),
            Feature(
                name=f"{role}_burst",
                says=f"{{0}} {lately} fall on the shortest window",
                unit=Unit.SHARE,
            ),
            Feature(
                name=f"{role}_new_share",
                says=f"{{0}} {lately} were the first between their two ends",
                unit=Unit.SHARE,
            ),
        ]
    for end in ENDS:
        features += [
            Feature(
                name=f"{end}_through",
                says=f"{{0}} of what the {end} lately handled went straight through",
                unit=Unit.SHARE,
            ),
            Feature(name=f"{end}_pass", says=f"the {end} lately passed on {{0}}", unit=Unit.MONEY),
        ]
    return features


def _amounts(threshold_count: int) -> list[Feature]:
    return [
        Feature(name="amount", says="the amount is {0}", unit=Unit.MONEY),
        Feature(name="zeros", says="the amount ends in {0} zeros", unit=Unit.COUNT),
        Feature(
            name="first_digit_surprise",
            says="the first digit is rare by Benford's law: {0}",
            unit=Unit.TIMES,
        ),
        Feature(name="weekday", says="it is weekday {0} (0: Thursday)", unit=Unit.COUNT),
        *(
            Feature(
                name=f"of_threshold_{number}",
                says=f"the amount is {{0}} of threshold {number} of the question",
                unit=Unit.SHARE,
            )
            for number in range(1, threshold_count + 1)
        ),
    ]


def _communities() -> list[Feature]:
    size = "the {0}'s community has {{0}} accounts"
    return [
        Feature(
            name="same_community",
            says="both ends are of one community: {0} (-1: one is new)",
            unit=Unit.COUNT,
        ),
        *(
            Feature(name=f"{end}_community_size", says=size.format(end), unit=Unit.COUNT)
            for end in ENDS
        ),
    ]


def _findings() -> list[Feature]:
    return [
        Feature(
            name=f"findings_{which}",
            says=f"typologies had found {words} {{0}} times",
            unit=Unit.COUNT,
        )
        for which, words in (
            ("transfer", "this transfer"),
            ("source", "transfers of the source"),
            ("target", "transfers of the target"),
        )
    ]


def _labels() -> list[Feature]:
    among = "transfers the {end} {way}"
    words = {
        "labelled": ("{{0}} confirmed " + among, Unit.COUNT),
        "near_labelled": ("{{0}} " + among + " with a party known from others", Unit.COUNT),
        "near_labelled_share": ("{{0}} of the " + among + " are with known parties", Unit.SHARE),
    }
    features = []
    for name in LABELLED:
        kind, end, way = name.rsplit("_", 2)
        says, unit = words[kind]
        features.append(Feature(name=name, says=says.format(end=end, way=way), unit=unit))
    return features


_US = timedelta(microseconds=1)


def _short(window: timedelta) -> str:
    hours = window // timedelta(hours=1)
    return f"{hours // 24}d" if hours and hours % 24 == 0 else f"{window // timedelta(minutes=1)}m"
