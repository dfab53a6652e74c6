"""Forms of Chinese words that writers produce by hand: pieces, look-alikes, other readings."""

from functools import cache
from itertools import islice, product

from plainsight.detect.tables.load import other_readings, pieces, similar
from plainsight.detect.views.fold import fold_text
from plainsight.detect.views.sound import syllables
from plainsight.detect.views.wording import is_telling, is_word

READINGS_MAX = 4
WHOLE_FORMS_MAX = 2
FAR_FETCHED = frozenset({"彳亍"})  # a word of poems; in a post it is 行 in pieces


def readings(plain: str) -> list[tuple[str, ...]]:
    """The syllables of a term, and again with the other readings of its characters."""
    others = other_readings()
    choices: list[tuple[str, ...]] = []
    for char in plain:
        choices.extend((unit, *others.get(char, ())) for unit in syllables(char))
    return list(islice(product(*choices), READINGS_MAX))


def rare_homophones(plain: str) -> list[str]:
    """The term with one character exchanged for one that sounds alike in its other reading.

    The SOUND view knows one reading per character: 还 is hai there, and 还汇 not 换汇.
    """
    if len(syllables(plain)) < 2:
        return []
    forms = (
        plain[:at] + other + plain[at + 1 :]
        for at, char in enumerate(plain)
        for unit in syllables(char)
        for other in _read_otherwise().get(unit, "")
    )
    return [form for form in forms if not is_word(form)]


@cache
def _read_otherwise() -> dict[str, str]:
    chars: dict[str, str] = {}
    for char, units in other_readings().items():
        for unit in units:
            chars[unit] = chars.get(unit, "") + char
    return chars


def split_forms(plain: str) -> list[str]:
    """The term with one character, a run of them, or every one that can be, set as its pieces.

    Pieces that are a word of their own (女子 for 好) are nobody's disguise.
    """
    parts = [_pieces(char) for char in plain]
    forms = [plain[:at] + form + plain[at + 1 :] for at, some in enumerate(parts) for form in some]
    firsts = [some[0] if some else char for char, some in zip(plain, parts, strict=True)]
    for length in range(2, len(plain)):
        for at in range(len(plain) - length + 1):
            end = at + length
            if all(parts[at:end]):
                forms.append(plain[:at] + "".join(firsts[at:end]) + plain[end:])
    for number in range(WHOLE_FORMS_MAX if forms else 0):
        chosen = (
            some[min(number, len(some) - 1)] if some else char
            for char, some in zip(plain, parts, strict=True)
        )
        forms.append("".join(chosen))
    return forms


def _pieces(char: str) -> list[str]:
    """Two pieces in every way, and those again with a piece in two: 广林 and 广木木 for 麻."""
    table = pieces()
    known = list(table.get(char, ()))
    known += [
        form[:at] + inner + form[at + 1 :]
        for form in table.get(char, ())
        for at, piece in enumerate(form)
        for inner in table.get(piece, ())[:1]
    ]
    return [form for form in dict.fromkeys(known) if form in FAR_FETCHED or not is_word(form)]


def similar_forms(plain: str) -> list[str]:
    """The term with one character exchanged for one drawn like it; never an ordinary word."""
    alike = similar()
    if len(plain) == 2 and not is_telling(plain):
        return []
    forms = (
        plain[:at] + fold_text(other) + plain[at + 1 :]
        for at, char in enumerate(plain)
        for other in alike.get(char, "")
    )
    return [form for form in forms if not is_word(form)]
