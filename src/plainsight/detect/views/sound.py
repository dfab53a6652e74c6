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
    out: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for char, start, end in zip(folded.text, folded.starts, folded.ends, strict=True):
        spelled = _spelled(char)
        out.append(spelled)
        for _ in spelled:
            starts.append(start)
            ends.append(end)
    return Reading(view=View.SOUND, text="".join(out), starts=starts, ends=ends)


def syllables(text: str) -> tuple[str, ...]:
    """The units that the SOUND view makes of a folded text: syllables, or single letters."""
    table, is_gap = sound_table(), separators().match
    return tuple(
        unit for char in text for unit in table.get(ord(char), () if is_gap(char) else (char,))
    )


@lru_cache(CHARS_KEPT)
def _spelled(char: str) -> str:
    """How a folded character sounds; what is neither letter nor digit is silent."""
    return _spellings().get(ord(char), "" if separators().match(char) else char)


@cache
def _spellings() -> dict[int, str]:
    return {point: "".join(units) for point, units in sound_table().items()}
