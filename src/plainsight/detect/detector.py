"""The detector: one post in, explained findings out. The definition every engine must equal."""

from collections.abc import Iterable
from dataclasses import replace

from plainsight.detect.evaluate import SignsBySense, evaluate
from plainsight.detect.extract import Role, extract
from plainsight.detect.finding import Finding
from plainsight.detect.lexicon import Term
from plainsight.detect.policy import Policy
from plainsight.detect.sign import Sign
from plainsight.detect.views.reveal import reveal
from plainsight.detect.views.search import Index
from plainsight.detect.views.variants import Variant, variants
from plainsight.model.post import Post

# A contact that the text warns of, or that belongs to its victim, is not the author's.
_NOT_THE_AUTHORS = frozenset({Role.VICTIM, Role.WARNING, Role.THIRD_PARTY})


class Detector:
    """Holds the compiled policy; immutable after construction, safe to share between threads."""

    def __init__(self, policy: Policy) -> None:
        self.policy = policy
        self._terms = policy.lexicon.terms
        self._index = Index(term_variants(self._terms))
        self._senses = policy.lexicon.senses
        self._wanted = [(typology, _names(typology)) for typology in policy.enabled]

    def examine(self, text: str) -> list[Finding]:
        """Findings on a bare text, strongest first."""
        signs = self.signs(text)
        grouped = SignsBySense(signs)
        present = grouped.senses
        findings = []
        for typology, anchors in self._wanted:
            if anchors.isdisjoint(present):
                continue
            finding = evaluate(
                typology,
                text=text,
                signs=grouped,
                senses=self._senses,
                policy_digest=self.policy.digest,
            )
            if finding is not None:
                findings.append(_revealed(finding))
        return sorted(findings, key=lambda f: (-f.score, f.typology_id))

    def look(self, post: Post) -> list[Finding]:
        """Findings on a post, strongest first."""
        return [
            replace(
                finding,
                post_id=post.post_id,
                account_id=post.account_id,
                surface=post.surface,
                posted_at=post.posted_at,
            )
            for finding in self.examine(post.text)
        ]

    def signs(self, text: str) -> list[Sign]:
        """Every lexicon term and extracted value that stands in the text."""
        found = [
            Sign(seen.start, seen.end, term.sense_id, term.text)
            for seen in self._index.find(text)
            for term in (self._terms[seen.term_key],)
        ]
        found.extend(
            Sign(value.start, value.end, str(value.kind), value.value, True)
            for value in extract(text)
            if value.role not in _NOT_THE_AUTHORS
        )
        return found


def term_variants(terms: Iterable[Term]) -> Iterable[tuple[int, Variant]]:
    """Every literal form of every term, keyed by the term's place in the lexicon."""
    for key, term in enumerate(terms):
        for variant in variants(term.text, language=term.language, homophones=term.homophones):
            yield key, variant
