"""The fold map: for every code point that does not fold to itself, the text it folds to."""

import re
import unicodedata
from collections.abc import Callable
from pathlib import Path

from opencc import OpenCC

from baking import shapes
from baking.sources import inverted

LATIN = re.compile(
    r"(?:NEGATIVE |REGIONAL INDICATOR |CROSSED )?(?:SQUARED |CIRCLED )?"
    r"(?:MODIFIER |SYMBOL )?(?:LATIN |)(?:CAPITAL |SMALL |LETTER |SYMBOL )+"
    r"(?:SMALL |CAPITAL |TURNED |REVERSED |INVERTED |SIDEWAYS |SCRIPT |DOTLESS |BARRED |LONG |"
    r"STRETCHED |INSULAR |BLACKLETTER |TAILLESS |HALF |LENIS |BOTTOM |TOP )*"
    r"([A-Z])(?: WITH .*| ROTUNDA)?"
)
COUNTED = re.compile(r"CIRCLED|PARENTHESIZED|FULL STOP|COMMA")
BRACKETED = re.compile(r"\((.+)\)|\u3014(.+)\u3015")
PUNCTUATION = {
    "'": "\u2018\u2019\u201a\u201b\u2032\u00b4\u02b9\u02bb\u02bc\u02bd\u02c8\u055a\u05f3\ua78c",
    '"': "\u201c\u201d\u201e\u201f\u2033\u00a8\u05f4\u3003",
    "-": "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u2043\u02d7\u06d4\u2796\u30fc\u2e3a\u2e3b",
    "/": "\u2044\u2215\u29f8",
    "|": "\u2223\u01c0\u2758\u23d0\uffe8",
    ":": "\u2236\u02d0\ua789",
    ".": "\u3002\u0701\u0702\ua60e\u2e31",
    ",": "\u3001\u060c\u201a",
    "~": "\u301c\u223c\u02dc",
    "^": "\u02c6\u2038",
    "`": "\u02cb\u1fef\u4e36",  # 丶 stands between characters, in hardly any word
    "*": "\u2217\u204e\u22c6",
    "+": "\u2795",
    "\n": "\r\x0b\x0c\x85\u2028\u2029",
    " ": "\t\u2800\u1680",
    "\ufffd": "",
}
PICTURES = "㊗㊙"  # drawn as emoji, read as no letters
FILLERS = "\u115f\u1160\u3164\uffa0\u034f\u17b4\u17b5"


def fold_map(sources: Path) -> dict[str, str]:
    """Character to folded text, for all that change. Folding the result changes nothing."""
    steps = _steps(sources)
    folded = {}
    for char in shapes.every_character():
        text = _settled(char, steps)
        if text != char:
            folded[char] = text
    return folded


def as_tsv(folded: dict[str, str]) -> str:
    """Rows `code points of the result TAB ranges of sources`, sorted; an empty result deletes."""
    sources: dict[str, list[int]] = {}
    for char, text in folded.items():
        sources.setdefault(text, []).append(ord(char))
    body = "".join(
        f"{'.'.join(f'{ord(c):x}' for c in text)}\t{shapes.packed(points)}\n"
        for text, points in sorted(sources.items())
    )
    note = ",\n# Unicode TR39 (same licence) and OpenCC (Apache-2.0)"
    return shapes.header(extra=note) + body


def rare_glyphs_tsv(sources: Path) -> str:
    """One row: characters that are folded because they are drawn alike, not spelled alike."""
    simplify = _simplifier()
    alike: dict[str, str] = {}
    for name in ("built_on", "near_glyphs", "radicals"):
        alike |= inverted(sources / f"{name}.tsv")
    chars = sorted(char for char, common in alike.items() if simplify(char) != common)
    return f"rare\t{''.join(chars)}\n"


def _steps(sources: Path) -> list[Callable[[str], str]]:
    """Rewritings of one character; the first that changes it wins, then all start again."""
    known: dict[str, str] = {}
    for name in ("built_on", "near_glyphs", "radicals", "lookalikes", "numerals"):
        known |= inverted(sources / f"{name}.tsv")
    known |= {char: mark for mark, chars in PUNCTUATION.items() for char in chars}
    simplify = _simplifier()
    return [_removed, lambda c: known.get(c, c), _numeral, _latin, _compatible, simplify]


def _settled(text: str, steps: list[Callable[[str], str]]) -> str:
    for _ in range(12):
        previous, text = text, "".join(_once(char, steps) for char in text)
        if text == previous:
            return text
    raise AssertionError(f"{previous!r} and {text!r} fold into each other")


def _once(char: str, steps: list[Callable[[str], str]]) -> str:
    for step in steps:
        text = step(char)
        if text != char:
            return text
    return char


def _removed(char: str) -> str:
    """Marks, format characters, controls and skin tones leave nothing behind."""
    category = unicodedata.category(char)
    point = ord(char)
    if category == "Cs":
        return "\ufffd"
    if category in ("Mn", "Me", "Cf") or char in FILLERS or 0x1F3FB <= point <= 0x1F3FF:
        return ""
    if category == "Cc" and char not in "\t\n\r\x0b\x0c\x85":
        return ""
    if shapes.is_ignorable(char):
        return ""
    return " " if category == "Zs" else char


def _numeral(char: str) -> str:
    """Digits of every script and counted circles become ASCII digits."""
    digit = unicodedata.digit(char, None)
    if digit is not None:
        return str(digit)
    name = unicodedata.name(char, "")
    if unicodedata.category(char) == "No" and COUNTED.search(name):
        number = unicodedata.numeric(char)
        return str(int(number)) if number == int(number) else char
    return char


def _latin(char: str) -> str:
    """Letters that Unicode names after a basic Latin letter."""
    if char.isascii():
        return char.lower()
    named = LATIN.fullmatch(unicodedata.name(char, ""))
    return named[1].lower() if named else char


def _compatible(char: str) -> str:
    """Compatibility decomposition and case; accents then fall to `_removed`."""
    if 0xAC00 <= ord(char) <= 0xD7A3 or char in PICTURES:  # composed Hangul stays composed
        return char
    text = unicodedata.normalize("NFKD", char)
    if text.startswith(" ") and len(text) > 1:  # a spacing accent is a symbol, not a space
        return char
    bracketed = BRACKETED.fullmatch(text)
    if bracketed:
        text = bracketed[1] or bracketed[2]
    return text if text != char else char.casefold()


def _simplifier() -> Callable[[str], str]:
    """Japanese and Traditional forms to Simplified, one character at a time."""
    from_japanese, from_traditional = OpenCC("jp2t"), OpenCC("t2s")

    def simplify(char: str) -> str:
        if not shapes.is_unspaced(char):
            return char
        # Japanese writes 欠 for 缺; a character that mainland print uses keeps its own meaning.
        older = char if _is_mainland(char) else from_japanese.convert(char)
        text: str = from_traditional.convert(older)
        return text if len(text) == 1 else char

    return simplify


def _is_mainland(char: str) -> bool:
    """Whether the character is in GB 2312."""
    try:
        char.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True
