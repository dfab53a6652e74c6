"""The detector: one post in, explained findings out. The definition every engine must equal."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from plainsight.detect.evaluate import SignsBySense, evaluate
from plainsight.detect.extract import Role, extract
from plainsight.detect.finding import Finding
from plainsight.detect.lexicon import Term
from plainsight.detect.policy import Policy
from plainsight.detect.reveal_signs import with_undone
from plainsight.detect.sign import Sign
from plainsight.detect.views import View, read
from plainsight.detect.views.search import Index
from plainsight.detect.views.variants import Variant, variants
from plainsight.model.post import Post

# A contact that the text warns of, or that belongs to its victim, is not the author's.
_NOT_THE_AUTHORS = frozenset({Role.VICTIM, Role.WARNING, Role.THIRD_PARTY})
_TIES = ("handle.", "phone", "email", "wallet.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Examined:
    """What the detector has to say on one text."""

    findings: tuple[Finding, ...]  # strongest first
    contacts: frozenset[str] = frozenset()  # "kind:value" of the author's contacts and wallets
    template: str = ""  # the text without what copies of one advert vary in


class Detector:
    """Holds the compiled policy; immutable after construction, safe to share between threads."""

    def __init__(self, policy: Policy) -> None:
        self.policy = policy
        self._terms = policy.lexicon.terms
        self._index = Index(term_variants(self._terms))
        self._senses = policy.lexicon.senses
        self._anchored = [
            (
                typology,
                frozenset().union(
                    *(i.sense_ids | i.extract_kinds for i in typology.indicators if i.anchor)
                ),
            )
            for typology in policy.enabled
        ]

    def examine(self, text: str) -> Examined:
        """Findings on a bare text."""
        signs = self.signs(text)
        grouped = SignsBySense(signs)
        findings = []
        for typology, anchors in self._anchored:
            if anchors.isdisjoint(grouped.senses):
                continue
            finding = evaluate(
                typology,
                text=text,
                signs=grouped,
                senses=self._senses,
                policy_digest=self.policy.digest,
            )
            if finding is not None:
                findings.append(with_undone(finding))
        if not findings:
            return Examined(findings=())
        return Examined(
            findings=tuple(sorted(findings, key=lambda f: (-f.score, f.typology_id))),
            contacts=frozenset(
                f"{sign.sense}:{sign.plain}"
                for sign in signs
                if sign.is_extract and sign.sense.startswith(_TIES)
            ),
            template=read(text, View.TIGHT).text,
        )

    def look(self, post: Post) -> Examined:
        """Findings on a post, each naming the post it stands on."""
        examined = self.examine(post.text)
        named = tuple(
            replace(
                finding,
                post_id=post.post_id,
                account_id=post.account_id,
                surface=post.surface,
                posted_at=post.posted_at,
            )
            for finding in examined.findings
        )
        return replace(examined, findings=named)

    def signs(self, text: str) -> list[Sign]:
        """Every lexicon term and extracted value that stands in the text."""
        found = [
            Sign(seen.start, seen.end, term.sense_id, term.text)
            for seen in self._index.find(text)
            for term in (self._terms[seen.term_key],)
        ]
        found.extend(
            Sign(value.start, value.end, str(value.kind), value.value, is_extract=True)
            for value in extract(text)
            if value.role not in _NOT_THE_AUTHORS
        )
        return found


def term_variants(terms: Iterable[Term]) -> Iterator[tuple[int, Variant]]:
    """Every literal form of every term, keyed by the term's place in the lexicon."""
    for key, term in enumerate(terms):
        for variant in variants(term.text, language=term.language, homophones=term.homophones):
            yield key, variant
