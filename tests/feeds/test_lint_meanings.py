"""A term of two unlike meanings is refused unless somebody says why both are true of it."""

import shutil
from pathlib import Path

import pytest

from plainsight import wiring
from plainsight.detect.lexicon import Facet, Lexicon, Sense, Term
from plainsight.feeds.policy.complaints import Complaints
from plainsight.feeds.policy.lint_meanings import LISTED, lint_meanings
from plainsight.feeds.policy_root import policy_root


def sense(name: str, facet: Facet, gloss: str) -> Sense:
    return Sense(sense_id=name, facet=facet, gloss={"en": gloss})


SENSES = (
    sense("contact.invite", Facet.CONTACT, "asks to be contacted"),
    sense("docs.opens", Facet.TRANSACTION, "opens accounts"),
    sense("docs.fake", Facet.TRANSACTION, "forged"),
    sense("deal.word", Facet.SERVICE, "a word of trade"),
    sense("context.shop", Facet.CONTEXT, "an ordinary shop"),
)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    shutil.copytree(policy_root() / "spec" / "schemas", tmp_path / "spec" / "schemas")
    (tmp_path / LISTED).parent.mkdir(parents=True)
    return tmp_path


def complaints_of(root: Path, *senses_of_dm: str, listed: str = "") -> list[str]:
    if listed:
        (root / LISTED).write_text(listed, encoding="utf-8")
    terms = tuple(
        Term(text="DM", language="en", sense_id=name, source="usage", first_seen="2026")
        for name in senses_of_dm
    )
    complaints = Complaints()
    lexicon = Lexicon(terms=terms, senses={each.sense_id: each for each in SENSES})
    lint_meanings(root, lexicon, complaints)
    return complaints.lines


def test_a_term_of_two_unlike_meanings_is_refused_with_both(root: Path) -> None:
    (line,) = complaints_of(root, "contact.invite", "docs.opens")
    assert line.startswith("term 'dm': error: means 'asks to be contacted' (contact.invite, ")
    assert "'opens accounts' (docs.opens, transaction)" in line
    assert "double_meanings.yaml" in line


def test_two_meanings_of_one_facet_are_no_contradiction(root: Path) -> None:
    assert complaints_of(root, "docs.fake", "docs.opens") == []


def test_a_benign_context_claims_nothing_of_an_offer(root: Path) -> None:
    assert complaints_of(root, "context.shop", "docs.opens") == []


@pytest.mark.parametrize(
    "family",
    ["senses: [contact.invite, docs.opens]", 'senses: [contact.invite, "docs.*"]', "terms: [dm]"],
)
def test_both_may_hold_where_a_reason_is_given(root: Path, family: str) -> None:
    listed = f"everyday: []\nfamilies:\n  - why: an invitation opens it\n    {family}\n"
    assert complaints_of(root, "contact.invite", "docs.opens", listed=listed) == []


def test_a_sense_of_everyday_words_claims_nothing(root: Path) -> None:
    listed = 'everyday: ["*.word"]\nfamilies: []\n'
    assert complaints_of(root, "contact.invite", "deal.word", listed=listed) == []


def test_a_reason_that_excuses_nothing_is_refused_at_its_line(root: Path) -> None:
    listed = "everyday: []\nfamilies:\n  - why: once there was one\n    terms: [hmu]\n"
    (line,) = complaints_of(root, "contact.invite", listed=listed)
    assert f"{LISTED}:3: error: 'hmu' has no two meanings here" in line


def test_an_everyday_sense_that_nobody_defined_is_refused(root: Path) -> None:
    listed = "everyday: [deal.wrd]\nfamilies: []\n"
    (line,) = complaints_of(root, "deal.word", listed=listed)
    assert "sense 'deal.wrd' is not defined" in line


def test_every_term_of_the_shipped_lexicon_means_what_it_is_glossed() -> None:
    complaints = Complaints()
    lint_meanings(policy_root(), wiring.load_policy().lexicon, complaints)
    assert complaints.lines == []
