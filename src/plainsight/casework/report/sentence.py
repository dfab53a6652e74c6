"""A sentence of a narrative, and the check that it says nothing its grounds do not."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from plainsight.casework.report.figures import Figure, read_figures
from plainsight.casework.report.ground import Ground
from plainsight.errors import Ungrounded


class Part(StrEnum):
    """The five W's that FinCEN's narrative guidance asks for, how, and what frames them."""

    INTRODUCTION = "introduction"
    WHO = "who"
    WHAT = "what"
    WHEN = "when"
    WHERE = "where"
    WHY = "why"
    HOW = "how"
    CLOSING = "closing"


NEEDED_PARTS = (Part.WHO, Part.WHAT, Part.WHEN, Part.WHERE, Part.WHY)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """One sentence and the ids of what it rests on."""

    part: Part
    text: str
    rests_on: tuple[str, ...]


def require_grounded(sentences: Iterable[Sentence], grounds: Mapping[str, Ground]) -> None:
    """Refuse a narrative that says anything its grounds do not.

    Every sentence must rest on something that is there; every figure with its unit, every name
    with a digit and every quotation must be one of what it rests on. Raises Ungrounded for the
    first sentence that fails, with the words that fail.
    """
    for sentence in sentences:
        flaw = find_flaw(sentence, grounds)
        if flaw:
            raise Ungrounded(sentence.text, flaw)


def find_flaw(sentence: Sentence, grounds: Mapping[str, Ground]) -> str:
    """Why a sentence cannot stand, or nothing."""
    if not sentence.text.strip() or not sentence.text.isprintable():
        return "a sentence is one line of printable text"
    if not sentence.rests_on:
        return "it rests on nothing; name a finding, transfer, post or wallet"
    missing = [ground_id for ground_id in sentence.rests_on if ground_id not in grounds]
    if missing:
        return f"{missing[0]!r} is not among the facts of this report"
    return _flaw_against(sentence.text, [grounds[ground_id] for ground_id in sentence.rests_on])


def _flaw_against(text: str, own: list[Ground]) -> str:
    names = frozenset[str]().union(*(ground.names for ground in own))
    stated = read_figures(_without_statements(text, own))
    for token, mend in stated.unreadable:
        if token not in names:
            return f"{token!r}: {mend}"
    figures = frozenset[Figure]().union(*(ground.figures for ground in own))
    for figure, token in zip(stated.figures, stated.tokens, strict=True):
        is_name = token in names and not figure.is_measured  # an account called 4012888
        if figure not in figures and not is_name:
            return f"{str(figure)!r} is not in what it rests on"
    for name in stated.names:
        if name not in names:
            return f"{name!r} is not named in what it rests on"
    for quotation in stated.quotations:
        if not any(quotation in quoted for ground in own for quoted in ground.quotes):
            return f"“{quotation}” does not stand so in what it rests on"
    return ""


def _without_statements(text: str, own: list[Ground]) -> str:
    """Leave out what repeats a ground's own sentence word for word: nothing in it is new."""
    statements = {statement for ground in own for statement in ground.statements}
    for statement in sorted(statements, key=len, reverse=True):
        text = re.sub(rf"(?<!\w){re.escape(statement)}(?!\w)", "”“", text)
    return text.replace("”“", ".")
