"""Why a text model raises a text: what weighed most for it, and where that stands.

The model is linear, so nothing is guessed: its margin is a sum over senses and characters, and a
reason's weight is its share of all that speaks for the finding. No reason of these is a red flag.
"""

from collections.abc import Iterable, Iterator
from itertools import pairwise
from operator import attrgetter

from plainsight.detect.finding import Evidence, Reason
from plainsight.detect.lexicon import Facet
from plainsight.detect.sign import some_apart
from plainsight.detect.signs import Signs
from plainsight.detect.views import View, read
from plainsight.detect.views.edges import is_edge
from plainsight.detect.views.wording import word_starts
from plainsight.engines.text_features import NGRAM_FEATURES, SENSE_WEIGHT, Floats, ngram_shares
from plainsight.engines.text_model import TextModel

Place = tuple[int, int]  # half-open, in the folded text

SENSES_SHOWN_MAX = 4
EVIDENCE_PER_REASON_MAX = 5
SHARE_MIN = 0.02  # what weighs less is no reason
READ_CHARS_MAX = 20_000  # of a longer text only senses are told
WORDING = "wording"
SAYS = "wording that the model has learnt"


def reasons_of(model: TextModel, text: str, signs: Signs) -> tuple[Reason, ...]:
    """The senses that weighed most, and the words whose letters did; the weightiest first."""
    worth = {
        sense: float(weight) * SENSE_WEIGHT
        for sense, weight in zip(model.senses, model.weights[NGRAM_FEATURES:], strict=True)
        if sense in signs.names and weight > 0
    }
    words = _words(text, model.weights) if len(text) <= READ_CHARS_MAX else []
    heard = sum(weight for weight, _ in words)
    every = sum(worth.values()) + heard
    told = [
        Reason(
            indicator_id=f"sense.{sense}",
            facet=signs.facet(sense),
            weight=weight / every,
            says=signs.says(sense),
            evidence=_evidence(sense, signs),
        )
        for sense, weight in sorted(worth.items(), key=lambda pair: (-pair[1], pair[0]))
        if weight >= SHARE_MIN * every and signs.facet(sense) is not Facet.CONTEXT
    ][:SENSES_SHOWN_MAX]
    if heard >= SHARE_MIN * every and words:
        told.append(
            Reason(
                indicator_id=WORDING,
                facet=Facet.WORDING,
                weight=heard / every,
                says=SAYS,
                evidence=tuple(_weightiest(words)),
            )
        )
    return tuple(sorted(told, key=attrgetter("weight"), reverse=True))


def _evidence(sense: str, signs: Signs) -> tuple[Evidence, ...]:
    some = some_apart(signs.any_of({sense}), at_most=EVIDENCE_PER_REASON_MAX)
    return tuple([signs.reason(sign) for sign in some])


def _weightiest(words: list[tuple[float, Evidence]]) -> Iterator[Evidence]:
    """The few that weigh most, in the order of the text."""
    first = sorted(words, key=lambda pair: -pair[0])[:EVIDENCE_PER_REASON_MAX]
    yield from sorted([evidence for _, evidence in first], key=attrgetter("start"))


def _words(text: str, weights: Floats) -> list[tuple[float, Evidence]]:
    """The words of a text that speak for the finding, with how much they do."""
    folded = read(text, View.FOLD)
    shares = ngram_shares(folded.text, weights)
    found: list[tuple[float, Evidence]] = []
    for first, behind in _joined(_cut(folded.text), shares):
        start, end = folded.span(first, behind)
        said = Evidence(
            start=start,
            end=end,
            excerpt=text[start:end],
            plain=folded.text[first:behind],
            sense=WORDING,
            gloss=SAYS,
        )
        found.append((float(shares[first:behind].sum()), said))
    return found


def _joined(words: Iterable[Place], shares: Floats) -> Iterator[Place]:
    """Those that speak for it. Characters that do side by side are a word that no dictionary has.

    So 接料 is cut into 接 and 料, which say nothing.
    """
    run: Place | None = None
    for first, behind in words:
        speaks = shares[first:behind].sum() > 0
        if run is not None and speaks and run[1] == first and behind - first == 1:
            run = run[0], behind
            continue
        if run is not None:
            yield run
        run = (first, behind) if speaks and behind - first == 1 else None
        if speaks and run is None:
            yield first, behind
    if run is not None:
        yield run


def _cut(folded: str) -> Iterator[Place]:
    """The words of a folded text: Chinese by the likeliest cut, others where letters end."""
    begun = word_starts(folded)
    starts = [
        at
        for at in range(len(folded))
        if at == 0 or (begun[at] and is_edge(folded[at - 1], folded[at]))
    ]
    for first, behind in pairwise([*starts, len(folded)]):
        if any(map(str.isalnum, folded[first:behind])):
            yield first, behind
