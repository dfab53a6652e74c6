"""Forms of Latin words that writers produce by slip or by hand: typos, stars, upside down."""

from itertools import pairwise

FLIPPED = str.maketrans("bdnpqu", "qpudbn")
VOWELS = "aeiouy"
NEIGHBOURS = {
    "q": "wa", "w": "qes", "e": "wrd", "r": "etf", "t": "ryg", "y": "tuh", "u": "yij", "i": "uok",
    "o": "ipl", "p": "ol", "a": "qsz", "s": "adwx", "d": "sfec", "f": "dgrv", "g": "fhtb",
    "h": "gjyn", "j": "hkum", "k": "jli", "l": "ko", "z": "xa", "x": "zcs", "c": "xvd", "v": "cbf",
    "b": "vng", "n": "bmh", "m": "nj",
}  # fmt: skip


def flipped(word: str) -> str:
    """The folded form of the word turned by half a circle: ʇuǝɟ is read as `tuef`."""
    return word[::-1].translate(FLIPPED)


def masked(word: str) -> list[str]:
    """The word with one letter starred, or with every vowel starred."""
    inner = range(1, len(word) - 1)
    forms = [word[:at] + "*" + word[at + 1 :] for at in inner if word[at].isalpha()]
    vowels = "".join("*" if at > 0 and char in VOWELS else char for at, char in enumerate(word))
    return list(dict.fromkeys([*forms, vowels]))


def typos(word: str) -> list[str]:
    """Slips of one step: a letter lost, doubled, swapped, or hit beside; vowels exchanged."""
    forms: list[str] = []
    for at, char in enumerate(word):
        if not char.isalpha():
            continue
        before, after = word[:at], word[at + 1 :]
        forms.append(before + after)
        forms.append(before + char + char + after)
        if after:
            forms.append(before + after[0] + char + after[1:])
        near = NEIGHBOURS.get(char, "") + (VOWELS if char in VOWELS else "")
        forms.extend(before + other + after for other in near)
    forms.extend(_vowels_exchanged(word))
    return [form for form in dict.fromkeys(forms) if form != word]


def _vowels_exchanged(word: str) -> list[str]:
    places = [at for at, char in enumerate(word) if char in VOWELS]
    forms = []
    for first, second in pairwise(places):
        letters = list(word)
        letters[first], letters[second] = letters[second], letters[first]
        forms.append("".join(letters))
    return forms
