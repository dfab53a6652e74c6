"""A report's narrative as a page shows it: every sentence with numbers for what it rests on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from plainsight.casework.report.ground import Ground
from plainsight.casework.report.sentence import Sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """One ground of a sentence, under its number in the list."""

    number: int
    ground: Ground


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportLines:
    """The sentences by part, and the grounds in the order they are first rested on."""

    parts: tuple[tuple[str, tuple[tuple[int, Sentence, tuple[Reference, ...]], ...]], ...]
    grounds: tuple[Reference, ...]

    @property
    def grounds_by_kind(self) -> tuple[tuple[str, tuple[Reference, ...]], ...]:
        """The grounds of each kind, in the order in which the kinds are first rested on."""
        kinds: dict[str, list[Reference]] = {}
        for each in self.grounds:
            kinds.setdefault(each.ground.kind.value, []).append(each)
        return tuple((kind, tuple(alike)) for kind, alike in kinds.items())


def report_lines(sentences: Sequence[Sentence], grounds: Mapping[str, Ground]) -> ReportLines:
    """Number the grounds and lay out the narrative."""
    ids = dict.fromkeys(name for each in sentences for name in each.rests_on)
    numbered = {
        name: Reference(number=number, ground=grounds[name])
        for number, name in enumerate((name for name in ids if name in grounds), start=1)
    }
    parts: dict[str, list[tuple[int, Sentence, tuple[Reference, ...]]]] = {}
    for place, each in enumerate(sentences):
        rests = tuple(numbered[name] for name in each.rests_on if name in numbered)
        parts.setdefault(each.part.value, []).append((place, each, rests))
    return ReportLines(
        parts=tuple((name, tuple(lines)) for name, lines in parts.items()),
        grounds=tuple(numbered.values()),
    )
