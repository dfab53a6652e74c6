"""Every typology hits its hits, misses its near misses, and leaves ordinary life alone."""

from collections import Counter
from functools import cache

import pytest
from tests.strategies.policies import detector_of

from plainsight.detect.detector import Detector
from plainsight.detect.lexicon import Facet
from plainsight.detect.policy import Policy, with_all_enabled
from plainsight.detect.run_examples import run_examples
from plainsight.detect.typology import Example
from plainsight.feeds.policy.complaints import Complaints
from plainsight.feeds.policy.examples_jsonl import PER_KIND_MIN, read_examples
from plainsight.feeds.policy.folder import load_policy
from plainsight.feeds.policy.lint_lexicon import lint_lexicon, lint_sizes
from plainsight.feeds.policy_root import policy_root

TYPOLOGIES = [f"T{number:02d}" for number in range(1, 19)]


@cache
def policy() -> Policy:
    return load_policy()


@cache
def detector() -> Detector:
    return detector_of(with_all_enabled(policy()))


@cache
def examples() -> tuple[Example, ...]:
    return tuple(read_examples(policy_root(), Complaints()))


@pytest.mark.parametrize("typology_id", TYPOLOGIES)
def test_the_examples_of_a_typology_hold(typology_id: str) -> None:
    of_typology = [e for e in examples() if e.typology_id == typology_id]
    kinds = Counter(example.kind for example in of_typology)
    assert min(kinds[k] for k in ("hit", "near_miss", "benign")) >= PER_KIND_MIN, kinds
    failed = [o for o in run_examples(detector(), of_typology) if not o.passed]
    assert not failed, "\n".join(
        f"{o.example.place} {o.example.kind}: {o.example.text}\n    {o.why}" for o in failed
    )


def test_no_typology_is_left_out() -> None:
    assert [typology.typology_id for typology in policy().typologies] == TYPOLOGIES


def test_the_policy_folders_pass_their_own_checks() -> None:
    complaints = Complaints()
    lint_lexicon(policy().lexicon, complaints)
    lint_sizes(policy_root(), policy().lexicon, complaints)
    read_examples(policy_root(), complaints)
    assert not complaints.lines, "\n".join(complaints.lines)


def test_no_typology_is_met_by_one_facet() -> None:
    assert all(typology.facets_min >= 2 for typology in policy().typologies)


def test_the_payment_note_typology_is_off_until_an_operator_turns_it_on() -> None:
    off = [typology.typology_id for typology in policy().typologies if not typology.enabled]
    assert off == ["T16"]


def test_every_term_finds_itself_where_it_stands_alone() -> None:
    lost = [
        term.text
        for term in policy().lexicon.terms
        if term.sense_id not in {sign.sense for sign in detector().signs(term.text)}
    ]
    assert not lost, lost[:50]


def test_no_sense_is_named_after_a_people_or_a_language() -> None:
    words = {"chinese", "mexican", "asian", "latino", "hispanic", "mandarin", "spanish", "ethnic"}
    named = [s for s in policy().lexicon.senses if words & set(s.replace("_", ".").split("."))]
    assert not named


def test_every_typology_lets_something_speak_against_it() -> None:
    without = [t.typology_id for t in policy().typologies if not t.against]
    assert not without


def test_context_is_never_counted_as_a_facet_of_an_offer() -> None:
    for typology in policy().typologies:
        for indicator in typology.indicators:
            assert indicator.facet is not Facet.CONTEXT
            senses = (policy().lexicon.senses[s] for s in indicator.sense_ids)
            context = [s.sense_id for s in senses if s.facet is Facet.CONTEXT]
            assert not context, (typology.typology_id, indicator.indicator_id, context)
