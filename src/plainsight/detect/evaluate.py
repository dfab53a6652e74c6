"""Typology x signs -> Finding. Scores combine as 1 - prod(1 - weight), once per facet.

Facets count as independent only when they stand on different characters: one phrase that could
be read two ways is one red flag, not two.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import replace
from operator import attrgetter

from plainsight.detect.choose import Met, Rank, choose, rank_without_conflicts
from plainsight.detect.finding import Doubt, Finding, Reason
from plainsight.detect.lexicon import Facet
from plainsight.detect.sign import Sign, distance, overlap
from plainsight.detect.signs import Signs
from plainsight.detect.typology import Against, Indicator, Neighbour, Typology

EVIDENCE_PER_REASON_MAX = 5
WINDOWS_MAX = 64  # windows tried on one text; adverts have few signs, novels many
OUTWEIGHED_AT = 3  # facets beside which a single word of a benign context counts less
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
    score, chosen = _best_window(typology, met)
    if not chosen:
        return None
    doubts = _doubts(typology, chosen, signs)
    for doubt in doubts:
        score *= 1 - doubt.weight
    if score < typology.threshold:
        return None
    return Finding(
        typology_id=typology.typology_id,
        typology_version=typology.version,
        typology_title=typology.title.get("en", typology.name),
        policy_digest=policy_digest,
        score=score,
        threshold=typology.threshold,
        flags=tuple(f"{cite.advisory} {cite.flag}" for cite in typology.cites),
        reasons=_reasons(chosen, met, signs, within=typology.within),
        doubts=doubts,
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
        seen = [sign for sign in seen if others.are_near(sign)]
    if seen and indicator.unless is not None:
        others = _Others(indicator.unless, signs)
        seen = [sign for sign in seen if not others.are_near(sign)]
    return seen


class _Others:
    """Signs in order, to be asked for those near a place."""

    def __init__(self, neighbour: Neighbour, signs: Signs) -> None:
        seen = signs.any_of(neighbour.sense_ids)
        if neighbour.extract_kinds:
            seen += signs.any_of(neighbour.extract_kinds)
        seen.sort(key=attrgetter("start"))
        self._signs = seen
        self._starts = [sign.start for sign in seen]
        self._longest = max([sign.end - sign.start for sign in seen], default=0)
        self._within = neighbour.within

    def are_near(self, sign: Sign) -> bool:
        """Whether one of them stands near enough and does not overlap."""
        first = bisect_left(self._starts, sign.start - self._within - self._longest)
        last = bisect_right(self._starts, sign.end + self._within)
        for other in self._signs[first:last]:
            if distance(sign, other) <= self._within and not overlap(sign, other):
                return True
        return False


def _best_window(typology: Typology, met: Sequence[Met]) -> tuple[float, list[Met]]:
    """Score and choice of one sign per facet, within the typology's width, that rank highest."""
    best: list[Met] = []
    best_rank: Rank = (False, False, 0.0)
    low, high = min([sign.start for _, sign in met]), max([sign.end for _, sign in met])
    if high - low <= typology.within:  # as in most posts: one window holds them all
        best_rank, best = choose(met, facets_min=typology.facets_min)
        return _if_enough(best_rank, best)
    ordered = sorted(met, key=lambda pair: (pair[1].start, pair[1].end))
    known = 0  # signs before this one stood in an earlier window
    windows = 0
    starts = [sign.start for _, sign in ordered]
    for first, (_, sign) in enumerate(ordered):
        limit = sign.start + typology.within
        beyond = bisect_right(starts, limit)
        window = [pair for pair in ordered[first:beyond] if pair[1].end <= limit]
        # A window without a sign that the one before lacked cannot be better than that one.
        last = first + len(window)
        if last <= known:
            continue
        known = last
        bound = rank_without_conflicts(window, facets_min=typology.facets_min)
        if not (bound[0] and bound[1]):
            continue
        windows += 1
        if bound > best_rank:
            rank, chosen = choose(window, facets_min=typology.facets_min)
            if rank > best_rank:
                best, best_rank = chosen, rank
        if last == len(ordered) or windows == WINDOWS_MAX:
            break
    return _if_enough(best_rank, best)


def _if_enough(rank: Rank, chosen: list[Met]) -> tuple[float, list[Met]]:
    is_anchored, has_facets, score = rank
    return (score, chosen) if is_anchored and has_facets else (0.0, [])


def _doubts(typology: Typology, chosen: Sequence[Met], signs: Signs) -> tuple[Doubt, ...]:
    facets = frozenset([indicator.facet for indicator, _ in chosen])
    low = min([sign.start for _, sign in chosen]) - typology.within
    high = max([sign.end for _, sign in chosen]) + typology.within
    doubts = []
    for against in typology.against:
        if against.sense_ids.isdisjoint(signs.names):
            continue
        seen = [s for s in signs.any_of(against.sense_ids) if s.end > low and s.start < high]
        # A context word that is part of the offer itself is no context.
        seen = [s for s in seen if not any(overlap(s, sign) for _, sign in chosen)]
        if seen and not _yields(against, facets):
            evidence = tuple([signs.evidence(s) for s in seen[:EVIDENCE_PER_REASON_MAX]])
            doubts.append(
                Doubt(
                    against_id=against.against_id,
                    weight=against.weight,
                    says=against.says,
                    evidence=evidence,
                )
            )
    return _outweighed(doubts) if len(facets) >= OUTWEIGHED_AT else tuple(doubts)


def _outweighed(doubts: Sequence[Doubt]) -> tuple[Doubt, ...]:
    """The doubts beside a whole offer: a warning speaks of police and victims, not of one alone."""
    words = {(word.start, word.end) for doubt in doubts for word in doubt.evidence}
    if len(words) > 1:
        return tuple(doubts)
    return tuple(replace(doubt, weight=doubt.weight * LONE_WORD) for doubt in doubts)


def _yields(against: Against, facets: frozenset[Facet]) -> bool:
    return bool(against.yields_to) and against.yields_to <= facets


def _reasons(
    chosen: Sequence[Met], met: Iterable[Met], signs: Signs, *, within: int
) -> tuple[Reason, ...]:
    """The chosen sign of each indicator first, then its other appearances near by."""
    low = min([sign.start for _, sign in chosen])
    shown_of = {indicator.indicator_id: [lead] for indicator, lead in chosen}
    for indicator, sign in met:
        shown = shown_of.get(indicator.indicator_id)
        if shown and low <= sign.start <= low + within and sign is not shown[0]:
            shown.append(sign)
    reasons = []
    for indicator, _ in sorted(chosen, key=lambda pair: -pair[0].weight):
        shown = _without_repeats(shown_of[indicator.indicator_id])
        reasons.append(
            Reason(
                indicator_id=indicator.indicator_id,
                facet=indicator.facet,
                weight=indicator.weight,
                says=indicator.says,
                evidence=tuple([signs.reason(sign) for sign in shown]),
            )
        )
    return tuple(reasons)


def _without_repeats(signs: Iterable[Sign]) -> list[Sign]:
    """The first few that share no character."""
    kept: list[Sign] = []
    for sign in signs:
        for other in kept:
            if overlap(sign, other):
                break
        else:
            kept.append(sign)
            if len(kept) == EVIDENCE_PER_REASON_MAX:
                break
    return kept
