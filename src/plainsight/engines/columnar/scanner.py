"""The fast scanner: every post in every view as columns, and Python for the few worth a look.

First all posts are searched for the anchors of the typologies; then the posts that may hold one,
for everything else; then a gate asks whether any typology could be met. What passes is examined by
the definition itself, so the answers are equal: the columns only decide where to look.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from plainsight.detect.detector import Detector, term_variants
from plainsight.detect.examined import Examined
from plainsight.detect.extract.plain import plain_text
from plainsight.detect.extract.worth import is_worth_reading
from plainsight.detect.lexicon import Term
from plainsight.detect.typology import Typology
from plainsight.detect.views import View
from plainsight.engines.columnar.batch import (
    Strings,
    encode,
    fold_batch,
    sound_batch,
    tight_batch,
)
from plainsight.engines.columnar.forms import Forms
from plainsight.engines.columnar.gate import Gate
from plainsight.engines.columnar.joined import Joined
from plainsight.engines.columnar.phrases import Phrases
from plainsight.engines.columnar.ragged import Hits, Numbers
from plainsight.engines.columnar.words import Meaning, Words, is_words
from plainsight.model.post import Post

Bools = npt.NDArray[np.bool_]


class ColumnarScanner:
    """Implements `app.scan_posts.PostScanner`; safe to share between threads."""

    def __init__(self, detector: Detector) -> None:
        self._detector = detector
        policy = detector.policy
        wanted = sorted(set().union(*(_senses_of(typology) for typology in policy.enabled)))
        senses = {sense: number for number, sense in enumerate(wanted)}
        terms = [term for term in policy.lexicon.terms if term.sense_id in senses]
        anchors = [term for term in terms if term.sense_id in detector.anchor_senses]
        self._sense_count = len(senses)
        self._anchors = _Sieve(anchors, senses)
        self._all = _Sieve(terms, senses)
        self._gate = Gate(policy.enabled, senses)

    def scan(self, posts: Sequence[Post]) -> Iterator[tuple[Post, Examined]]:
        """Yield, in order, the posts that have findings."""
        for place, views in self.candidates([post.text for post in posts]):
            examined = self._detector.look(posts[place], views=views)
            if examined.findings:
                yield posts[place], examined

    def candidates(self, texts: Sequence[str]) -> list[tuple[int, frozenset[View]]]:
        """Places of the posts that may have a finding, in order, with the views worth reading."""
        if not texts:
            return []
        sifted = self._anchors.sift(encode(texts))
        near = np.unique(
            np.concatenate([sifted.rows, *(posts for posts, _ in sifted.hits.values())])
        )
        return self._second_look([texts[place] for place in near], near)

    def _second_look(
        self, texts: Sequence[str], places: Numbers
    ) -> list[tuple[int, frozenset[View]]]:
        if not texts:
            return []
        sifted = self._all.sift(encode(texts))
        marks: Bools = np.zeros((len(texts), self._sense_count), dtype=np.bool_)
        seen = {view: np.zeros(len(texts), dtype=np.bool_) for view in View}
        for view, (posts, senses) in sifted.hits.items():
            marks[posts, senses] = True
            seen[view][posts] = True
        seen[View.SKELETON][sifted.rows] = True
        has_values = np.array([is_worth_reading(plain_text(t)) for t in texts], dtype=np.bool_)
        passed = self._gate.passes(marks, has_values)
        passed[sifted.rows] = True
        return [
            (int(places[at]), frozenset(view for view in View if seen[view][at]))
            for at in np.flatnonzero(passed)
        ]


@dataclass(frozen=True, slots=True)
class _Sifted:
    """By view (posts, senses) that may be seen; and posts that the definition must look at."""

    hits: dict[View, Hits]
    rows: Numbers


def _senses_of(typology: Typology) -> set[str]:
    """Every sense the typology asks for or is talked out of by."""
    neighbours = [n for i in typology.indicators for n in (i.near, i.unless) if n is not None]
    holders = [*typology.indicators, *typology.against, *neighbours]
    return {sense for holder in holders for sense in holder.sense_ids}


class _Sieve:
    """Some terms in all views."""

    def __init__(self, terms: Sequence[Term], senses: dict[str, int]) -> None:
        forms: dict[View, list[Meaning]] = {view: [] for view in View}
        variants = term_variants(terms)
        for term, known in zip(terms, variants.values(), strict=True):
            for variant in known:
                forms[variant.view].append((variant, senses[term.sense_id]))
        words = [meaning for meaning in forms[View.FOLD] if is_words(meaning[0])]
        others = [meaning for meaning in forms[View.FOLD] if not is_words(meaning[0])]
        self._words = Words(words)
        self._fold = Forms(View.FOLD, others)
        latin = [m for m in forms[View.TIGHT] if m[0].text.isascii()]
        self._joined = Joined(latin)
        self._tight = Forms(View.TIGHT, [m for m in forms[View.TIGHT] if not m[0].text.isascii()])
        self._sound = Forms(View.SOUND, forms[View.SOUND])
        self._phrases = Phrases(forms[View.SKELETON])

    def sift(self, texts: Strings) -> _Sifted:
        """Search a batch in all views."""
        folded = fold_batch(texts)
        tight = tight_batch(folded)
        respelled, rows = self._phrases.hits(folded)
        return _Sifted(
            hits={
                View.FOLD: _together(self._words.hits(folded), self._fold.hits(folded)),
                View.TIGHT: _together(self._joined.hits(tight), self._tight.hits(tight)),
                View.SOUND: self._sound.hits(sound_batch(folded)),
                View.SKELETON: respelled,
            },
            rows=rows,
        )


def _together(one: Hits, other: Hits) -> Hits:
    return np.concatenate([one[0], other[0]]), np.concatenate([one[1], other[1]])
