"""A text and what the policy has to say on it, as a model is asked of it."""

from typing import NamedTuple


class SeenText(NamedTuple):
    """One text; what it is in words of the policy."""

    text: str
    senses: frozenset[str]  # of the lexicon, and kinds of value, that stand in it
    score: float  # of the strongest finding, 0 where there is none
