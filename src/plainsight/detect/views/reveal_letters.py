"""What FOLD undid, character by character: invisible signs, styles, scripts, variants, digits."""

import unicodedata
from collections.abc import Iterator

from plainsight.detect.tables.load import fold_table, rare_glyphs
from plainsight.detect.views.edges import is_unspaced_letter
from plainsight.detect.views.fold import is_attached
from plainsight.detect.views.technique import Technique
from plainsight.detect.views.undone import Undone, pairs_undone

NAMES = {
    Technique.STYLED: "styled letters",
    Technique.LOOKALIKE: "look-alike letters",
    Technique.ACCENTED: "accents",
    Technique.TRADITIONAL: "variant characters",
    Technique.RARE_GLYPH: "rare characters drawn alike",
    Technique.NUMERAL: "digits",
}
SCRIPTS = ("CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE", "CANADIAN", "COPTIC", "LISU", "GEORGIAN")


def letters_undone(written: str, plain: str) -> Iterator[Undone]:
    """Everything in `written` that the fold table removed or replaced, unless the term has it."""
    composed = unicodedata.normalize("NFC", written)
    own = unicodedata.normalize("NFC", plain).casefold()
    removed = {_removal(composed, at) for at, char in enumerate(composed) if _folds_to(char) == ""}
    for technique, says in REMOVED.items():
        if technique in removed:
            yield Undone(technique=technique, says=says)
    pairs: dict[Technique, list[tuple[str, str]]] = {technique: [] for technique in NAMES}
    for char in composed:
        folded = _folds_to(char)
        if folded and folded != char.casefold() and char.casefold() not in own:
            kind = _kind(char, folded)
            if kind is not None:
                pairs[kind].append((char, folded))
    missing = _accents(own) - _accents(composed.casefold())
    if missing and not pairs[Technique.ACCENTED]:
        pairs[Technique.ACCENTED] = [(fold, char) for char, fold in sorted(missing)]
    numerals = [(_folds_to(char), char) for char in own if _folds_to(char).isdigit()]
    pairs[Technique.NUMERAL] += [
        (digit, char) for digit, char in numerals if digit != char and digit in composed
    ]
    for technique, name in NAMES.items():
        yield from pairs_undone(technique, name, pairs[technique])


REMOVED = {
    Technique.INVISIBLE: "invisible characters removed",
    Technique.MARKS: "combining marks removed",
}


def _folds_to(char: str) -> str:
    return fold_table().get(ord(char), char)


def _removal(text: str, at: int) -> Technique | None:
    """What a removed character was; signs that belong to an emoji were nothing to undo."""
    visible = text[:at].rstrip("\ufe0e\ufe0f\u200d")[-1:]
    if visible and unicodedata.category(visible) in ("So", "Sk"):
        return None
    is_mark = is_attached(text[at]) and not unicodedata.name(text[at], "").startswith("VARIATION")
    return Technique.MARKS if is_mark else Technique.INVISIBLE


def _kind(char: str, folded: str) -> Technique | None:
    name = unicodedata.name(char, "")
    if char in rare_glyphs() or " RADICAL " in name:
        return Technique.RARE_GLYPH
    if folded.isdigit():
        return Technique.NUMERAL
    if is_unspaced_letter(char) or is_unspaced_letter(folded[0]):
        return Technique.TRADITIONAL
    if name.startswith(SCRIPTS):
        return Technique.LOOKALIKE
    if not folded[0].isalpha():
        return None  # punctuation in another style hides nothing
    return Technique.ACCENTED if _is_accented(char) else Technique.STYLED


def _is_accented(char: str) -> bool:
    return unicodedata.normalize("NFD", char) != char or " WITH " in unicodedata.name(char, "")


def _accents(text: str) -> set[tuple[str, str]]:
    return {(char, _folds_to(char)) for char in text if char.isalpha() and _is_accented(char)}
