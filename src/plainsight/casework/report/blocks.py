"""A narrative as the form takes it: one line, cut between sentences into numbered blocks."""

from collections.abc import Sequence

from plainsight.casework.report.sentence import Part, Sentence
from plainsight.errors import UnfitReport


def narrative_lines(sentences: Sequence[Sentence]) -> tuple[str, ...]:
    """The sentences in the order of their parts, each part opened by its name in capitals."""
    lines: list[str] = []
    for part in Part:
        own = [sentence.text for sentence in sentences if sentence.part is part]
        if own:
            lines.append(f"{part.value.upper()}: {own[0]}")
            lines += own[1:]
    return tuple(lines)


def cut_blocks(
    sentences: Sequence[Sentence], *, chars_max: int, blocks_max: int
) -> tuple[str, ...]:
    """Blocks of at most `chars_max` characters, no sentence cut. Raises UnfitReport when too long.

    No block begins or ends with a blank and none holds a line break: FinCEN's form and fit rule.
    """
    blocks: list[str] = []
    for line in narrative_lines(sentences):
        if len(line) > chars_max:
            raise UnfitReport("narrative", (f"a sentence has {len(line)} characters: cut it",))
        if blocks and len(blocks[-1]) + 1 + len(line) <= chars_max:
            blocks[-1] += f" {line}"
        else:
            blocks.append(line)
    if len(blocks) > blocks_max:
        raise UnfitReport(
            "narrative",
            (f"{len(blocks)} blocks of {chars_max} characters, {blocks_max} fit: tell less",),
        )
    return tuple(blocks)
