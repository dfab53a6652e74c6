"""A text as a model reads it: n-grams of the folded text, and what the lexicon sees there.

N-grams know the manner of one platform, senses what all of them speak of: a model of both carries
over to platforms it was not trained on (docs/decisions/0084).
"""

import re
from collections.abc import Iterable, Sequence
from importlib.util import find_spec
from typing import Any

import numpy as np
import numpy.typing as npt

from plainsight.detect.seen_text import SeenText
from plainsight.detect.views import View, read
from plainsight.errors import NotInstalled

Floats = npt.NDArray[np.float64]

NGRAM_FEATURES = 2**18
NGRAMS = (1, 4)  # characters of the shortest and the longest
SENSE_WEIGHT = 0.3  # of one sense, beside all n-grams of a text, whose squares add up to 1
_BLANKS = re.compile(r"\s\s+")


def require_tools() -> None:
    """Raise NotInstalled without scikit-learn: before posts are read for nothing."""
    if find_spec("sklearn") is None:
        raise NotInstalled("scikit-learn", "model")


def senses_of(seen: Iterable[SeenText]) -> tuple[str, ...]:
    """All senses that stand in some texts, in order."""
    return tuple(sorted(frozenset().union(*(each.senses for each in seen))))


def vectorise(seen: Sequence[SeenText], senses: Sequence[str]) -> Any:  # noqa: ANN401 - scipy
    """A sparse row for each text: hashed n-grams, then one column for each of `senses`.

    A sense that is not among them is passed over. Raises NotInstalled without scikit-learn.
    """
    require_tools()
    from scipy.sparse import csr_matrix, hstack
    from sklearn.feature_extraction.text import HashingVectorizer

    vectoriser = HashingVectorizer(
        analyzer="char", ngram_range=NGRAMS, n_features=NGRAM_FEATURES, lowercase=False, norm="l2"
    )
    ngrams = vectoriser.transform([read(each.text, View.FOLD).text for each in seen])
    column = {sense: place for place, sense in enumerate(senses)}
    columns, ends = list[int](), [0]
    for each in seen:
        columns += sorted(column[sense] for sense in each.senses if sense in column)
        ends.append(len(columns))
    values = [SENSE_WEIGHT] * len(columns)
    marks = csr_matrix((values, columns, ends), shape=(len(seen), len(senses)))
    return hstack([ngrams, marks], format="csr")


def ngram_shares(folded: str, weights: Floats) -> Floats:
    """What each character of a folded text adds to a margin: its part of every n-gram it is in.

    They add up to the share that the n-grams of `vectorise` have. `weights` begin with theirs.
    """
    from sklearn.feature_extraction import FeatureHasher

    places, text = _spaced_once(folded)
    shares = np.zeros(len(folded))
    spans = [
        (start, start + size)
        for size in range(NGRAMS[0], NGRAMS[1] + 1)
        for start in range(len(text) - size + 1)
    ]
    if not spans:
        return shares
    hasher = FeatureHasher(n_features=NGRAM_FEATURES, input_type="string")
    rows = hasher.transform([[text[start:end]] for start, end in spans])
    # As the vectoriser does: n-grams of one hash are added up, and a text weighs 1 as a whole.
    length = np.sqrt(np.square(np.bincount(rows.indices, rows.data)).sum())
    if length:
        for (start, end), worth in zip(spans, rows @ weights[:NGRAM_FEATURES], strict=True):
            shares[places[start:end]] += worth / length / (end - start)
    return shares


def _spaced_once(folded: str) -> tuple[list[int], str]:
    """The text as the vectoriser reads it, one blank for a run of them, and where each stood."""
    runs = {at for run in _BLANKS.finditer(folded) for at in range(run.start() + 1, run.end())}
    places = [at for at in range(len(folded)) if at not in runs]
    return places, _BLANKS.sub(" ", folded)
