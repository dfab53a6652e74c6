"""How posts write the dot when they would rather not: t[.]me, t (dot) me, 点, punto."""

import re

BRACKETED_DOT = r"\s?[\[({<]\s?(?:\.|dot|点|punto)\s?[\])}>]\s?"
HIDDEN_DOT = rf"(?:{BRACKETED_DOT}|\s(?:dot|punto)\s)"
# A plain dot takes no spaces: "at all. What" is two sentences. 。 is what a Chinese keyboard types.
DOT = rf"(?:[.。·]|{BRACKETED_DOT}|\s(?:dot|punto|\.)\s|(?<=[a-z0-9])点(?=[a-z]))"

_HIDDEN_DOT = re.compile(r"[\[({<]\s?(?:\.|dot|点|punto)\s?[\])}>]|\s(?:dot|punto)\s")


def has_hidden_dot(plain: str) -> bool:
    """Say whether a dot is written in brackets or as a word."""
    return _HIDDEN_DOT.search(plain) is not None
