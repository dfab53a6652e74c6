"""A post cut at the spans of a finding: what stands there, which facet, and what revealed it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from plainsight.app.casework.shown_text import shown as shown


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A stretch of the original; without a facet it is what stands between."""

    text: str
    facet: str = ""
    says: str = ""
    number: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Excerpt:
    """What one piece of evidence quotes, and the plain form it was read as."""

    number: int
    text: str
    plain: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownReason:
    """One red flag that was met."""

    facet: str
    says: str
    weight_permille: int
    excerpts: tuple[Excerpt, ...]
    undone: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Marked:
    """A post and its reasons, numbered alike."""

    pieces: tuple[Piece, ...]
    reasons: tuple[ShownReason, ...]


def mark_post(text: str, finding: Mapping[str, Any]) -> Marked:
    """Cut `text` at the evidence of a stored finding.

    Nothing is judged again: what is shown is what the finding says, masked or not as it came.
    Where another text stands than the one quoted, as in a later wording, nothing is marked.
    """
    reasons: Sequence[Mapping[str, Any]] = finding.get("reasons", [])
    places = sorted({(e["start"], e["end"]) for r in reasons for e in r["evidence"]})
    numbers = {place: number for number, place in enumerate(places, start=1)}
    facets = {
        (e["start"], e["end"]): (r["facet"], r["says"])
        for r in reversed(reasons)
        for e in r["evidence"]
        if text[e["start"] : e["end"]] == e["excerpt"]
    }
    return Marked(
        pieces=tuple(_pieces(text, numbers, facets)),
        reasons=tuple(_reason(r, numbers) for r in reasons),
    )


def _pieces(
    text: str,
    numbers: Mapping[tuple[int, int], int],
    facets: Mapping[tuple[int, int], tuple[str, str]],
) -> Iterable[Piece]:
    place = 0
    for (start, end), number in numbers.items():
        if start < place or (start, end) not in facets:
            continue
        if start > place:
            yield Piece(text=shown(text[place:start]))
        facet, says = facets[start, end]
        yield Piece(text=shown(text[start:end]), facet=facet, says=says, number=number)
        place = end
    if place < len(text):
        yield Piece(text=shown(text[place:]))


def _reason(reason: Mapping[str, Any], numbers: Mapping[tuple[int, int], int]) -> ShownReason:
    excerpts = {
        numbers[e["start"], e["end"]]: Excerpt(
            number=numbers[e["start"], e["end"]],
            text=shown(e["excerpt"]),
            plain=shown(e.get("plain", "")),
        )
        for e in reason["evidence"]
    }
    return ShownReason(
        facet=reason["facet"],
        says=reason["says"],
        weight_permille=reason["weight_permille"],
        excerpts=tuple(excerpts.values()),
        undone=tuple(dict.fromkeys(u for e in reason["evidence"] for u in e.get("undone", ()))),
    )
