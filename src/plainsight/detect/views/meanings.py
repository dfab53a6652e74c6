"""What a literal may mean: the terms that have it as a form, and what is asked of all of them."""

from functools import cached_property

from plainsight.detect.views.technique import Technique
from plainsight.detect.views.variant import Variant

Meaning = tuple[str, Variant]  # the key of a term, and its form that is the literal


class Meanings(tuple[Meaning, ...]):
    """Answers are kept: a literal stands in many texts, and in many places of one."""

    @cached_property
    def plains(self) -> frozenset[str]:
        """The terms as they are, folded."""
        return frozenset([variant.plain for _, variant in self])

    @cached_property
    def are_plain(self) -> bool:
        """Whether all of them are terms as they are."""
        return all(variant.technique is Technique.PLAIN for _, variant in self)

    @cached_property
    def by_term(self) -> tuple[tuple[str, Variant, frozenset[Technique]], ...]:
        """Each term once, a form of it, and the techniques that turn it into the literal."""
        techniques: dict[tuple[str, str], set[Technique]] = {}
        variants: dict[tuple[str, str], Variant] = {}
        for term_key, variant in self:
            techniques.setdefault((term_key, variant.plain), set()).add(variant.technique)
            variants[term_key, variant.plain] = variant
        return tuple(
            (term, variants[term, plain], frozenset(known))
            for (term, plain), known in techniques.items()
        )

    @cached_property
    def need_company(self) -> bool:
        """Whether none of them is to be told by the sound of Chinese characters alone."""
        return not any(Technique.HOMOPHONE in known for _, _, known in self.by_term)
