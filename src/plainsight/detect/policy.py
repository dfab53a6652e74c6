"""The policy a detector works by: lexicon and typologies, under one digest."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields, replace
from datetime import date
from typing import Any

from plainsight.detect.lexicon import Lexicon, Term
from plainsight.detect.typology import Typology


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """What every finding names as its origin; change one comma and the digest changes."""

    lexicon: Lexicon
    typologies: tuple[Typology, ...]
    digest: str
    terms_digest: str  # of the lexicon's terms, their order among it

    @property
    def enabled(self) -> tuple[Typology, ...]:
        """The typologies that judge posts."""
        return tuple(t for t in self.typologies if t.enabled)


def make_policy(lexicon: Lexicon, typologies: tuple[Typology, ...]) -> Policy:
    """Bind lexicon and typologies together and digest them (SHA-256, first 16 hex digits)."""
    names = [field.name for field in fields(Term)]
    # Tens of thousands of terms, read at every start: as rows, without the copies of `asdict`.
    terms = [[getattr(term, name) for name in names] for term in lexicon.terms]
    senses = {sense_id: asdict(sense) for sense_id, sense in lexicon.senses.items()}
    content = [names, terms, senses, *(asdict(typology) for typology in typologies)]
    written = [_written(part) for part in content]
    return Policy(
        lexicon=lexicon,
        typologies=typologies,
        digest=_digest(written),
        terms_digest=_digest(written[:2]),
    )


def policy_on(policy: Policy, day: date) -> Policy:
    """The policy as it judges on a day: without the terms that had expired, under its own digest.

    What nothing has expired in is given back as it is.
    """
    lexicon = policy.lexicon.current(on=day)
    if len(lexicon.terms) == len(policy.lexicon.terms):
        return policy
    return make_policy(lexicon, policy.typologies)


def with_all_enabled(policy: Policy) -> Policy:
    """The same policy with the typologies that are off by default turned on, for testing them."""
    return make_policy(
        policy.lexicon, tuple(replace(typology, enabled=True) for typology in policy.typologies)
    )


def _written(part: object) -> str:
    return json.dumps(part, default=_plain, sort_keys=True, ensure_ascii=False)


def _digest(parts: Sequence[str]) -> str:
    """Of the parts as one JSON array."""
    text = f"[{', '.join(parts)}]"
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _plain(value: Any) -> object:  # noqa: ANN401 - json hands over whatever it cannot write
    return sorted(value) if isinstance(value, frozenset) else str(value)
