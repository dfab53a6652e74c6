"""The detector: one post in, explained findings out. The definition every engine must equal."""

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from functools import cache, cached_property

from plainsight.detect.evaluate import evaluate
from plainsight.detect.examined import Examined
from plainsight.detect.extract import Role, extract
from plainsight.detect.extract.possible import possible_kinds
from plainsight.detect.finding import Finding
from plainsight.detect.lexicon import Term
from plainsight.detect.policy import Policy
from plainsight.detect.reach import Reach
from plainsight.detect.sign import Sign, Wholes
from plainsight.detect.signs import Signs
from plainsight.detect.typology import Indicator, Typology
from plainsight.detect.views import HEARD, Index, Sighting, Variant, View, find_known, variants
from plainsight.detect.views.fold import fold_text
from plainsight.detect.views.meanings import Meanings
from plainsight.detect.views.original import Original
from plainsight.detect.views.technique import Technique
from plainsight.detect.views.tight import tight_text
from plainsight.detect.views.variants import ALOUD, IN_WORDS
from plainsight.model.post import Post

# A contact that the text warns of, or that belongs to its victim, is not the author's.
_NOT_THE_AUTHORS = frozenset({Role.VICTIM, Role.WARNING, Role.EXAMPLE, Role.THIRD_PARTY})
_TIES = ("handle.", "phone", "email", "wallet.")
_NAMES = ("handle.", "email", "link")
_WORD_CHARS_MAX = 24
_HAN_CHARS_MAX = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Hint:
    """What a caller knows of a text. It spares work and must not change the answer."""

    original: Original = field(compare=False)  # the text, as far as it was read
    literals: Mapping[View, Mapping[str, Meanings]]  # all that may be sighted there
    kinds: frozenset[str]  # of value that may stand there
    typologies: Sequence[int]  # places among the enabled ones of those that could be met


class Detector:
    """Holds the policy; safe to share between threads. Its index is built when first needed."""

    def __init__(self, policy: Policy) -> None:
        self.policy = policy
        terms = policy.lexicon.terms
        self._terms = terms
        self._term_of = cache(lambda key: terms[int(key)])  # asked at every sighting
        self._senses = policy.lexicon.senses
        self._reaches = [Reach(typology) for typology in policy.enabled]

    @cached_property
    def _index(self) -> Index:
        return Index(term_variants(self._terms))

    def examine(self, text: str, *, hint: Hint | None = None) -> Examined:
        """Findings on a bare text."""
        original = Original(text) if hint is None else hint.original
        if hint is None:
            sightings, reaches = self._index.find(text), self._reaches
        else:
            sightings = find_known(original, hint.literals)
            reaches = [self._reaches[place] for place in hint.typologies]
        terms = self._term_signs(text, sightings)
        seen = {sign.sense for sign in terms}
        kinds = possible_kinds(text) if hint is None else hint.kinds
        reaches = [reach for reach in reaches if reach.indicators(seen | kinds)]
        if not reaches:
            return Examined(findings=())
        values, names = _value_signs(original, kinds)
        terms = _outside(names, terms)
        seen = {sign.sense for sign in (*terms, *values)}
        wanted = [(reach.typology, met) for reach in reaches if (met := reach.indicators(seen))]
        if not wanted:
            return Examined(findings=())
        signs = Signs(text, [*terms, *values], senses=self._senses)
        findings = [
            finding
            for typology, indicators in wanted
            if (finding := self._judge(typology, indicators, signs)) is not None
        ]
        if not findings:
            return Examined(findings=())
        return Examined(
            findings=tuple(sorted(findings, key=lambda f: (-f.score, f.typology_id))),
            contacts=frozenset(_tie(sign) for sign in values if sign.sense.startswith(_TIES)),
            template=tight_text(original.folded.text),
        )

    def look(self, post: Post) -> Examined:
        """Findings on a post, each naming the post it stands on."""
        return named(self.examine(post.text), post)

    def signs(self, text: str, *, hint: Hint | None = None) -> list[Sign]:
        """Every lexicon term and extracted value that stands in the text."""
        original = Original(text) if hint is None else hint.original
        kinds = possible_kinds(text) if hint is None else hint.kinds
        found = self._index.find(text) if hint is None else find_known(original, hint.literals)
        values, names = _value_signs(original, kinds)
        return [*_outside(names, self._term_signs(text, found)), *values]

    def _term_signs(self, text: str, sightings: Iterable[Sighting]) -> list[Sign]:
        """One sign for each place and sense: by the very term that stands there, if one does."""
        signs: dict[tuple[int, int, str], Sign] = {}
        for start, end, term_key, _, technique in sightings:
            term = self._term_of(term_key)
            place = (start, end, term.sense_id)
            other = signs.get(place)
            if other is None or (
                other.plain != text[start:end]
                and (term.text == text[start:end] or term.text < other.plain)
            ):
                signs[place] = Sign(*place, term.text, is_heard=technique in HEARD)
        return list(signs.values())

    def _judge(
        self, typology: Typology, indicators: Sequence[Indicator], signs: Signs
    ) -> Finding | None:
        digest = self.policy.digest
        return evaluate(typology, indicators=indicators, signs=signs, policy_digest=digest)


def _tie(sign: Sign) -> str:
    """Kind and value; a telephone number is one tie on whatever platform it is given."""
    return f"phone:{sign.plain}" if sign.plain.startswith("+") else f"{sign.sense}:{sign.plain}"


def named(examined: Examined, post: Post) -> Examined:
    """The findings on a text as the findings on a post of that text."""
    if not examined.findings:
        return examined
    return Examined(
        findings=tuple([finding.on(post) for finding in examined.findings]),
        contacts=examined.contacts,
        template=examined.template,
    )


def _value_signs(original: Original, kinds: Set[str]) -> tuple[list[Sign], Wholes]:
    """The author's values, and the names among all: what people call themselves is no offer."""
    signs: list[Sign] = []
    names: list[Sign] = []
    for value in extract(original.text, folded=original.folded, kinds=kinds):
        sign = Sign(value.start, value.end, str(value.kind), value.value, is_extract=True)
        if sign.sense.startswith(_NAMES):
            names.append(sign)
        if value.role not in _NOT_THE_AUTHORS:
            signs.append(sign)
    return signs, Wholes(names)


def _outside(names: Wholes, terms: Iterable[Sign]) -> list[Sign]:
    """Without what is but a part of a name; a term with a dot is an address: gate.io.

    See docs/decisions/0076.
    """
    return [sign for sign in terms if not names.hold(sign) or "." in sign.plain]


def term_variants(terms: Iterable[Term]) -> dict[str, list[Variant]]:
    """Every literal form of every term, keyed by the term's place in the lexicon.

    Words get every form; phrases only those that survive at their length: nobody misspells,
    masks or reverses a whole sentence, and the forms would number millions.
    """
    return {str(place): forms_of(term) for place, term in enumerate(terms)}


def forms_of(term: Term) -> list[Variant]:
    """The literal forms of one term."""
    techniques = {Technique.HOMOPHONE} if term.homophones else set()
    # Nobody hides the words that speak against him.
    if not term.sense_id.startswith("context."):
        techniques |= ALOUD
        if " " not in term.text and len(term.text) <= _WORD_CHARS_MAX and _is_short(term.text):
            techniques |= IN_WORDS
    return list(variants(term.text, techniques))


def _is_short(word: str) -> bool:
    return len(word) <= _HAN_CHARS_MAX or fold_text(word).isascii()
