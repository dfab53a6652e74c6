"""Compare a written word with a term more finely than the SKELETON view that joined them."""

import re
from itertools import islice, product

from plainsight.detect.views.shapes import LEET, separators
from plainsight.detect.views.skeleton import LEET_RUN, respelled
from plainsight.detect.views.technique import Technique

EITHER = "1|!"  # drawn for an i as well as for an l
CHOICES_MAX = 16
DISGUISE = re.compile(r"[^a-z]")
LETTERS_MIN = {Technique.LEET: 3, Technique.RESPELLED: 4}


def spelled_by(written: str, plain: str) -> Technique | None:
    """LEET or RESPELLED when the folded slice `written` is the term spelled so, else None.

    The view takes `bailes` for `vales`, because an l may be drawn for an i; here it may not.
    """
    bare, term = _letters(written), _letters(plain)
    technique = Technique.LEET if DISGUISE.search(bare) else Technique.RESPELLED
    if bare == term or (technique is Technique.LEET and DISGUISE.search(term)):
        return None
    wanted = _sounds(term)
    if min(map(len, wanted)) < LETTERS_MIN[technique]:
        return None
    is_same = any(_sounds(form) & wanted for form in _readings(bare))
    return technique if is_same else None


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


def _sounds(word: str) -> set[str]:
    """Skeletons in which a single l is not an i; ll is a y, or an l written twice."""
    forms = (word, word.replace("ll", "l"))
    marked = (re.sub(r"(?<!l)l(?!l)", "ł", form) for form in forms)
    return {"".join(letter for letter, _, _ in respelled(form)) for form in marked}
