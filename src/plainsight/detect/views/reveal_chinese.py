"""How Chinese was written otherwise: by sound, in Latin letters, as pictures or in pieces."""

from collections.abc import Iterator

from plainsight.detect.tables.load import other_readings, pieces, similar, sound_table
from plainsight.detect.views.edges import is_unspaced_letter
from plainsight.detect.views.fold import fold_text
from plainsight.detect.views.shapes import separators
from plainsight.detect.views.sound import syllables
from plainsight.detect.views.technique import Technique
from plainsight.detect.views.undone import Undone, pairs_undone

NAMES = {
    Technique.HOMOPHONE: "homophones",
    Technique.PINYIN: "pinyin",
    Technique.EMOJI: "emoji read as words",
    Technique.SPLIT: "split characters",
    Technique.NEAR_GLYPH: "look-alike characters",
}
Step = tuple[Technique, str, str]  # what was done, as written, as meant


def chinese_undone(written: str, plain: str) -> Iterator[Undone]:
    """Name how each character of the term was written in the slice."""
    seen, term = fold_text(written).strip(), fold_text(plain).strip()
    bare = separators().sub("", term)
    if separators().sub("", seen) == bare[::-1]:
        yield Undone(technique=Technique.REVERSED, says=f"reversed {written}→{plain}")
        return
    steps = _steps(_visible(seen), bare)
    if steps is None:
        if seen == "".join(unit[0] for unit in syllables(term)):
            yield Undone(technique=Technique.INITIALS, says=f"initials {written}→{plain}")
        return
    for technique, name in NAMES.items():
        pairs = [(before, after) for kind, before, after in steps if kind is technique]
        yield from pairs_undone(technique, name, pairs)


def _visible(seen: str) -> str:
    """Letters, digits and pictures that stand for words."""
    gap = separators().match
    return "".join(char for char in seen if ord(char) in sound_table() or not gap(char))


def _steps(seen: str, term: str) -> list[Step] | None:
    """Walk both texts side by side; None when something fits nothing."""
    steps: list[Step] = []
    at = k = 0
    while k < len(term):
        step, taken, meant = _step(seen, at, term, k)
        if not taken:
            if _is_picture(seen[at : at + 1]):  # a picture that only stands between
                at += 1
                continue
            return None
        if step is not None:
            steps.append((step, seen[at : at + taken], term[k : k + meant]))
        at, k = at + taken, k + meant
    return steps


def _step(seen: str, at: int, term: str, k: int) -> tuple[Technique | None, int, int]:
    """The technique at one place, and how many characters of both texts it takes."""
    char, meant = seen[at : at + 1], term[k]
    if char == meant:
        return None, 1, 1
    for form in pieces().get(meant, ()):
        folded = fold_text(form)
        if seen.startswith(folded, at):
            return Technique.SPLIT, len(folded), 1
    readings = _readings(meant)
    spelled = max((r for r in readings if seen.startswith(r, at)), key=len, default="")
    if spelled:
        return Technique.PINYIN, len(spelled), 1
    if _is_picture(char):
        units = syllables(char)
        chars = term[k : k + len(units)]
        is_same = len(chars) == len(units) and all(map(_may_sound, chars, units))
        return (Technique.EMOJI, 1, len(units)) if is_same else (None, 0, 0)
    if char and (is_unspaced_letter(char) or char.isdigit()) and readings & {*syllables(char)}:
        return Technique.HOMOPHONE, 1, 1
    if char and char in map(fold_text, similar().get(meant, "")):
        return Technique.NEAR_GLYPH, 1, 1
    return None, 0, 0


def _readings(char: str) -> set[str]:
    return {*syllables(char), *other_readings().get(char, ())}


def _may_sound(char: str, syllable: str) -> bool:
    return syllable in _readings(char)


def _is_picture(char: str) -> bool:
    return bool(char) and separators().match(char) is not None and ord(char) in sound_table()
