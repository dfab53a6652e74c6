"""A term cites what says it, and is not older than all that it cites."""

import pytest

from plainsight import wiring
from plainsight.detect.lexicon import Facet, Lexicon, Sense, Term
from plainsight.feeds.policy.complaints import Complaints
from plainsight.feeds.policy.lint_sources import lint_sources
from plainsight.feeds.policy.typology_yaml import read_advisories
from plainsight.feeds.policy_root import policy_root

ADVISORIES = {
    "FIN-2025-A003": {"A3-02": "passport and visa with the same photo"},
    "CHAINALYSIS-2026": {"CH-03": "informal over-the-counter desks"},
}


def complaints_of(text: str, source: str, first_seen: str = "2026") -> list[str]:
    term = Term(
        text=text, language="en", sense_id="docs.word", source=source, first_seen=first_seen
    )
    sense = Sense(sense_id="docs.word", facet=Facet.GOODS, gloss={"en": "papers"})
    complaints = Complaints()
    lint_sources(Lexicon(terms=(term,), senses={"docs.word": sense}), ADVISORIES, complaints)
    return complaints.lines


@pytest.mark.parametrize("text", ["passport", "Visa", "same photo"])
def test_an_advisory_is_cited_for_words_that_stand_in_its_flag(text: str) -> None:
    assert complaints_of(text, "FIN-2025-A003 A3-02") == []


@pytest.mark.parametrize("text", ["dm", "pass", "photos"])
def test_an_advisory_is_not_cited_for_what_it_does_not_say(text: str) -> None:
    (line,) = complaints_of(text, "usage of the trade; FIN-2025-A003 A3-02")
    assert line.startswith(f"term {text!r} (docs.word): error: FIN-2025-A003 A3-02 does not say it")
    assert "usage of the trade" in line


@pytest.mark.parametrize("source", ["FIN-2025-A003", "FIN-2025-A003 A3-99", "Chainalysis 2026"])
def test_an_advisory_without_its_flag_is_refused_however_it_is_spelt(source: str) -> None:
    (line,) = complaints_of("passport", source)
    assert f"cites {source!r}, which names no flag of " in line


def test_a_word_is_not_older_than_all_that_is_cited_for_it() -> None:
    (line,) = complaints_of("passport", "FIN-2025-A003 A3-02; DEA street names 2018", "2016")
    assert "first_seen is 2016" in line
    assert "is of 2018" in line


def test_a_source_without_a_year_bears_an_earlier_day() -> None:
    assert complaints_of("passport", "FIN-2025-A003 A3-02; court reports", "2016") == []


def test_every_term_of_the_shipped_lexicon_cites_what_says_it() -> None:
    complaints = Complaints()
    advisories = read_advisories(policy_root(), complaints)
    lint_sources(wiring.load_policy().lexicon, advisories, complaints)
    assert complaints.lines == []
