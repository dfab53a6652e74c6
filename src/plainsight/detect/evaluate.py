"""Typology x signs -> Finding. Scores combine as 1 - prod(1 - weight), once per facet.

Facets count as independent only when they stand on different characters: one phrase that could
be read two ways is one red flag, not two.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from math import nextafter

from plainsight.detect.choose import Met, choose
from plainsight.detect.finding import Doubt, Finding, Reason
from plainsight.detect.lexicon import Facet
from plainsight.detect.sign import Sign, Wholes, is_part, overlap, some_apart
from plainsight.detect.signs import Signs
from plainsight.detect.typology import Against, Indicator, Neighbour, Typology
from plainsight.detect.windows import promising

_Doubted = tuple[Against, float, list[Sign]]  # what speaks against it, how much, by which words
_Judged = tuple[float, list[Met], list[_Doubted]]  # a score, of what, less what

EVIDENCE_PER_REASON_MAX = 5
CONTEXT_REACH = 0.5  # of an offer's width, on either side: a warning stands by what it warns of
OUTWEIGHED_AT = 3  # facets beside which a single word of a benign context counts less
ALONE_AT = 4  # facets that only a context of their own sentences speaks against
LONE_WORD = 0.5  # how much of its weight is left


def evaluate(
    typology: Typology,
    *,
    signs: Signs,
    policy_digest: str,
    indicators: Sequence[Indicator] | None = None,
) -> Finding | None:
    """Judge one text by one typology; None below its threshold or with too few facets.

    `indicators` are those of the typology that could be met, in their order, if the caller knows.
    """
    asked = typology.indicators if indicators is None else indicators
    met = [(indicator, sign) for indicator in asked for sign in _signs_of(indicator, signs)]
    if not any(indicator.anchor for indicator, _ in met):
        return None
    judged = _best_window(typology, met, signs)
    if judged is None:
        return None
    score, chosen, doubts = judged
    return Finding(
        typology_id=typology.typology_id,
        typology_version=typology.version,
        typology_title=typology.title.get("en", typology.name),
        policy_digest=policy_digest,
        score=score,
        threshold=typology.threshold,
        flags=tuple(f"{cite.advisory} {cite.flag}" for cite in typology.cites),
        reasons=_reasons(chosen, met, signs, within=typology.within),
        doubts=tuple([_shown(doubt, signs) for doubt in doubts]),
    )


def _signs_of(indicator: Indicator, signs: Signs) -> list[Sign]:
    seen = signs.any_of(indicator.sense_ids)
    if indicator.extract_kinds:
        values = indicator.values
        for sign in signs.any_of(indicator.extract_kinds):
            if not values or sign.plain in values:
                seen.append(sign)
    if seen and indicator.near is not None:
        others = _Others(indicator.near, signs)
        seen = [sign for sign in seen if others.have_company_near(sign)]
    if seen and indicator.unless is not None:
        others = _Others(indicator.unless, signs)
        seen = [sign for sign in seen if not (others.are_near(sign) or others.contain(sign))]
    return seen


class _Others:
    """Signs in order, to be asked for those near a place."""

    def __init__(self, neighbour: Neighbour, signs: Signs) -> None:
        self._signs, self._starts, self._longest = signs.ordered(neighbour.names)
        self._within = neighbour.within
        self._count = neighbour.count

    def are_near(self, sign: Sign) -> bool:
        """Whether one of them stands near enough and does not overlap."""
        return any(True for _ in self._near(sign))

    def have_company_near(self, sign: Sign) -> bool:
        """Whether enough of them do that are other words: who says one everyday word twice names
        no second thing, and two readings of the same characters are one.
        """
        known = set() if sign.is_extract else {sign.plain}
        missing, end = self._count, -1
        for other in self._near(sign):
            if other.start >= end and other.plain not in known:
                missing, end = missing - 1, other.end
                if not missing:
                    return True
                known.add(other.plain)
        return False

    def _near(self, sign: Sign) -> Iterator[Sign]:
        start, end = sign.start, sign.end
        low, high = start - self._within, end + self._within
        first = bisect_left(self._starts, low - self._longest)
        last = bisect_right(self._starts, high)
        for other in self._signs[first:last]:
            if low <= other.end <= start or end <= other.start <= high:
                yield other

    def contain(self, sign: Sign) -> bool:
        """Whether the sign is but a part of one of them: 白粉 of 蛋白粉."""
        first = bisect_left(self._starts, sign.start - self._longest)
        last = bisect_right(self._starts, sign.start)
        return any(is_part(sign, other) for other in self._signs[first:last])


def _best_window(typology: Typology, met: Sequence[Met], signs: Signs) -> _Judged | None:
    """One sign per facet within the typology's width, of which most is left after all doubts.

    The offer that says most may be the one that a newspaper quotes, above another that is meant.
    """
    least = nextafter(typology.threshold, 0.0)
    low, high = min([sign.start for _, sign in met]), max([sign.end for _, sign in met])
    if high - low <= typology.within:  # as in most posts: one window holds them all
        return _judged(typology, met, signs, more_than=least)
    best: _Judged | None = None
    for bound, window in promising(
        met, within=typology.within, facets_min=typology.facets_min, more_than=least
    ):
        if bound <= least:
            break
        judged = _judged(typology, window, signs, more_than=least)
        if judged is not None:
            best, least = judged, judged[0]
    return best


def _judged(
    typology: Typology, window: Sequence[Met], signs: Signs, *, more_than: float
) -> _Judged | None:
    """The best choice of a window less its doubts, if more than that is left."""
    (is_anchored, has_facets, score), chosen = choose(window, facets_min=typology.facets_min)
    if _is_heard_only(chosen):
        window = _as_written(window)
        (is_anchored, has_facets, score), chosen = choose(window, facets_min=typology.facets_min)
    if not (is_anchored and has_facets and score > more_than) or _is_heard_only(chosen):
        return None
    doubts: list[_Doubted] = []
    left = score
    for doubt in _doubts(typology, chosen, window, signs):
        doubts.append(doubt)
        left *= 1 - doubt[1]
        if left <= more_than and not _is_outweighed(chosen, doubts):
            return None
    if _is_outweighed(chosen, doubts):
        doubts = [(against, weight * LONE_WORD, words) for against, weight, words in doubts]
        left = score
        for _, weight, _ in doubts:
            left *= 1 - weight
    return (left, chosen, doubts) if left > more_than else None


def _is_heard_only(chosen: Iterable[Met]) -> bool:
    """Whether nothing of an offer stands there as it is written.

    Authors hide some words by their sound; texts in which all words are other words are read wrong.
    """
    return all(sign.is_heard for _, sign in chosen)


def _as_written(window: Iterable[Met]) -> list[Met]:
    """Without what is only heard, in the facets of which something is written."""
    window = list(window)
    written = {indicator.facet for indicator, sign in window if not sign.is_heard}
    return [met for met in window if not met[1].is_heard or met[0].facet not in written]


def _doubts(
    typology: Typology, chosen: Sequence[Met], met: Sequence[Met], signs: Signs
) -> Iterator[_Doubted]:
    asked = [against for against in typology.against if signs.has_any(against.sense_ids)]
    if not asked:
        return
    facets = frozenset([indicator.facet for indicator, _ in chosen])
    # Whoever warns names the platform, too; only an address is the author's own contact.
    own_facets = facets - {
        indicator.facet
        for indicator, sign in chosen
        if indicator.facet is Facet.CONTACT and not sign.is_extract
    }
    start = min([sign.start for _, sign in chosen])
    end = max([sign.end for _, sign in chosen])
    reach = int(CONTEXT_REACH * typology.within)
    around = start - reach, end + reach
    first, last = signs.sentences(start, end)
    own = max(around[0], first), min(around[1], last)
    # What is a part of any word of the trade is no context either (诈骗 of 诈骗盘).
    wholes = Wholes([sign for _, sign in met])
    for against in asked:
        if _yields(against, own_facets):
            continue
        low, high = own if against.in_sentence or len(facets) >= ALONE_AT else around
        seen = [
            word
            for word in signs.between(against.sense_ids, low, high)
            if not (
                (start < word.end and word.start < end and _is_offered(word, chosen))
                or wholes.have_part(word)
            )
        ]
        if seen and against.unless is not None:
            others = _Others(against.unless, signs)
            seen = [word for word in seen if not (others.are_near(word) or others.contain(word))]
        if seen:
            yield against, against.weight, seen[:EVIDENCE_PER_REASON_MAX]


def _is_offered(word: Sign, chosen: Sequence[Met]) -> bool:
    """Whether a context word is part of the offer itself. The whole of which the offer's word is
    only a part is the better reading (千万别 of 千万, 靠谱吗 of 靠谱).
    """
    return any(overlap(word, sign) and not is_part(sign, word) for _, sign in chosen)


def _is_outweighed(chosen: Sequence[Met], doubts: Sequence[_Doubted]) -> bool:
    """Whether all doubts stand on one word beside a whole offer: a warning speaks of police and
    victims, not of one alone.
    """
    if len({indicator.facet for indicator, _ in chosen}) < OUTWEIGHED_AT:
        return False
    return len({(word.start, word.end) for _, _, words in doubts for word in words}) <= 1


def _shown(doubt: _Doubted, signs: Signs) -> Doubt:
    against, weight, words = doubt
    return Doubt(
        against_id=against.against_id,
        weight=weight,
        says=against.says,
        evidence=tuple([signs.evidence(word) for word in words]),
    )


def _yields(against: Against, facets: frozenset[Facet]) -> bool:
    return bool(against.yields_to) and against.yields_to <= facets


def _reasons(
    chosen: Sequence[Met], met: Iterable[Met], signs: Signs, *, within: int
) -> tuple[Reason, ...]:
    """The chosen sign of each indicator first, then its other appearances near by.

    Where an indicator joins unlike senses, one family's sentence is untrue of most of its words.
    """
    low = min([sign.start for _, sign in chosen])
    shown_of = {indicator.indicator_id: [lead] for indicator, lead in chosen}
    for indicator, sign in met:
        shown = shown_of.get(indicator.indicator_id)
        if shown and low <= sign.start <= low + within and sign is not shown[0]:
            shown.append(sign)
    reasons = []
    for indicator, lead in sorted(chosen, key=lambda pair: -pair[0].weight):
        shown, says = shown_of[indicator.indicator_id], indicator.says
        if indicator.tells_sense and not lead.is_extract:
            shown = [sign for sign in shown if sign.sense == lead.sense]
            says = signs.evidence(lead).gloss
        shown = some_apart(shown, at_most=EVIDENCE_PER_REASON_MAX)
        reasons.append(
            Reason(
                indicator_id=indicator.indicator_id,
                facet=indicator.facet,
                weight=indicator.weight,
                says=says,
                evidence=tuple([signs.reason(sign) for sign in shown]),
            )
        )
    return tuple(reasons)
