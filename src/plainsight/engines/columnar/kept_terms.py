"""The terms of a lexicon as one table of texts, each term made when it is asked for.

Making tens of thousands of terms takes longer than most commands need of them.
"""

from collections.abc import Iterator, Sequence
from dataclasses import fields
from datetime import date
from functools import cached_property
from typing import overload

import numpy as np
import numpy.typing as npt

from plainsight.detect.lexicon import Term
from plainsight.engines.columnar.strings import Strings, encode

I32 = npt.NDArray[np.int32]
_NAMES = tuple(field.name for field in fields(Term))
_YES = "yes"


class KeptTerms(Sequence[Term]):
    """Equal to the tuple of the same terms. Safe to share between threads."""

    def __init__(self, words: Strings, rows: I32) -> None:
        """`rows` has a row for each term: which of the texts each of its fields is."""
        self.words = words
        self.rows = rows
        self._made: dict[int, Term] = {}

    @classmethod
    def of(cls, terms: Sequence[Term]) -> "KeptTerms":
        """From terms."""
        numbers: dict[str, int] = {}
        rows = [
            [numbers.setdefault(_written(getattr(term, name)), len(numbers)) for name in _NAMES]
            for term in terms
        ]
        table = np.array(rows, dtype=np.int32).reshape(len(rows), len(_NAMES))
        return cls(encode(list(numbers)), table)

    def __len__(self) -> int:
        return len(self.rows)

    @overload
    def __getitem__(self, place: int) -> Term: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[Term]: ...
    def __getitem__(self, place: int | slice) -> Term | Sequence[Term]:
        # Asked for at every sighting of a term: made before, it is given without another thought.
        try:
            return self._made[place]  # type: ignore[index]
        except (KeyError, TypeError):
            return self._all[place] if isinstance(place, slice) else self._make(place)

    def __iter__(self) -> Iterator[Term]:
        return iter(self._all)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and self._all == tuple(other)

    def expiries(self) -> frozenset[date]:
        """The days on which terms expire, without a term being made."""
        column = np.unique(self.rows[:, _NAMES.index("expires_on")])
        days = [self.words.text(number) for number in column.tolist()]
        return frozenset(date.fromisoformat(day) for day in days if day)

    def __hash__(self) -> int:
        return hash(self._all)

    def _make(self, place: int) -> Term:
        made = _term([self.words.text(number) for number in self.rows[place].tolist()])
        self._made[place] = made
        return made

    @cached_property
    def _all(self) -> tuple[Term, ...]:
        texts = self.words.texts()
        return tuple(_term([texts[number] for number in row]) for row in self.rows.tolist())


def expiries_of(terms: Sequence[Term]) -> frozenset[date]:
    """The days on which terms expire."""
    if isinstance(terms, KeptTerms):
        return terms.expiries()
    return frozenset(term.expires_on for term in terms if term.expires_on is not None)


def _written(value: str | bool | date | None) -> str:
    if isinstance(value, bool):
        return _YES if value else ""
    return value if isinstance(value, str) else "" if value is None else value.isoformat()


def _term(written: Sequence[str]) -> Term:
    row = dict(zip(_NAMES, written, strict=True))
    return Term(
        text=row["text"],
        language=row["language"],
        sense_id=row["sense_id"],
        source=row["source"],
        first_seen=row["first_seen"],
        expires_on=date.fromisoformat(row["expires_on"]) if row["expires_on"] else None,
        homophones=row["homophones"] == _YES,
        note=row["note"],
    )
