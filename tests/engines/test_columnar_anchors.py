"""Of what every finding must hold, that is looked for which ordinary text holds less often."""

from hypothesis import given
from hypothesis import strategies as st

from plainsight.detect.lexicon import Facet, Term
from plainsight.detect.typology import Indicator, Neighbour, Typology
from plainsight.engines.columnar.anchors import demands, looked_for

OFTEN, SELDOM = "我们", "埋包"  # an ordinary word, and one that no list of words has
NAMES = st.frozensets(st.sampled_from("abcdef"), min_size=1, max_size=3)
DEMANDS = st.frozensets(st.tuples(NAMES) | st.tuples(NAMES, NAMES), max_size=8)
TERMS = st.lists(st.tuples(st.sampled_from([OFTEN, SELDOM]), st.sampled_from("abcdef")))


def typology(*indicators: Indicator) -> Typology:
    return Typology(
        typology_id="T99",
        name="test",
        version=1,
        title={},
        summary="",
        cites=(),
        indicators=indicators,
    )


def anchor(
    *senses: str, kinds: frozenset[str] = frozenset(), near: Neighbour | None = None
) -> Indicator:
    return Indicator(
        indicator_id="it",
        facet=Facet.GOODS,
        weight=0.5,
        says="",
        anchor=True,
        sense_ids=frozenset(senses),
        extract_kinds=kinds,
        near=near,
    )


def term(text: str, sense_id: str) -> Term:
    return Term(text=text, language="zh", sense_id=sense_id, source="ours", first_seen="2026")


def near(*senses: str, kinds: frozenset[str] = frozenset()) -> Neighbour:
    return Neighbour(sense_ids=frozenset(senses), extract_kinds=kinds)


def test_an_anchor_is_known_by_itself_or_by_the_company_it_needs() -> None:
    asked = demands([typology(anchor("papers", near=near("forger")), anchor("drugs"))])
    assert asked == {(frozenset({"papers"}), frozenset({"forger"})), (frozenset({"drugs"}),)}


def test_a_value_is_not_looked_for_in_place_of_a_word() -> None:
    amount = frozenset({"amount"})
    asked = demands([typology(anchor("papers", near=near("forger", kinds=amount)))])
    assert asked == {(frozenset({"papers"}),)}


def test_an_anchor_that_may_be_a_value_is_looked_for_itself() -> None:
    asked = demands([typology(anchor("papers", kinds=frozenset({"cas"}), near=near("forger")))])
    assert asked == {(frozenset({"papers", "cas"}),)}


def test_what_ordinary_text_holds_less_often_is_looked_for() -> None:
    asked = demands([typology(anchor("papers", near=near("forger")))])
    assert looked_for(asked, [term(OFTEN, "papers"), term(SELDOM, "forger")]) == {"forger"}
    assert looked_for(asked, [term(SELDOM, "papers"), term(OFTEN, "forger")]) == {"papers"}


def test_what_is_looked_for_anyway_serves_twice() -> None:
    pair = anchor("papers", near=near("forger"))
    terms = [term(SELDOM, "papers"), term(OFTEN, "forger")]
    assert looked_for(demands([typology(pair, anchor("forger"))]), terms) == {"forger"}


@given(DEMANDS, TERMS)
def test_of_every_demand_one_set_is_looked_for_whole(
    asked: frozenset[tuple[frozenset[str], ...]], words: list[tuple[str, str]]
) -> None:
    chosen = looked_for(asked, [term(*word) for word in words])
    assert all(any(names <= chosen for names in demand) for demand in asked)
    assert chosen <= {name for demand in asked for names in demand for name in names}
