"""All literal forms under which one term is searched. What a view cannot undo is undone here."""

from collections.abc import Iterable, Iterator, Set
from unicodedata import category

from plainsight.detect.tables.load import sound_table
from plainsight.detect.views.chinese_forms import (
    rare_homophones,
    readings,
    similar_forms,
    split_forms,
)
from plainsight.detect.views.encoded import encoded_forms
from plainsight.detect.views.fold import fold, fold_text
from plainsight.detect.views.latin_forms import (
    flipped,
    is_readable,
    masked,
    respellings,
    swaps,
    typos,
)
from plainsight.detect.views.shapes import separators, unspaced_letter
from plainsight.detect.views.skeleton import skeleton
from plainsight.detect.views.sound import syllables
from plainsight.detect.views.technique import Technique
from plainsight.detect.views.tight import tight_text
from plainsight.detect.views.variant import Variant
from plainsight.detect.views.view import View
from plainsight.detect.views.wording import is_common_latin, is_rare_pair

SKELETON_CHARS_MIN = 3  # shorter skeletons are found in too many ordinary words
WORD_CHARS_MIN = 4  # the same for reversed, flipped and starred words
ENCODED_CHARS_MIN = 6
TYPO_CHARS_MIN = 7
SWAP_CHARS_MIN = 5
BACKWARDS_CHARS_MAX = 24
JOINED_CHARS_MIN = 8
TIGHT_CHARS_MIN = 3
NUMBER_DIGITS_MIN = 7
# A longer Chinese term holds a shorter one that is searched by itself; so does a Latin phrase.
CHINESE_CHARS_MAX = 4
HOMOPHONES_CHARS_MAX = 5


# What is tried of a term beside its plain, joined and respelled forms. As it sounds and is drawn:
ALOUD = frozenset({Technique.HOMOPHONES, Technique.PINYIN, Technique.EMOJI, Technique.NEAR_GLYPH})
# Of a word by itself; nobody does it to a phrase:
IN_WORDS = frozenset(
    {
        Technique.SPLIT,
        Technique.REVERSED,
        Technique.FLIPPED,
        Technique.TYPO,
        Technique.MASKED,
        Technique.ENCODED,
    }
)
# HOMOPHONE asks for other characters of the same sound wherever they stand, HOMOPHONES where others
# keep them company. INITIALS (pf for 跑分) is tried of nothing: two letters collide.
USUAL = ALOUD | IN_WORDS | {Technique.HOMOPHONE}


def variants(surface: str, techniques: Set[Technique] = USUAL) -> Iterator[Variant]:
    """Yield the forms of a term, plainest first; those that cost or collide as `techniques` say.

    Ordinary words (病毒 for 冰毒) are refused in any case.
    """
    plain = fold_text(surface).strip()
    if not plain:
        return
    yield Variant(view=View.FOLD, text=plain, technique=Technique.PLAIN, plain=plain)
    pictures = [char for char in plain if category(char) == "So"]
    tight = separators().sub("", plain)
    if not pictures and _is_searched_tight(tight):  # 一个 is not 🧊一个
        yield Variant(view=View.TIGHT, text=tight, technique=Technique.SPACED, plain=plain)
    if unspaced_letter().search(plain):
        if any(ord(picture) not in sound_table() for picture in pictures):
            return
        yield from _spoken(plain, _sounds(plain, techniques))
        if Technique.HOMOPHONE in techniques:
            yield from _each(rare_homophones(plain), View.FOLD, Technique.HOMOPHONE, plain)
        if len(plain) <= CHINESE_CHARS_MAX and not pictures:
            yield from _drawn(plain, techniques)
        if Technique.INITIALS in techniques and len(plain) > 1:
            yield from _initials(plain)
        return
    if pictures:  # no other view has them: without its picture ❄️ 120 is any number
        return
    yield from _respelled(plain)
    if len(plain) <= BACKWARDS_CHARS_MAX and " " in plain:
        yield from _each([plain[::-1]], View.FOLD, Technique.REVERSED, plain)
    if not separators().search(plain) and not plain.isdigit():
        yield from _disguised(plain, techniques)
        if Technique.ENCODED in techniques and len(plain) >= ENCODED_CHARS_MIN:
            forms = (fold_text(form) for form in encoded_forms(surface.strip()))
            yield from _each(forms, View.FOLD, Technique.ENCODED, plain)


def _is_searched_tight(tight: str) -> bool:
    """Two letters or digits meet everywhere, 2.5 is no 25%; a long number is a contact or CAS."""
    if tight != tight_text(tight):
        return False
    if unspaced_letter().search(tight):
        return len(tight) > 1
    return len(tight) >= (NUMBER_DIGITS_MIN if tight.isdigit() else TIGHT_CHARS_MIN)


def _sounds(plain: str, techniques: Set[Technique]) -> list[Technique]:
    """How what sounds like a term may be explained; what needs no company is not asked for any."""
    asked = [Technique.HOMOPHONE, Technique.PINYIN, Technique.EMOJI]
    if Technique.HOMOPHONE not in techniques and len(plain) <= HOMOPHONES_CHARS_MAX:
        asked[0] = Technique.HOMOPHONES
    return [technique for technique in asked if technique in techniques]


def _spoken(plain: str, techniques: list[Technique]) -> Iterator[Variant]:
    """The term as it sounds; one form per technique that may explain a find."""
    for units in readings(plain):
        text = "".join(units)
        for technique in techniques if len(units) > 1 else ():
            yield Variant(view=View.SOUND, text=text, technique=technique, plain=plain, units=units)


def _drawn(plain: str, techniques: Set[Technique]) -> Iterator[Variant]:
    if Technique.SPLIT in techniques:
        forms = (tight_text(fold_text(form)) for form in split_forms(plain))
        yield from _each(forms, View.TIGHT, Technique.SPLIT, plain)
    if len(plain) < 2:
        return
    if Technique.NEAR_GLYPH in techniques:
        yield from _each(similar_forms(plain), View.FOLD, Technique.NEAR_GLYPH, plain)
    if Technique.REVERSED in techniques and (len(plain) > 2 or is_rare_pair(plain)):
        yield from _each([plain[::-1]], View.FOLD, Technique.REVERSED, plain)


def _initials(plain: str) -> Iterator[Variant]:
    forms = ["".join(unit[0] for unit in units) for units in readings(plain) if len(units) > 1]
    for at, char in enumerate(plain):
        forms += [plain[:at] + unit[0] + plain[at + 1 :] for unit in syllables(char)]
    yield from _each(forms, View.FOLD, Technique.INITIALS, plain)


def _respelled(plain: str) -> Iterator[Variant]:
    text = skeleton(fold(plain)).text
    if len(text) >= SKELETON_CHARS_MIN:
        for technique in (Technique.LEET, Technique.RESPELLED):
            yield Variant(view=View.SKELETON, text=text, technique=technique, plain=plain)
    yield from _each(respellings(plain), View.FOLD, Technique.RESPELLED, plain)
    joined = plain.replace(" ", "", 1)
    if joined != plain and joined.isalpha() and len(joined) >= JOINED_CHARS_MIN:
        yield Variant(
            view=View.SKELETON,
            text=skeleton(fold(joined)).text,
            technique=Technique.LEET,
            plain=joined,
        )


def _disguised(word: str, techniques: Set[Technique]) -> Iterator[Variant]:
    if len(word) < WORD_CHARS_MIN:
        return
    if not is_readable(word[::-1]):
        if Technique.REVERSED in techniques:
            yield from _each([word[::-1]], View.FOLD, Technique.REVERSED, word)
        if Technique.FLIPPED in techniques:
            yield from _each([flipped(word)], View.FOLD, Technique.FLIPPED, word)
    if Technique.TYPO in techniques and len(word) >= SWAP_CHARS_MIN:
        is_strange = len(word) >= TYPO_CHARS_MIN and not is_common_latin(word)
        slips = typos(word) if is_strange else swaps(word)
        yield from _each(slips, View.FOLD, Technique.TYPO, word)
    if Technique.MASKED in techniques:
        yield from _each(masked(word), View.FOLD, Technique.MASKED, word)


def _each(forms: Iterable[str], view: View, technique: Technique, plain: str) -> Iterator[Variant]:
    for form in dict.fromkeys(forms):
        if form and form != plain:
            yield Variant(view=view, text=form, technique=technique, plain=plain)
