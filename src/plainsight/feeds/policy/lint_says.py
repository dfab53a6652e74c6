"""What an indicator says of figures: true only where a figure is asked for.

A reason goes into a report as it stands. "In figures" beside a post that has none is a lie there.
"""

import re
from collections.abc import Iterable

from plainsight.detect.typology import Indicator, Typology
from plainsight.feeds.policy.complaints import Complaints

_OF_FIGURES = re.compile(r"\bin figures\b|\bnames a (?:rate|sum|percentage)\b")


def lint_says(typologies: Iterable[Typology], complaints: Complaints) -> None:
    """Refuse `says` that tells of a figure where neither a sign nor its company is an extract.

    A rate, a sum and a percentage are read out of a text as extracts; senses are words. The mend is
    to ask for the extract, or to say no more than the words do.
    """
    for typology in typologies:
        for indicator in typology.indicators:
            told = _OF_FIGURES.search(indicator.says)
            if told is not None and not _asks_for_an_extract(indicator):
                complaints.add(
                    f"typology {typology.typology_id}, indicator {indicator.indicator_id}",
                    f"says {told.group()!r}, but asks for words alone",
                    "ask for an extract (in `extracts` or `near`), or say what the words mean",
                )


def _asks_for_an_extract(indicator: Indicator) -> bool:
    """A choice of a word or a figure is no figure: every way to be told has to have one."""
    if indicator.tells_sense or not indicator.sense_ids:  # then words are told by their gloss
        return bool(indicator.extract_kinds)
    near = indicator.near
    return near is not None and bool(near.extract_kinds) and not near.sense_ids
