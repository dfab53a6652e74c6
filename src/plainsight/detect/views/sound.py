"""SOUND: letters kept, Chinese characters, digits and picture words spelled in pinyin."""

from functools import cache, lru_cache

from plainsight.detect.tables.load import sound_table
from plainsight.detect.views.reading import Reading
from plainsight.detect.views.shapes import separators
from plainsight.detect.views.view import View

CHARS_KEPT = 1 << 13


def sound_text(folded: str) -> str:
    """The text of the SOUND view of an already folded text."""
    return separators().sub("", folded.translate(_spellings()))


def sound(folded: Reading) -> Reading:
    """Read a FOLD reading in the SOUND view; each letter of a syllable has the same span."""
    spelled = [_spelled(char) for char in folded.text]
    return Reading(
        view=View.SOUND,
        text="".join(spelled),
        starts=[at for at, unit in zip(folded.starts, spelled, strict=True) for _ in unit],
        ends=[at for at, unit in zip(folded.ends, spelled, strict=True) for _ in unit],
    )


def syllables(text: str) -> tuple[str, ...]:
    """The units that the SOUND view makes of a folded text: syllables, or single letters."""
    table, is_gap = sound_table(), separators().match
    units: list[str] = []
    for char in text:
        spelled = table.get(ord(char))
        if spelled is not None:
            units += spelled
        elif not is_gap(char):
            units.append(char)
    return tuple(units)


@lru_cache(CHARS_KEPT)
def _spelled(char: str) -> str:
    """How a folded character sounds; what is neither letter nor digit is silent."""
    return _spellings().get(ord(char), "" if separators().match(char) else char)


@cache
def _spellings() -> dict[int, str]:
    return {point: "".join(units) for point, units in sound_table().items()}
