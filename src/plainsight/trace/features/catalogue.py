"""The features by name, in the order of their columns, and what each says about a transfer."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from plainsight.trace.features.question import FeatureQuestion

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
    "count": "{value:,.0f} transfers",
    "parties": "{value:,.0f} parties",
    "sum": "{value:,.0f} base units",
    "new": "{value:,.0f} first payments between two parties",
}
_MATCH_WORDS = {
    "funded_by": "what the source received",
    "paid_alike": "what else the source paid",
    "passed_on": "what the target paid on",
    "received_alike": "what else the target received",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Feature:
    """A column: its name, and a sentence in which `value` stands for its number."""

    name: str
    says: str

    def sentence(self, value: float) -> str:
        """What it says about one transfer."""
        return self.says.format(value=value)


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
    """The names alone."""
    return tuple(feature.name for feature in feature_catalogue(question))


def _dealings(windows: Sequence[timedelta]) -> list[Feature]:
    features = []
    for role in ROLES:
        end, way = role.split("_")
        for side, words in (("before", "in the {0} before"), ("after", "in the {0} after")):
            for window in windows:
                span = _span(window)
                features += [
                    Feature(
                        name=f"{role}_{counted}_{side}_{span}",
                        says=f"the {end} {way} {_COUNT_WORDS[counted]} {words.format(span)}",
                    )
                    for counted in COUNTED
                ]
        features += [
            Feature(
                name=f"{role}_gap",
                says=f"the {end} last {way} {{value:,.0f}} microseconds earlier (-1: not lately)",
            ),
            Feature(
                name=f"{role}_most",
                says=f"the most the {end} {way} at once lately is {{value:,.0f}} base units",
            ),
        ]
    return features


def _pairs() -> list[Feature]:
    ways = (("pair", "the source paid this target"), ("back", "the target paid this source"))
    return [
        Feature(name=f"{way}_{what}", says=f"{words} {says}")
        for way, words in ways
        for what, says in (
            ("before", "{value:,.0f} times before"),
            ("after", "{value:,.0f} times after, as far as is known"),
            ("gap", "{value:,.0f} microseconds earlier (-1: never)"),
            ("ratio", "on average; this amount is {value:.2f} times that (0: nothing to compare)"),
        )
    ]


def _matching() -> list[Feature]:
    says = {
        "count": "{value:,.0f} transfers to compare with",
        "ratio": "the nearest amount differs by {value:.2f} (logarithm)",
        "lag": "the nearest amount lies {value:,.0f} microseconds away",
        "equal": "{value:,.0f} amounts within five per cent",
        "less_commission": "{value:,.0f} amounts up to a quarter larger, as less a commission",
        "together": "the nearest sum of neighbours differs by {value:.2f} (logarithm)",
    }
    return [
        Feature(name=f"{kind}_{what}", says=f"{_MATCH_WORDS[kind]}: {says[what]}")
        for kind in MATCHED
        for what in MATCHES
    ]


def _motifs() -> list[Feature]:
    told = {
        "shared_payees": "payees shared by the source and other payers of the target: {value:,.0f}",
        "sharing_payers": "other payers of the target who share payees with the source: "
        "{value:,.0f}",
        "shared_payees_most": "most payees shared with one other payer: {value:,.0f}",
        "gathered_ways": "parallel ways from one origin that meet at the target: {value:,.0f}",
        "scattered_ways": "parallel ways from the source that meet at one end: {value:,.0f}",
        "dispense_cycle": "the money is back at the source after {value:,.0f} transfers (0: no)",
        "dispense_returned": "share of the amount that comes back to the source: {value:.2f}",
        "dispense_flow": "onward from the target flows {value:.2f} times the amount",
        "dispense_parties": "onward from the target it can have reached {value:,.0f} accounts",
        "sink_cycle": "the money began at the target, {value:,.0f} transfers ago (0: no)",
        "sink_returned": "share of the amount that began at the target: {value:.2f}",
        "sink_flow": "into the source flowed {value:.2f} times the amount",
        "sink_parties": "it can have come to the source from {value:,.0f} accounts",
    }
    return [Feature(name=name, says=says) for name, says in told.items()]


def _shares() -> list[Feature]:
    features = []
    for role in ROLES:
        end, way = role.split("_")
        features += [
            Feature(
                name=f"{role}_times_mean",
                says=f"the amount is {{value:.2f}} times what the {end} {way} on average",
            ),
            Feature(
                name=f"{role}_burst",
                says=f"{{value:.0%}} of what the {end} {way} lately falls on the last window",
            ),
            Feature(
                name=f"{role}_new_share",
                says=f"{{value:.0%}} of what the {end} {way} lately was a first payment",
            ),
        ]
    for end in ENDS:
        features += [
            Feature(
                name=f"{end}_through",
                says=f"{{value:.0%}} of what the {end} lately received or paid passes through",
            ),
            Feature(name=f"{end}_pass", says=f"the {end} passed on {{value:,.0f}} base units"),
        ]
    return features


def _amounts(threshold_count: int) -> list[Feature]:
    return [
        Feature(name="amount", says="the amount is {value:,.0f} base units"),
        Feature(name="zeros", says="the amount ends in {value:,.0f} zeros"),
        Feature(name="first_digit_surprise", says="first digit rarer than Benford: {value:.2f}"),
        Feature(name="weekday", says="weekday number {value:,.0f} (0: the day of 1970-01-01)"),
        *(
            Feature(
                name=f"of_threshold_{number}",
                says=f"the amount is {{value:.2f}} of reporting threshold {number}",
            )
            for number in range(1, threshold_count + 1)
        ),
    ]


def _communities() -> list[Feature]:
    return [
        Feature(name="same_community", says="both ends in one community: {value:.0f} (-1: new)"),
        Feature(name="source_community_size", says="the source's community has {value:,.0f}"),
        Feature(name="target_community_size", says="the target's community has {value:,.0f}"),
    ]


def _findings() -> list[Feature]:
    return [
        Feature(name="findings_transfer", says="{value:,.0f} typologies found this transfer"),
        Feature(name="findings_source", says="typologies found the source {value:,.0f} times"),
        Feature(name="findings_target", says="typologies found the target {value:,.0f} times"),
    ]


def _labels() -> list[Feature]:
    words = {
        "labelled": "reviewed and confirmed among those the {end} {way}: {{value:,.0f}}",
        "near_labelled": "others with a confirmed transfer among those the {end} {way}: "
        "{{value:,.0f}}",
        "near_labelled_share": "share of those with a confirmed transfer among those the {end} "
        "{way}: {{value:.0%}}",
    }
    features = []
    for name in LABELLED:
        kind, end, way = name.rsplit("_", 2)
        features.append(Feature(name=name, says=words[kind].format(end=end, way=way)))
    return features


def _span(window: timedelta) -> str:
    hours = window // timedelta(hours=1)
    return f"{hours // 24}d" if hours and hours % 24 == 0 else f"{window // timedelta(minutes=1)}m"
