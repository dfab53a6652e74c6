"""Compare a written word with a term more finely than the SKELETON view that joined them."""

import re
from functools import lru_cache
from itertools import islice, product

from plainsight.detect.views.fold import fold_text
from plainsight.detect.views.shapes import LEET, latin_words_in, separators
from plainsight.detect.views.skeleton import LEET_RUN, respelled
from plainsight.detect.views.technique import Technique
from plainsight.detect.views.wording import is_ordinary_latin

EITHER = "1|!"  # drawn for an i as well as for an l
CHOICES_MAX = 16
PAIRS_KEPT = 1 << 12
DISGUISE = re.compile(r"[^a-z]")
RESPELLED_LETTERS_MIN = 5
MARKED_LETTERS_MIN = 4  # koka for coca: nobody writes the k by chance
LOOSE_LETTERS_MIN = 5  # from here leet and respelling may meet in one word
QUANTITY = "123456789"  # a short word behind such a digit is a unit: 6hrs, 5we
CAPITAL_I = re.compile("(?<=[a-záéíóúñ])I")
PHRASE_GAP_CHARS_MAX = 3
CLAUSE_END = re.compile(r"[.,;:!?]\s|\n")


@lru_cache(maxsize=PAIRS_KEPT)
def spelled_by(written: str, plain: str) -> Technique | None:
    """LEET or RESPELLED when the folded slice `written` is the term spelled so, else None.

    The view takes `bailes` for `vales`, because an l may be drawn for an i; here it may not.
    Ordinary words (cells for sells) and quantities (6hrs for ghrs) are nobody's disguise.
    """
    bare, term = _letters(written), _letters(plain)
    if bare == term or is_ordinary_latin(written) or not _is_in_words(written, plain):
        return None
    forms = _readings(bare)
    if not DISGUISE.search(bare):
        is_long = len(term) >= RESPELLED_LETTERS_MIN <= len(bare) + 1
        is_marked = "k" in bare and "k" not in term and len(term) == len(bare) >= MARKED_LETTERS_MIN
        is_same = (is_long or is_marked) and bool(_sounds(bare, term) & _sounds(term, bare))
        return Technique.RESPELLED if is_same else None
    if DISGUISE.search(term):
        return None
    is_short = len(term) < LOOSE_LETTERS_MIN
    if is_short:
        is_same = bare[0] not in QUANTITY and term in forms
    else:
        is_same = any(bool(_sounds(form, term) & _sounds(term, form)) for form in forms)
    return Technique.LEET if is_same else None


def can_be_leet(plain: str) -> bool:
    """Whether digits and signs may stand for letters of a term: not of one that has some."""
    return not DISGUISE.search(_letters(plain))


def fold_as_drawn(written: str) -> str:
    """Fold a slice of the original, with a capital I among small letters read as a stroke."""
    return fold_text(CAPITAL_I.sub("|", written))


def _is_in_words(written: str, plain: str) -> bool:
    """Whether words lie apart as the words of a phrase do, not across the end of a sentence."""
    if not separators().search(plain):
        return True
    gaps = latin_words_in(written).split(written)
    return all(len(gap) <= PHRASE_GAP_CHARS_MAX and not CLAUSE_END.search(gap) for gap in gaps)


def _letters(text: str) -> str:
    """The text without what stands between letters; leet symbols are letters."""
    return "".join(char for char in text if ord(char) in LEET or not separators().match(char))


def _readings(bare: str) -> list[str]:
    """The word with each stroke read as an i or as an l, other leet undone."""
    unleet = LEET_RUN.sub(
        lambda run: "".join(c if c in EITHER else c.translate(LEET) for c in run.group()), bare
    )
    choices = [("i", "l") if char in EITHER else (char,) for char in unleet]
    return ["".join(form) for form in islice(product(*choices), CHOICES_MAX)]


def _sounds(word: str, other: str) -> set[str]:
    """Skeletons in which a single l is not an i; ll is a y where the other word has one."""
    forms = [word.replace("ll", "l")]
    if "y" in other:
        forms.append(word)
    marked = (re.sub(r"(?<!l)l(?!l)", "ł", form) for form in forms)
    return {respelled(form).letters for form in marked}
