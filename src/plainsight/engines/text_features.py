"""A text as a model reads it: n-grams of the folded text, and what the lexicon sees there.

N-grams know the manner of one platform, senses what all of them speak of: a model of both carries
over to platforms it was not trained on (docs/decisions/0084).
"""

from collections.abc import Iterable, Sequence
from typing import Any

from plainsight.detect.seen_text import SeenText
from plainsight.detect.views import View, read
from plainsight.errors import NotInstalled

NGRAM_FEATURES = 2**18
NGRAMS = (1, 4)
SENSE_WEIGHT = 0.3  # of one sense, beside all n-grams of a text, whose squares add up to 1


def senses_of(seen: Iterable[SeenText]) -> tuple[str, ...]:
    """All senses that stand in some texts, in order."""
    return tuple(sorted(frozenset().union(*(each.senses for each in seen))))


def vectorise(seen: Sequence[SeenText], senses: Sequence[str]) -> Any:  # noqa: ANN401 - scipy
    """A sparse row for each text: hashed n-grams, then one column for each of `senses`.

    A sense that is not among them is passed over. Raises NotInstalled without scikit-learn.
    """
    from scipy.sparse import csr_matrix, hstack

    try:
        from sklearn.feature_extraction.text import HashingVectorizer
    except ImportError:
        raise NotInstalled("scikit-learn", "model") from None
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
