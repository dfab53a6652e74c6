"""All literal forms under which one term is searched. Obfuscation is undone here or in a view."""

from collections.abc import Iterator
from itertools import islice, product

from plainsight.detect.tables.load import other_readings, pieces, similar
from plainsight.detect.views.encoded import encoded_forms
from plainsight.detect.views.fold import fold_text
from plainsight.detect.views.latin_forms import flipped, is_readable, masked, typos
from plainsight.detect.views.read import read
from plainsight.detect.views.shapes import unspaced_letter
from plainsight.detect.views.sound import syllables
from plainsight.detect.views.technique import Technique
from plainsight.detect.views.variant import Variant
from plainsight.detect.views.view import View
from plainsight.detect.views.wording import is_word

SKELETON_CHARS_MIN = 3  # shorter skeletons are found in too many ordinary words
LATIN_CHARS_MIN = 4  # the same for reversed and flipped words
TYPO_CHARS_MIN = 7
SPLIT_FORMS_MAX = 24
READINGS_MAX = 4


def variants(
    surface: str,
    *,
    homophones: bool = True,
    pinyin: bool = True,
    emoji: bool = True,
    split: bool = True,
    backwards: bool = True,
    typo: bool = True,
    mask: bool = True,
    encoded: bool = True,
    initials: bool = False,
) -> Iterator[Variant]:
    """Yield the forms of a term, plainest first. A flag turns one costly or colliding kind off.

    `homophones` asks for other characters of the same sound; ordinary words (病毒 for 冰毒) are
    refused by the search in any case. `initials` (pf for 跑分) is off: two letters collide.
    """
    plain = fold_text(surface).strip()
    if not plain:
        return
    yield Variant(view=View.FOLD, text=plain, technique=Technique.PLAIN, plain=plain)
    tight = read(surface, View.TIGHT).text
    if len(tight) > 1:
        yield Variant(view=View.TIGHT, text=tight, technique=Technique.SPACED, plain=plain)
    if encoded:
        for form in encoded_forms(surface.strip()):
            text = fold_text(form)
            yield Variant(view=View.FOLD, text=text, technique=Technique.ENCODED, plain=plain)
    if unspaced_letter().search(plain):
        yield from _chinese(plain, homophones, pinyin, emoji, split, backwards, initials)
    else:
        yield from _latin(plain, backwards, typo, mask)


def _chinese(
    plain: str,
    homophones: bool,
    pinyin: bool,
    emoji: bool,
    split: bool,
    backwards: bool,
    initials: bool,
) -> Iterator[Variant]:
    wanted = {Technique.PINYIN: pinyin, Technique.HOMOPHONE: homophones, Technique.EMOJI: emoji}
    units = syllables(plain)
    for spelled in _readings(plain) if len(units) > 1 else ():
        for technique in (technique for technique, is_wanted in wanted.items() if is_wanted):
            yield Variant(
                view=View.SOUND,
                text="".join(spelled),
                technique=technique,
                plain=plain,
                units=spelled,
            )
    if split:
        for form in _split_forms(plain):
            yield Variant(view=View.TIGHT, text=form, technique=Technique.SPLIT, plain=plain)
    if homophones and len(units) > 1:
        for form in _similar_forms(plain):
            yield Variant(view=View.FOLD, text=form, technique=Technique.NEAR_GLYPH, plain=plain)
    if backwards and len(units) > 1 and plain != plain[::-1]:
        yield Variant(view=View.FOLD, text=plain[::-1], technique=Technique.REVERSED, plain=plain)
    if initials and len(units) > 1:
        form = "".join(unit[0] for unit in units)
        yield Variant(view=View.FOLD, text=form, technique=Technique.INITIALS, plain=plain)


def _latin(plain: str, backwards: bool, typo: bool, mask: bool) -> Iterator[Variant]:
    skeleton = read(plain, View.SKELETON).text
    if len(skeleton) >= SKELETON_CHARS_MIN:
        for technique in (Technique.LEET, Technique.RESPELLED):
            yield Variant(view=View.SKELETON, text=skeleton, technique=technique, plain=plain)
    forms: list[tuple[Technique, list[str]]] = []
    if backwards and len(plain) >= LATIN_CHARS_MIN and not is_readable(plain[::-1]):
        forms.append((Technique.REVERSED, [plain[::-1]]))
        forms.append((Technique.FLIPPED, [flipped(plain)]))
    if typo and len(plain) >= TYPO_CHARS_MIN:
        forms.append((Technique.TYPO, typos(plain)))
    if mask and len(plain) >= LATIN_CHARS_MIN:
        forms.append((Technique.MASKED, masked(plain)))
    for technique, texts in forms:
        for text in texts:
            if text != plain:
                yield Variant(view=View.FOLD, text=text, technique=technique, plain=plain)


def _readings(plain: str) -> list[tuple[str, ...]]:
    """The syllables of a term, and again with the other readings of its characters."""
    others = other_readings()
    choices: list[tuple[str, ...]] = []
    for char in plain:
        choices.extend((unit, *others.get(char, ())) for unit in syllables(char))
    return list(islice(product(*choices), READINGS_MAX))


def _split_forms(plain: str) -> list[str]:
    """The term with at least one character set as its pieces, read in the TIGHT view.

    Pieces that are a word of their own (女子 for 好) are nobody's disguise.
    """
    table = pieces()
    choices = [
        (char, *(form for form in table.get(char, ()) if not is_word(form))) for char in plain
    ]
    forms = islice(product(*choices), 1, SPLIT_FORMS_MAX + 1)
    return [read("".join(form), View.TIGHT).text for form in forms]


def _similar_forms(plain: str) -> list[str]:
    """The term with one character exchanged for one drawn like it."""
    alike = similar()
    forms = (
        plain[:at] + fold_text(other) + plain[at + 1 :]
        for at, char in enumerate(plain)
        for other in alike.get(char, "")
    )
    return [form for form in dict.fromkeys(forms) if form != plain]
