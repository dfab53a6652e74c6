"""How well instances meet labelled groups: recall and precision per typology, transfer by transfer.

A *group* is a set of transfers that somebody labelled as one scheme. It is **met** by a typology
when one instance of it holds at least half of the group's transfers; it is met at all when one
instance of any typology does. An instance is **true** when at least half of its transfers carry a
label. Both halves are counted over transfers, never over amounts.

Decision delay: a transfer at t is decided by what was known at t + delay. Whatever closes a scheme
later than that does not count, however plain it is afterwards.
"""

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass

HALF = 500  # thousandths


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """One transfer that is known to be laundering."""

    transfer_id: str
    at_us: int
    group: str = ""  # transfers of one scheme share it; empty when the label stands alone
    pattern: str = ""  # "fan-in", as the source of the label calls it


@dataclass(frozen=True, slots=True, kw_only=True)
class Spotted:
    """An instance as evaluation sees it."""

    typology_id: str
    transfer_ids: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class TypologyScore:
    """One typology against all labels."""

    typology_id: str
    instances: int
    true_instances: int  # at least half of the transfers are labelled
    transfers: int
    true_transfers: int
    groups_met: int

    @property
    def precision(self) -> int | None:
        """True instances of all, thousandths; None without instances."""
        return _share(self.true_instances, self.instances)


@dataclass(frozen=True, slots=True, kw_only=True)
class PatternScore:
    """The groups of one labelled pattern, and which typologies met them."""

    pattern: str
    groups: int
    met: int  # by any typology
    met_by: Mapping[str, int]  # typology -> groups

    @property
    def recall(self) -> int | None:
        """Groups met of all, thousandths."""
        return _share(self.met, self.groups)


@dataclass(frozen=True, slots=True, kw_only=True)
class DelayScore:
    """Labelled transfers found when each is decided so many days after it happened."""

    delay_days: int
    labelled: int
    found: int
    flagged: int  # labelled or not
    groups: int
    groups_met: int  # so many days after their last transfer

    @property
    def recall(self) -> int | None:
        """Labelled transfers found of all, thousandths."""
        return _share(self.found, self.labelled)

    @property
    def precision(self) -> int | None:
        """Labelled transfers of all that were flagged, thousandths."""
        return _share(self.found, self.flagged)

    @property
    def group_recall(self) -> int | None:
        """Groups met of all, thousandths."""
        return _share(self.groups_met, self.groups)


def groups_of(labels: Iterable[Label]) -> dict[str, tuple[Label, ...]]:
    """Labels that share a group; those without one are no group."""
    groups: dict[str, list[Label]] = {}
    for label in labels:
        if label.group:
            groups.setdefault(label.group, []).append(label)
    return {name: tuple(members) for name, members in groups.items()}


def score_typologies(
    spotted: Sequence[Spotted], labels: Sequence[Label]
) -> tuple[TypologyScore, ...]:
    """One line for each typology that was met."""
    labelled = {label.transfer_id for label in labels}
    met = met_by(spotted, groups_of(labels))
    scores = []
    for typology_id in sorted({each.typology_id for each in spotted}):
        own = [each for each in spotted if each.typology_id == typology_id]
        held = frozenset(name for each in own for name in each.transfer_ids)
        scores.append(
            TypologyScore(
                typology_id=typology_id,
                instances=len(own),
                true_instances=sum(is_true(each, labelled) for each in own),
                transfers=len(held),
                true_transfers=len(held & labelled),
                groups_met=sum(typology_id in by for by in met.values()),
            )
        )
    return tuple(scores)


def score_patterns(spotted: Sequence[Spotted], labels: Sequence[Label]) -> tuple[PatternScore, ...]:
    """One line for each labelled pattern."""
    groups = groups_of(labels)
    met = met_by(spotted, groups)
    by_pattern: dict[str, list[str]] = {}
    for name, members in groups.items():
        by_pattern.setdefault(members[0].pattern, []).append(name)
    scores = []
    for pattern, names in sorted(by_pattern.items()):
        counts: dict[str, int] = {}
        for name in names:
            for typology_id in met[name]:
                counts[typology_id] = counts.get(typology_id, 0) + 1
        scores.append(
            PatternScore(
                pattern=pattern,
                groups=len(names),
                met=sum(bool(met[name]) for name in names),
                met_by=dict(sorted(counts.items())),
            )
        )
    return tuple(scores)


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What was found with the transfers known up to an instant, among those after `since_us`."""

    as_of_us: int
    spotted: tuple[Spotted, ...]


def score_delay(
    runs: Sequence[Known],
    labels: Sequence[Label],
    happened: Mapping[str, int],
    *,
    delay_us: int,
    delay_days: int,
) -> DelayScore:
    """Decide every transfer by the first run that is at least `delay_us` after it.

    `runs` stand in order of time; `happened` has the instant of every transfer that any run
    spotted. Transfers that no run is late enough for are left out, labelled ones too.
    """
    labelled = {label.transfer_id: label.at_us for label in labels}
    last = runs[-1].as_of_us if runs else -1
    found: set[str] = set()
    flagged: set[str] = set()
    met: set[str] = set()
    groups = {
        name: members
        for name, members in groups_of(labels).items()
        if _last(members) + delay_us <= last
    }
    before = -1
    for run in runs:
        spotted = {name for each in run.spotted for name in each.transfer_ids}
        decided = {n for n in spotted if before < happened[n] + delay_us <= run.as_of_us}
        flagged |= decided
        found |= decided & labelled.keys()
        due = {
            name: members
            for name, members in groups.items()
            if before < _last(members) + delay_us <= run.as_of_us
        }
        met |= {name for name, by in met_by(run.spotted, due).items() if by}
        before = run.as_of_us
    return DelayScore(
        delay_days=delay_days,
        labelled=sum(at + delay_us <= last for at in labelled.values()),
        found=len(found),
        flagged=len(flagged),
        groups=len(groups),
        groups_met=len(met),
    )


def met_by(
    spotted: Sequence[Spotted], groups: Mapping[str, Sequence[Label]]
) -> dict[str, set[str]]:
    """Group -> typologies of which one instance holds at least half of it."""
    of_transfer = {label.transfer_id: name for name, own in groups.items() for label in own}
    sizes = {name: len({label.transfer_id for label in own}) for name, own in groups.items()}
    met: dict[str, set[str]] = {name: set() for name in groups}
    for each in spotted:
        held: dict[str, int] = {}
        for transfer_id in each.transfer_ids & of_transfer.keys():
            name = of_transfer[transfer_id]
            held[name] = held.get(name, 0) + 1
        for name, count in held.items():
            if count * 1000 >= HALF * sizes[name]:
                met[name].add(each.typology_id)
    return met


def is_true(each: Spotted, labelled: Set[str]) -> bool:
    """Whether at least half of the transfers carry a label."""
    return len(each.transfer_ids & labelled) * 1000 >= HALF * len(each.transfer_ids)


def _last(members: Sequence[Label]) -> int:
    return max(label.at_us for label in members)


def _share(part: int, whole: int) -> int | None:
    return part * 1000 // whole if whole else None
