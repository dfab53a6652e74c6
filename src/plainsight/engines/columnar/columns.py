"""The compiled policy: which texts of a batch may have a finding at all, and in which views."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache, lru_cache, partial
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from plainsight.detect.detector import Detector, Hint
from plainsight.detect.extract.possible import (
    LATIN_MAX,
    NUMBERS_MAX,
    kinds_with,
    possible_kinds,
    possible_of,
)
from plainsight.detect.typology import Typology
from plainsight.detect.views import View
from plainsight.detect.views.original import Original
from plainsight.engines.columnar.anchors import demands, looked_for
from plainsight.engines.columnar.batch import take
from plainsight.engines.columnar.build import build
from plainsight.engines.columnar.gate import Gate, anchor_kinds, kind_bits, kinds_of
from plainsight.engines.columnar.kept import keep, read_kept
from plainsight.engines.columnar.kept_name import columns_file, words_digest
from plainsight.engines.columnar.sieve import Sieve, Sifted
from plainsight.engines.columnar.strings import Strings, encode, strings_of
from plainsight.engines.columnar.uncollected import uncollected

# A place in the batch, and what tells all that is known of the text.
Candidate = tuple[int, Callable[[], Hint | None]]
U64 = npt.NDArray[np.uint64]
Bools = npt.NDArray[np.bool_]

TEXTS_KEPT = 1 << 12
TYPOLOGIES_KEPT = 1 << 10
SHORT_CHARS_MAX = 500
_CAS = "cas"
_NOT_CAS = ~np.uint64(kind_bits([_CAS]))


class Columns:
    """Immutable, safe to share between threads."""

    def __init__(self, detector: Detector, *, kept_in: Path | None = None) -> None:
        policy = detector.policy
        terms = policy.lexicon.terms
        names = sorted({term.sense_id for term in terms})
        senses = {sense: number for number, sense in enumerate(names)}
        kinds = anchor_kinds(policy.enabled)
        self._with_cas = _CAS in kinds
        # Of other kinds the columns know too little to leave a post out for want of them.
        self._is_open = not kinds <= {_CAS}
        asked = demands(policy.enabled)
        words = words_digest(policy.terms_digest, asked)
        path = None if kept_in is None else columns_file(kept_in, words)
        built = None if path is None else read_kept(path)
        if built is None:
            with uncollected():
                built = build(terms, senses, looked_for(asked, terms))
            if path is not None:
                keep(built, path)
        self._sieve = Sieve(terms, built)
        self._gate = Gate(policy.enabled, senses)
        self._every_sense = frozenset(senses.values())
        self._senses = [
            frozenset(senses[name] for name in _senses_of(typology) if name in senses)
            for typology in policy.enabled
        ]
        self._left_open = lru_cache(TYPOLOGIES_KEPT)(self._read_open)  # adverts resemble adverts
        self._possible_of_short = lru_cache(TEXTS_KEPT)(_possible_bits)

    def forget(self) -> None:
        """Look at every text anew, for measuring."""
        self._possible_of_short.cache_clear()

    def candidates(self, texts: Sequence[str] | pa.LargeBinaryArray) -> list[Candidate]:
        """Those that the definition must read, in order."""
        if not len(texts):
            return []
        return self._candidates(strings_of(texts) if isinstance(texts, pa.Array) else encode(texts))

    def _candidates(self, texts: Strings) -> list[Candidate]:
        if self._is_open:
            return [(place, nothing_known) for place in range(len(texts.offsets) - 1)]
        suspects = self._sieve.suspects(texts)
        if not len(suspects):
            return []
        suspected = take(texts, suspects)
        sifted = self._sieve.sift(suspected, with_cas=self._with_cas)
        # Each look knows more, of fewer posts.
        kinds = _kinds_by_count(sifted)
        rows = _any(self._met(sifted, kinds))
        sifted, kinds = self._sieve.in_words(sifted, rows), kinds[rows]
        for row in _any(self._met(sifted, kinds)).tolist():
            text = suspected.text(int(sifted.places[row]))
            kinds[row] = self._possible_of(text, int(kinds[row]))
        met = self._met(sifted, kinds)
        chosen = _any(met)
        forms = self._sieve.forms(sifted, chosen)

        def hint(row: int, found: Iterable[tuple[int, int]]) -> Hint:
            typologies, wanted = self._left_open(met[row].tobytes())
            text = suspected.text(int(sifted.places[row]))
            literals = self._sieve.literals(found, wanted)
            open_kinds = kinds_of(int(kinds[row]))
            return self._hint(text, literals, open_kinds, typologies, in_rows=sifted.rows[row])

        return [
            (int(suspects[sifted.places[row]]), partial(hint, row, found))
            for row, found in zip(chosen.tolist(), forms, strict=True)
        ]

    def hints(self, texts: Sequence[str]) -> Iterator[Hint]:
        """Of each text, in order, all that stands in it, whether a typology asks for it or not."""
        sifted = self._sieve.sift(encode(texts), with_cas=False, keep_all=True)
        forms = self._sieve.forms(sifted, sifted.places)
        for text, found, in_rows in zip(texts, forms, sifted.rows, strict=True):
            literals = self._sieve.literals(found, self._every_sense)
            yield self._hint(text, literals, frozenset(possible_kinds(text)), (), in_rows=in_rows)

    def _hint(
        self,
        text: str,
        literals: dict[View, set[int]],
        kinds: frozenset[str],
        typologies: Sequence[int],
        *,
        in_rows: bool,
    ) -> Hint:
        original = Original(text)
        if in_rows:  # letters set apart
            known = self._sieve.dictionary.literals[View.SKELETON].in_skeleton(original)
            literals.setdefault(View.SKELETON, set()).update(known)
        return Hint(
            original=original,
            literals=self._sieve.dictionary.meanings(literals),
            kinds=kinds,
            typologies=typologies,
        )

    def _read_open(self, met: bytes) -> tuple[Sequence[int], frozenset[int]]:
        """Of typologies, each met or not, the places of those that are, and all their senses."""
        typologies = np.flatnonzero(np.frombuffer(met, np.bool_)).tolist()
        return typologies, frozenset().union(*(self._senses[place] for place in typologies))

    def _met(self, sifted: Sifted, kinds: U64) -> Bools:
        """Of each post, which typologies it could meet by what is known of it."""
        met = self._gate.met(sifted.marks, kinds)
        # Letters set apart in rows say nothing of senses.
        met[sifted.rows] = True
        return met

    def _possible_of(self, text: str, kinds: int) -> int:
        if len(text) > SHORT_CHARS_MAX:
            return _possible_bits(text, kinds)
        return self._possible_of_short(text, kinds)


def _possible_bits(text: str, kinds: int) -> int:
    return kind_bits(possible_of(text, kinds_of(kinds)))


def _any(met: Bools) -> npt.NDArray[np.int64]:
    """The posts that could meet a typology."""
    return np.flatnonzero(met.any(axis=1))


def _kinds_by_count(sifted: Sifted) -> U64:
    """The kinds of value that so many digits and letters allow."""
    kinds = _kinds_with()[
        np.minimum(sifted.digits, NUMBERS_MAX), np.minimum(sifted.latin, LATIN_MAX)
    ]
    kinds[~sifted.has_cas] &= _NOT_CAS
    return kinds


def _senses_of(typology: Typology) -> set[str]:
    """Every sense the typology asks for or is talked out of by."""
    wanted = set[str]()
    for indicator in typology.indicators:
        wanted |= indicator.sense_ids
        for neighbour in (indicator.near, indicator.unless):
            wanted |= neighbour.sense_ids if neighbour is not None else frozenset()
    for against in typology.against:
        wanted |= against.sense_ids
        wanted |= against.unless.sense_ids if against.unless is not None else frozenset()
    return wanted


def nothing_known() -> Hint | None:
    """For a text that nobody has looked at."""
    return None


@cache
def _kinds_with() -> npt.NDArray[np.uint64]:
    return np.array(
        [
            [kind_bits(kinds_with(numbers, latin)) for latin in range(LATIN_MAX + 1)]
            for numbers in range(NUMBERS_MAX + 1)
        ],
        dtype=np.uint64,
    )
