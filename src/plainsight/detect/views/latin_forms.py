"""Forms of Latin words that writers produce by slip or by hand: typos, stars, upside down."""

import re
from collections.abc import Collection
from itertools import combinations, pairwise

from plainsight.detect.views.wording import is_ordinary_latin

FLIPPED = str.maketrans("bdnpqu", "qpudbn")

VOWELS = "aeiouy"
STARRED_MAX = 4
LETTERS_LEFT_MIN = 3
STARS_IN_A_ROW = 3
SHORT = 5
CLIPPED_CHARS_MIN = 8
CONSONANTS_MIN = 5
CASUAL = {
    "mb": "nb", "mp": "np", "cue": "qe", "cua": "qa", "hue": "we", " de ": " d ", " que ": " q ",
    " por ": " x ", "para ": "pa ",
}  # fmt: skip
INFLECTED = "sdrlaon"
READABLE = re.compile(r"[^aeiouy]?[aeiouy]|[bcdfgkpst][lr][aeiouy]|s[chkmnptw][aeiouy]|[cstw]h")
NEIGHBOURS = {
    "q": "wa", "w": "qes", "e": "wrd", "r": "etf", "t": "ryg", "y": "tuh", "u": "yij", "i": "uok",
    "o": "ipl", "p": "ol", "a": "qsz", "s": "adwx", "d": "sfec", "f": "dgrv", "g": "fhtb",
    "h": "gjyn", "j": "hkum", "k": "jli", "l": "ko", "z": "xa", "x": "zcs", "c": "xvd", "v": "cbf",
    "b": "vng", "n": "bmh", "m": "nj",
}  # fmt: skip


def flipped(word: str) -> str:
    """The folded form of the word turned by half a circle: ʇuǝɟ is read as `tuef`."""
    return word[::-1].translate(FLIPPED)


def is_readable(word: str) -> bool:
    """Whether a word could be one of its own, as plug is gulp backwards."""
    is_pronounceable = len(word) <= SHORT and READABLE.match(word) is not None
    return is_pronounceable or is_ordinary_latin(word)


def masked(word: str) -> list[str]:
    """The word with one or two of its vowels starred, or all of them, or a run of its letters."""
    vowels = [at for at, char in enumerate(word) if char in VOWELS]
    inner = [at for at in vowels if 0 < at < len(word) - 1][:STARRED_MAX]
    places = [*combinations(inner, 1), *combinations(inner, 2), tuple(inner), tuple(vowels)]
    if len(word) >= CLIPPED_CHARS_MIN:
        runs = range(1, len(word) - STARS_IN_A_ROW)
        places += [tuple(range(at, at + STARS_IN_A_ROW)) for at in runs]
    stars_max = max(2, len(word) - LETTERS_LEFT_MIN)
    return [
        _starred(word, chosen) for chosen in dict.fromkeys(places) if 0 < len(chosen) <= stars_max
    ]


def typos(word: str) -> list[str]:
    """Slips inside a word: a letter lost, swapped, hit beside or added, vowels exchanged.

    The first and last letter stay, for there grammar changes words (entrego, entrega), except
    where two are swapped; a letter written twice is left to the SKELETON view. Words that the
    slip turns into ordinary ones are nobody's typo.
    """
    forms: list[str] = []
    for at in range(len(word) - 1):
        before, char, after = word[:at], word[at], word[at + 1 :]
        if not (char + after[0]).isalpha():
            continue
        near = NEIGHBOURS.get(char, "")
        forms.append(before + after[0] + char + after[1:])
        forms.extend(before + char + other + after for other in near)
        if at:
            forms.append(before + after)
            forms.extend(before + other + after for other in near + VOWELS * (char in VOWELS))
    if len(word) >= CLIPPED_CHARS_MIN and word[-1] not in INFLECTED:
        forms.append(word[:-1])
        forms.extend(word[:-1] + other for other in NEIGHBOURS.get(word[-1], ""))
    forms.extend(_vowels_exchanged(word))
    forms.extend(_without_vowels(word))
    return [form for form in dict.fromkeys(forms) if form != word and not is_ordinary_latin(form)]


def swaps(word: str) -> list[str]:
    """Two neighbours inside a word exchanged: what fast writers do to words of any kind."""
    forms = [
        word[:at] + word[at + 1] + word[at] + word[at + 2 :]
        for at in range(len(word) - 1)
        if word[at].isalpha() and word[at + 1].isalpha()
    ]
    return [form for form in dict.fromkeys(forms) if form != word and not is_ordinary_latin(form)]


def respellings(phrase: str) -> list[str]:
    """Habits of Spanish chat that no class of letters holds: canbio, qenta, lavado d dinero."""
    forms = [phrase]
    for plain, casual in CASUAL.items():
        forms += [form.replace(plain, casual) for form in forms if plain in form]
    return [form for form in dict.fromkeys(forms) if form != phrase and not is_ordinary_latin(form)]


def _starred(word: str, places: Collection[int]) -> str:
    return "".join("*" if at in places else char for at, char in enumerate(word))


def _without_vowels(word: str) -> list[str]:
    forms = (word[0] + re.sub(vowels, "", word[1:]) for vowels in ("[aeiou]", "[aeiouy]"))
    return [form for form in forms if len(form) >= CONSONANTS_MIN]


def _vowels_exchanged(word: str) -> list[str]:
    places = [at for at, char in enumerate(word) if char in VOWELS]
    forms = []
    for first, second in pairwise(places):
        letters = list(word)
        letters[first], letters[second] = letters[second], letters[first]
        forms.append("".join(letters))
    return forms
