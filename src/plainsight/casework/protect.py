"""What a reviewer is shown: contacts are masked until they are needed.

Masking keeps every character's place, so that what a finding points at stays where it was.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from plainsight.detect.extract import ExtractKind, extract
from plainsight.model.fact import JsonValue

MASK = "•"
_CONTACTS = frozenset(
    kind
    for kind in ExtractKind
    if kind.value.partition(".")[0] in {"phone", "handle", "email", "link", "wallet"}
)
_CONTACT_SENSES = frozenset(kind.value for kind in _CONTACTS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mask:
    """One masked range: `start:end` index the original and the masked text alike."""

    start: int
    end: int
    kind: str  # "phone", "handle.telegram" ...: what a reader may know of it


@dataclass(frozen=True, slots=True, kw_only=True)
class MaskedText:
    """A text in which nobody can be reached, as long as the original."""

    text: str
    masks: tuple[Mask, ...]


def mask_contacts(text: str, *, known: Sequence[tuple[int, int, str]] = ()) -> MaskedText:
    """Mask phones, handles, mail addresses, links and wallets.

    `known` adds places that a finding already points at, as (start, end, kind).
    """
    found = [(e.start, e.end, e.kind.value) for e in extract(text) if e.kind in _CONTACTS]
    masks: list[Mask] = []
    for start, end, kind in sorted({*found, *known}):
        if masks and start < masks[-1].end:
            last = masks[-1]
            masks[-1] = Mask(start=last.start, end=max(end, last.end), kind=last.kind)
        elif start < end:
            masks.append(Mask(start=start, end=end, kind=kind))
    return MaskedText(text=_covered(text, masks), masks=tuple(masks))


def cover(text: str) -> str:
    """A text of which nothing but its length can be read."""
    return _covered(text, [Mask(start=0, end=len(text), kind="")])


def mask_finding(
    finding: Mapping[str, JsonValue], masked: MaskedText | None
) -> dict[str, JsonValue]:
    """A stored finding with every contact covered: in its evidence, and in what ties it.

    `masked` is the lead post's text, which the strongest finding's evidence points into; None
    where no text is kept that it points into, and each excerpt is masked by itself.
    """
    shown = dict(finding)
    contacts = finding.get("contacts")
    if isinstance(contacts, list):
        shown["contacts"] = [_covered_contact(str(contact)) for contact in contacts]
    strongest = finding.get("strongest")
    if isinstance(strongest, dict):
        shown["strongest"] = _masked_parts(strongest, masked)
    return shown


def contact_places(finding: Mapping[str, JsonValue]) -> tuple[tuple[int, int, str], ...]:
    """Where the strongest finding of an alert says that contacts stand."""
    strongest = finding.get("strongest")
    if not isinstance(strongest, dict):
        return ()
    return tuple(
        (start, end, sense)
        for evidence in _evidence(strongest)
        if isinstance(sense := evidence.get("sense"), str)
        and sense in _CONTACT_SENSES
        and isinstance(start := evidence.get("start"), int)
        and isinstance(end := evidence.get("end"), int)
    )


def _masked_parts(
    strongest: dict[str, JsonValue], masked: MaskedText | None
) -> dict[str, JsonValue]:
    shown = dict(strongest)
    for part in ("reasons", "doubts"):
        listed = strongest.get(part)
        if isinstance(listed, list):
            shown[part] = [
                {**each, "evidence": [_masked_evidence(e, masked) for e in _inner(each)]}
                for each in listed
                if isinstance(each, dict)
            ]
    return shown


def _masked_evidence(evidence: dict[str, JsonValue], masked: MaskedText | None) -> JsonValue:
    if masked is None:
        return _masked_apart(evidence)
    start, end = evidence.get("start"), evidence.get("end")
    if not isinstance(start, int) or not isinstance(end, int):
        return evidence
    is_covered = any(mask.start < end and start < mask.end for mask in masked.masks)
    if not is_covered:
        return evidence
    return {**evidence, "excerpt": masked.text[start:end], "plain": MASK * 3}


def _masked_apart(evidence: dict[str, JsonValue]) -> JsonValue:
    excerpt = str(evidence.get("excerpt", ""))
    is_contact = evidence.get("sense") in _CONTACT_SENSES
    shown = cover(excerpt) if is_contact else mask_contacts(excerpt).text
    return evidence if shown == excerpt else {**evidence, "excerpt": shown, "plain": MASK * 3}


def _evidence(strongest: dict[str, JsonValue]) -> list[dict[str, JsonValue]]:
    listed = strongest.get("reasons")
    reasons = listed if isinstance(listed, list) else []
    return [e for reason in reasons if isinstance(reason, dict) for e in _inner(reason)]


def _inner(reason: dict[str, JsonValue]) -> list[dict[str, JsonValue]]:
    evidence = reason.get("evidence")
    return [e for e in evidence if isinstance(e, dict)] if isinstance(evidence, list) else []


def _covered_contact(contact: str) -> str:
    kind, colon, _ = contact.partition(":")
    return f"{kind}:{MASK * 3}" if colon else MASK * 3


def _covered(text: str, masks: Sequence[Mask]) -> str:
    chars = list(text)
    for mask in masks:
        for place in range(mask.start, min(mask.end, len(chars))):
            if not chars[place].isspace():
                chars[place] = MASK
    return "".join(chars)
