"""Which posts of a batch are worth a search at all: those that an anchor may stand in."""

from collections.abc import Iterable, Sequence
from functools import cache
from itertools import pairwise
from unicodedata import category

import numpy as np
import numpy.typing as npt

from plainsight.detect.tables.load import (
    class_ranges,
    fold_table,
    ordinary_latin_words,
    ordinary_words,
    sound_table,
)
from plainsight.detect.views import Technique, Variant, View
from plainsight.engines.columnar import glance_kernels, row_kernels
from plainsight.engines.columnar import set_kernels as sets
from plainsight.engines.columnar.hash_table import make_table
from plainsight.engines.columnar.phrases import HashedPhrases
from plainsight.engines.columnar.strings import Strings
from plainsight.engines.columnar.tables import (
    DIGIT,
    LETTER,
    NUMERAL,
    POINTS,
    UNSPACED,
    classes,
    coarse,
    common,
    numerals,
)

U64 = npt.NDArray[np.uint64]
U8 = npt.NDArray[np.uint8]
I32 = npt.NDArray[np.int32]
_ALONE = {Technique.HOMOPHONE: "spoken", Technique.HOMOPHONES: "faint"}
_COMPANY = {Technique.HOMOPHONE: "heard", Technique.HOMOPHONES: "faint"}
_KINDS = {"spoken": sets.ALOUD, "mixed": sets.HIDDEN, "faint": sets.FAINT, "heard": sets.HEARD}
OTHER_SYLLABLE = sets.SYLLABLES - 1  # of characters without a sound
# How often a set is halved: those that are asked after or before another may err more, and what is
# small stays near the processor.
_HALVED = {
    **dict.fromkeys(("longer", "heads", "tails", "roughs", "fines", "after", "before"), 2),
    **dict.fromkeys(("firsts", "triples", "once", "lasts", "ends"), 1),
    **dict.fromkeys(("spoken_longer", "mixed_longer", "faint_longer", "heard_longer"), 1),
}
_CLASSES = {LETTER: sets.LETTER, DIGIT: sets.DIGIT, UNSPACED: sets.UNSPACED}


class Glance:
    """The forms of anchors as sets of hashes. Immutable, safe to share between threads."""

    def __init__(self, variants: Iterable[Variant], company: Iterable[Variant]) -> None:
        """Of anchors `variants`; `company` are the SOUND forms of every sense."""
        forms = _Forms()
        for variant in variants:
            forms.add(variant)
        for variant in company:
            forms.keep_company(variant)
        for name, unit, letters in forms.touching:
            forms.hashes[name].add(_touching_hash(unit, letters))
        phrases = HashedPhrases(sorted(forms.phrases))
        forms.hashes |= {
            "lasts": set(phrases.rough_last.tolist()),
            "ends": set(phrases.rough_end[phrases.counts > 1].tolist()),
            "roughs": set(phrases.rough.tolist()),
            "fines": set(phrases.fine.tolist()),
            "words": {sets.of_two(*map(ord, word)) for word in ordinary_words() if len(word) == 2},
        }
        self._sets, self._places = _side_by_side(forms)
        ordinary = np.unique(HashedPhrases(sorted(ordinary_latin_words())).exact)
        self._skipped = make_table(ordinary, np.ones(len(ordinary), dtype=np.uint64))
        self._limits = (_replaced()[1], forms.longest, forms.reach)
        self._info = _info(forms.signs)

    def look(self, texts: Strings) -> U8:
        """For each post NO, MIXED or YES, see `glance_kernels`."""
        out = np.empty(len(texts.offsets) - 1, dtype=np.uint8)
        glance_kernels.glance(
            texts.data,
            texts.offsets,
            self._info,
            _replaced()[0],
            self._sets,
            self._places,
            self._skipped,
            self._limits,
            out,
        )
        return out


class _Forms:
    """What to look for, sorted by how it can be seen."""

    def __init__(self) -> None:
        self.hashes: dict[str, set[int]] = {name: set() for name in sets.SETS}
        self.sounds = np.zeros(sets.SYLLABLES**2, dtype=np.uint8)
        self.signs: set[int] = set()  # characters that forms made of signs begin with
        self.phrases: set[str] = set()
        # A syllable, as a Chinese character gives it, and the one beside it in Latin letters.
        self.touching: set[tuple[str, str, str]] = set()
        self.longest = 0  # letters of a row
        self.reach = 0  # syllables of what needs a letter or picture among them

    def add(self, variant: Variant) -> None:
        match variant.view:
            case View.SKELETON:
                self.phrases |= {variant.plain, variant.text}
            case View.SOUND:
                self._add_sound(variant)
            case _:
                self._add_literal(variant)

    def _add_literal(self, variant: Variant) -> None:
        text, is_encoded = variant.text, variant.technique is Technique.ENCODED
        if is_encoded and len(text) >= row_kernels.ENCODED_CHARS and text.isascii():
            self.hashes["encoded"].add(row_kernels.encoded_hash(_points(text), 0))
            return
        bare = [ord(char) for char in text if classes()[ord(char)]]
        picture = next((place for place, char in enumerate(text) if category(char) == "So"), None)
        if variant.technique is Technique.MASKED:
            self._add_sign("*")
        elif variant.view is View.FOLD and picture is not None:  # 一个 is all that 🧊一个 has else
            self._add_sign(text[picture:])
        elif bare and UNSPACED not in {int(classes()[point]) for point in bare}:
            self._add_row(bare)
            if variant.view is View.TIGHT:  # which alone shortens what is stretched
                self._add_row(_without_doubles(bare), "once")
        elif len(_without_doubles(bare)) > 1:
            self._add_chinese(_without_doubles(bare))
        else:
            self._add_sign(text)

    def _add_sign(self, text: str) -> None:
        self.signs.add(ord(text[0]))
        is_one = len(text) == 1
        self.hashes["signs"].add(ord(text) if is_one else sets.of_two(ord(text[0]), ord(text[1])))

    def _add_row(self, bare: Sequence[int], name: str = "rows") -> None:
        self.longest = max(self.longest, len(bare))
        points = np.array(bare, dtype=np.int64)
        is_short = len(bare) <= row_kernels.SHORT_CHARS_MAX and name == "rows"
        self.hashes["shorts" if is_short else name].add(row_kernels.row_hash(points))
        if len(bare) > row_kernels.SHORT_CHARS_MAX:
            self.hashes["heads"].add(row_kernels.of_four(points, 0))
            self.hashes["tails"].add(row_kernels.of_four(points, len(bare) - 4))

    def _add_chinese(self, bare: Sequence[int]) -> None:
        head = sets.of_two(bare[0], bare[1])
        self.hashes["firsts"].add(head)
        if len(bare) == 2:
            self.hashes["pairs"].add(head)
            return
        head = sets.of_more(np.uint64(head), bare[2])
        if len(bare) == 3:
            self.hashes["triples"].add(head)
        else:
            self.hashes["longer"].add(sets.of_more(np.uint64(head), bare[3]))

    def keep_company(self, variant: Variant) -> None:
        """Add a form that may keep anchors company."""
        if variant.technique not in _COMPANY:
            return
        self._add_units(variant, _COMPANY[variant.technique])
        known = _syllables()
        for one, other in pairwise(variant.units):
            if (one in known) != (other in known):  # dd我: letters as such, and a syllable
                self.touching |= {("after", one, other), ("before", other, one[::-1])}

    def _add_sound(self, variant: Variant) -> None:
        self._add_row([ord(char) for char in variant.text])
        for one, other in pairwise(variant.units):
            self.touching |= {("after", one, other), ("before", other, one[::-1])}
        name = _ALONE.get(variant.technique, "mixed")
        if name == "mixed":
            self.reach = max(self.reach, len(variant.units))
        self._add_units(variant, name)

    def _add_units(self, variant: Variant, name: str) -> None:
        numbers = _syllables()
        units = tuple(numbers.get(unit, OTHER_SYLLABLE) for unit in variant.units)
        head = units[0] * sets.SYLLABLES + units[1]
        mark = sets.PAIR if len(units) == 2 else sets.FIRST
        self.sounds[head] |= mark << 2 * _KINDS[name]
        if len(units) == 2:
            return
        head = head << 9 | units[2]
        if len(units) == 3:
            self.hashes[f"{name}_triples"].add(head)
        else:
            self.hashes[f"{name}_longer"].add(head << 9 | units[3])


def _touching_hash(unit: str, letters: str) -> int:
    running = _syllables().get(unit, OTHER_SYLLABLE)
    for letter in letters:
        running = sets.of_more(np.uint64(running), ord(letter))
    return int(running)


def _points(text: str) -> npt.NDArray[np.int64]:
    return np.array([ord(char) for char in text], dtype=np.int64)


def _without_doubles(points: Sequence[int]) -> list[int]:
    """No letter a to z twice in a row."""
    kept: list[int] = []
    for point in points:
        if not (kept and kept[-1] == point and 97 <= point <= 122):
            kept.append(point)
    return kept


def _side_by_side(forms: _Forms) -> tuple[U64, npt.NDArray[np.int64]]:
    """All sets in one array; where each begins, and one less than its words."""
    parts: list[U64] = []
    places = np.zeros((len(sets.SETS), 2), dtype=np.int64)
    end = 0
    for row, name in enumerate(sets.SETS):
        known = np.array(sorted({int(value) for value in forms.hashes[name]}), dtype=np.uint64)
        match name:
            case "words":
                part = known
            case "sounds":
                part = forms.sounds.view(np.uint64)
            case _:
                part = _set(known, _HALVED.get(name, 0))
        places[row] = end, len(part) - 1
        parts.append(part)
        end += len(part)
    return np.concatenate(parts), places


def _set(known: U64, halved: int) -> U64:
    words = np.zeros(1 << max(len(known).bit_length() - halved, 4), dtype=np.uint64)
    sets.fill(words, 0, len(words) - 1, known)
    return words


@cache
def _syllables() -> dict[str, int]:
    """A number from 1 for each syllable; some share one where there are too many."""
    known = sorted({unit for units in sound_table().values() for unit in units})
    return {unit: 1 + place % (OTHER_SYLLABLE - 1) for place, unit in enumerate(known)}


@cache
def _replaced() -> tuple[tuple[I32, U8, I32], int]:
    """Where characters that fold to none or several have theirs; how many at most per byte."""
    starts, lengths = np.zeros(POINTS, dtype=np.int32), np.zeros(POINTS, dtype=np.uint8)
    pool: list[int] = []
    longest = 1
    for point, text in fold_table().items():
        if len(text) != 1:
            starts[point], lengths[point] = len(pool), len(text)
            pool += map(ord, text)
            size = len(chr(point).encode("utf-8", "surrogatepass"))
            longest = max(longest, -(-len(text) // size))
    return (starts, lengths, np.array(pool or [0], dtype=np.int32)), longest


def _info(signs: Iterable[int]) -> U64:
    """What the kernel knows of each code point; see `glance_kernels`."""
    known = np.arange(POINTS, dtype=np.uint64)
    of_class = np.zeros(4, dtype=np.uint64)
    for kind, bit in _CLASSES.items():
        of_class[kind] = bit
    known |= of_class[classes()]
    known |= coarse().astype(np.uint64) << np.uint64(sets.COARSE)
    known[ord("a") : ord("z") + 1] |= np.uint64(sets.LATIN)
    known[ord("0") : ord("9") + 1] |= np.uint64(sets.NUMBER)
    counting = numerals()
    known[: len(counting)][counting > 0] |= np.uint64(sets.NUMBER)
    known[: len(counting)][counting == NUMERAL] |= np.uint64(sets.SPOKEN)
    known[common() > 0] |= np.uint64(sets.COMMON)
    for point in signs:
        known[point] |= np.uint64(sets.SIGN)
    for first, last in class_ranges("unspaced"):
        known[first : last + 1] |= np.uint64(OTHER_SYLLABLE << sets.SOUND)
    numbers = _syllables()
    for point, units in sound_table().items():
        places = [numbers[unit] for unit in units]
        bits = places[0] << sets.SOUND | sum(places[1:2]) << sets.SECOND
        known[point] = np.uint64(int(known[point]) & ((1 << sets.SOUND) - 1) | bits)
    folded = known.copy()
    for point, text in fold_table().items():
        folded[point] = known[ord(text)] if len(text) == 1 else np.uint64(sets.UNEVEN)
    return folded
