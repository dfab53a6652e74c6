"""An indicator tells of figures only where it asks for one."""

import pytest

from plainsight.detect.lexicon import Facet
from plainsight.detect.typology import Indicator, Neighbour, Typology
from plainsight.feeds.policy.complaints import Complaints
from plainsight.feeds.policy.folder import load_policy
from plainsight.feeds.policy.lint_says import lint_says

WORDS = frozenset({"otc.discount_word"})
FIGURES = frozenset({"percent"})


def complaints_of(
    says: str,
    *,
    senses: frozenset[str] = WORDS,
    extracts: frozenset[str] = frozenset(),
    near: Neighbour | None = None,
    tells_sense: bool = False,
) -> list[str]:
    indicator = Indicator(
        indicator_id="off-market",
        facet=Facet.PRICE,
        weight=0.3,
        says=says,
        tells_sense=tells_sense,
        sense_ids=senses,
        extract_kinds=extracts,
        near=near,
    )
    typology = Typology(
        typology_id="T05",
        version=1,
        name="otc",
        title={"en": "OTC"},
        summary="Coins off the exchanges.",
        cites=(),
        indicators=(indicator,),
    )
    complaints = Complaints()
    lint_says([typology], complaints)
    return complaints.lines


@pytest.mark.parametrize(
    "says", ["a discount in figures, beside words of trade", "names a rate off the market"]
)
def test_words_alone_are_not_told_as_figures(says: str) -> None:
    (line,) = complaints_of(says, near=Neighbour(sense_ids=frozenset({"settle.face"})))
    assert line.startswith("typology T05, indicator off-market: error: says ")
    assert "ask for an extract" in line


def test_a_figure_that_is_one_of_two_ways_is_not_told_as_there() -> None:
    assert complaints_of("names a sum", extracts=FIGURES)
    near = Neighbour(sense_ids=frozenset({"settle.face"}), extract_kinds=FIGURES)
    assert complaints_of("a limit in figures", near=near)


def test_a_figure_that_is_asked_for_may_be_told() -> None:
    assert not complaints_of("names a rate", senses=frozenset(), extracts=FIGURES)
    assert not complaints_of("a limit in figures", near=Neighbour(extract_kinds=FIGURES))


def test_where_words_are_told_by_their_gloss_the_sentence_is_of_the_figure() -> None:
    assert not complaints_of("names a sum", extracts=FIGURES, tells_sense=True)
    assert complaints_of("names a sum", tells_sense=True)


def test_words_may_say_what_they_mean() -> None:
    assert not complaints_of("below or above the rate of the day")


def test_no_typology_tells_of_figures_that_it_does_not_ask_for() -> None:
    complaints = Complaints()
    lint_says(load_policy().typologies, complaints)
    assert not complaints.lines, "\n".join(complaints.lines)
