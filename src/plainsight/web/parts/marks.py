"""A post cut at the spans of a finding: what stands there, which facet, and what revealed it."""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

MASK = "•••"
_CONTACT = "contact"
_HIDDEN = {  # characters that hide, as something to look at
    **dict.fromkeys((*range(0x200B, 0x2010), *range(0x202A, 0x202F), 0xFEFF), "·"),
    **dict.fromkeys((*range(0x2060, 0x206A), *range(0xD800, 0xE000)), "·"),
    **dict.fromkeys((*range(9), *range(11, 32), *range(0x7F, 0xA0)), "�"),
}


# In copies nobody marked the contacts: what is written like one is masked, rather one too many.
_LIKE_CONTACT = re.compile(
    r"@\s*[\w.]{3,}|(?<![\w.])(?=[\w.-]*\d)[\w.+-]{6,}|[+\d][\d\s().-]{6,}\d", re.ASCII
)


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
    has_masked: bool


def mark_post(text: str, finding: Mapping[str, Any], *, is_unmasked: bool) -> Marked:
    """Cut `text` at the evidence of a stored finding. Contacts are masked unless unmasked.

    Nothing is judged again: what is shown is what the finding says.
    """
    reasons: Sequence[Mapping[str, Any]] = finding.get("reasons", [])
    places = sorted({(e["start"], e["end"]) for r in reasons for e in r["evidence"]})
    numbers = {place: number for number, place in enumerate(places, start=1)}
    facets = {
        (e["start"], e["end"]): (r["facet"], r["says"])
        for r in reversed(reasons)
        for e in r["evidence"]
    }
    has_masked = not is_unmasked and any(facet == _CONTACT for facet, _ in facets.values())
    return Marked(
        pieces=tuple(_pieces(text, numbers, facets, is_unmasked=is_unmasked)),
        reasons=tuple(_reason(r, numbers, is_unmasked=is_unmasked) for r in reasons),
        has_masked=has_masked,
    )


def mask(text: str) -> str:
    """A contact as people may see it without need: its first character, and that more follows."""
    return f"{text[:1]}{MASK}"


def mask_like(text: str, contacts: Iterable[str]) -> str:
    """A text without marks of its own, with known contacts and whatever looks like one masked."""
    folded = "".join(unicodedata.normalize("NFKC", char)[:1] or " " for char in text).lower()
    known = [re.escape(each.rpartition(":")[2].lower()) for each in contacts if each]
    spans = [found.span() for found in _LIKE_CONTACT.finditer(folded)]
    if known:
        spans += [found.span() for found in re.finditer("|".join(known), folded)]
    place, kept = 0, []
    for start, end in sorted(spans):
        if start >= place:
            kept += [text[place:start], mask(text[start:end])]
        place = max(place, end)
    return shown("".join([*kept, text[place:]]))


def shown(text: str) -> str:
    """Text as it can be looked at: what hides is made visible."""
    return text.translate(_HIDDEN)


def _pieces(
    text: str,
    numbers: Mapping[tuple[int, int], int],
    facets: Mapping[tuple[int, int], tuple[str, str]],
    *,
    is_unmasked: bool,
) -> Iterable[Piece]:
    place = 0
    for (start, end), number in numbers.items():
        if start < place:
            continue
        if start > place:
            yield Piece(text=shown(text[place:start]))
        facet, says = facets[start, end]
        quoted = shown(text[start:end])
        if facet == _CONTACT and not is_unmasked:
            quoted = mask(quoted)
        yield Piece(text=quoted, facet=facet, says=says, number=number)
        place = end
    if place < len(text):
        yield Piece(text=shown(text[place:]))


def _reason(
    reason: Mapping[str, Any], numbers: Mapping[tuple[int, int], int], *, is_unmasked: bool
) -> ShownReason:
    is_masked = reason["facet"] == _CONTACT and not is_unmasked
    excerpts = {
        numbers[e["start"], e["end"]]: Excerpt(
            number=numbers[e["start"], e["end"]],
            text=mask(shown(e["excerpt"])) if is_masked else shown(e["excerpt"]),
            plain="" if is_masked else shown(e.get("plain", "")),
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
