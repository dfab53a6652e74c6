"""SOUND: letters kept, Chinese characters, digits and picture words spelled in pinyin."""

from functools import cache

from plainsight.detect.tables.load import sound_table
from plainsight.detect.views.reading import Reading
from plainsight.detect.views.shapes import separators
from plainsight.detect.views.view import View


def sound_text(folded: str) -> str:
    """The text of the SOUND view of an already folded text."""
    return separators().sub("", folded.translate(_spellings()))


def sound(folded: Reading) -> Reading:
    """Read a FOLD reading in the SOUND view; each letter of a syllable has the same span."""
    spellings, is_gap = _spellings(), separators().match
    out: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for char, start, end in zip(folded.text, folded.starts, folded.ends, strict=True):
        spelled = spellings.get(ord(char))
        if spelled is None:
            if not "a" <= char <= "z" and is_gap(char):
                continue
            spelled = char
        out.append(spelled)
        if len(spelled) == 1:
            starts.append(start)
            ends.append(end)
        else:
            starts += [start] * len(spelled)
            ends += [end] * len(spelled)
    return Reading(view=View.SOUND, text="".join(out), starts=starts, ends=ends)


def syllables(text: str) -> tuple[str, ...]:
    """The units that the SOUND view makes of a folded text: syllables, or single letters."""
    table, is_gap = sound_table(), separators().match
    return tuple(
        unit for char in text for unit in table.get(ord(char), () if is_gap(char) else (char,))
    )


@cache
def _spellings() -> dict[int, str]:
    return {point: "".join(units) for point, units in sound_table().items()}
