"""Complaints about policy files read like a compiler's: place, what is wrong, how to mend it."""

import shutil
from pathlib import Path

import pytest

from plainsight.errors import BadPolicy
from plainsight.feeds.policy.complaints import Complaints
from plainsight.feeds.policy.folder import check_policy, load_policy
from plainsight.feeds.policy_root import policy_root

SENSES = """\
- id: launder.crew
  facet: service
  gloss: {en: a crew, zh: 车队, es: un equipo}
- id: price.rate
  facet: price
  gloss: {en: a rate, zh: 点位, es: una tasa}
- id: context.news
  facet: context
  gloss: {en: news, zh: 新闻, es: noticias}
"""
ADVISORY = """\
id: FIN-2025-A003
title: Chinese money laundering networks
issuer: FinCEN
flags:
  - {id: A3-06, text: "large cash or many transfers in, then transfers out"}
"""
LEXICON = """\
term,language,sense,source,first_seen,expires,homophones,note
车队,zh,launder.crew,court reports,2019,,yes,
点位,zh,price.rate,court reports,2019,,no,
新闻,zh,context.news,analyst,2019,,no,
"""
TYPOLOGY = """\
id: T04
name: running-points
version: 1
title: {en: Running points, zh: 跑分, es: puntos}
summary: A crew moves money through accounts that it rents from others.
cites:
  - {advisory: FIN-2025-A003, flag: A3-06, quote: "many transfers in"}
indicators:
  - id: crew
    facet: service
    weight: 0.6
    anchor: true
    senses: [launder.crew]
    says: offers a crew
  - id: rate
    facet: price
    weight: 0.4
    senses: [price.rate]
    says: names a rate
against:
  - {id: news, weight: 0.8, senses: [context.news], says: reads as news}
require: {facets: 2, within: 200}
threshold: 0.5
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copytree(policy_root() / "spec" / "schemas", tmp_path / "spec" / "schemas")
    typologies = tmp_path / "typologies"
    (typologies / "lexicon" / "senses").mkdir(parents=True)
    (typologies / "advisories").mkdir()
    (typologies / "T04-running-points").mkdir()
    (typologies / "lexicon" / "senses" / "s.yaml").write_text(SENSES, encoding="utf-8")
    (typologies / "lexicon" / "zh.csv").write_text(LEXICON, encoding="utf-8")
    (typologies / "advisories" / "a.yaml").write_text(ADVISORY, encoding="utf-8")
    write(tmp_path, TYPOLOGY)
    return tmp_path


def write(folder: Path, typology: str) -> None:
    place = folder / "typologies" / "T04-running-points" / "typology.yaml"
    place.write_text(typology, encoding="utf-8")


def complaints_of(folder: Path) -> list[str]:
    complaints = Complaints()
    check_policy(folder, complaints)
    return [line.replace(f"{folder}/", "") for line in complaints.lines]


def test_a_sound_policy_loads(folder: Path) -> None:
    policy = load_policy(folder)
    assert [t.typology_id for t in policy.typologies] == ["T04"]
    assert len(policy.lexicon.terms) == 3


def test_one_changed_weight_changes_the_digest(folder: Path) -> None:
    before = load_policy(folder).digest
    write(folder, TYPOLOGY.replace("weight: 0.6", "weight: 0.61"))
    assert load_policy(folder).digest != before


AT = "typologies/T04-running-points/typology.yaml"


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (
            "weight: 0.6",
            "weight: 1.6",
            f"{AT}:11: error: indicators.0.weight: 1.6 is greater than the maximum of 1\n"
            "    hint: maximum is 1",
        ),
        (
            "weight: 0.4",
            "weight: .nan",
            f"{AT}:17: error: .nan is not a number to reckon with\n    hint: write a number",
        ),
        (
            "version: 1",
            "version: 1\nversion: 2",
            f"{AT}:4: error: version stands twice\n    hint: keep one of the two",
        ),
        (
            "id: rate",
            "id: crew",
            f"{AT}:15: error: id 'crew' is taken by another of these indicators\n"
            "    hint: choose another, or join them",
        ),
        (
            "anchor: true",
            "ancor: true",
            f"{AT}:12: error: indicators.0: Additional properties are not allowed ('ancor' was "
            "unexpected)\n    hint: did you mean 'anchor'?",
        ),
        (
            "senses: [launder.crew]",
            "senses: [launder.crw]",
            f"{AT}:13: error: sense 'launder.crw' is not defined\n"
            "    hint: did you mean 'launder.crew'?",
        ),
        (
            "flag: A3-06",
            "flag: A3-99",
            f"{AT}:7: error: flag 'A3-99' is not defined\n    hint: did you mean 'A3-06'?",
        ),
        (
            "many transfers in",
            "words it never said",
            f"{AT}:7: error: the quote is not in FIN-2025-A003 A3-06\n"
            "    hint: that flag reads: large cash or many transfers in, then transfers out",
        ),
        (
            "    anchor: true\n",
            "",
            f"{AT}:9: error: no indicator is an anchor\n"
            "    hint: mark the one that is specific to this typology",
        ),
        (
            "threshold: 0.5",
            "threshold: 0.9",
            f"{AT}:23: error: can never be met: 2 facets reach 0.76 at most\n"
            "    hint: raise weights, add facets or lower the threshold",
        ),
        (
            "name: running-points",
            "name: running-pts",
            f"{AT}:2: error: id and name do not spell the folder's name\n"
            "    hint: name the folder T04-running-pts",
        ),
        (
            "title: {en",
            "title: [en",
            f"{AT}:4: error: did not find expected ',' or ']'\n"
            "    hint: check indentation, colons and quotes",
        ),
    ],
)
def test_a_mistake_is_named_with_its_place_and_its_mend(
    folder: Path, before: str, after: str, expected: str
) -> None:
    assert before in TYPOLOGY
    write(folder, TYPOLOGY.replace(before, after, 1))
    assert complaints_of(folder) == [expected]


def test_a_term_says_in_which_year_it_was_seen(folder: Path) -> None:
    lexicon = folder / "typologies" / "lexicon" / "zh.csv"
    lexicon.write_text(LEXICON.replace("2019", "20x9", 1), encoding="utf-8")
    assert complaints_of(folder) == [
        "typologies/lexicon/zh.csv:2: error: first_seen is '20x9'\n    hint: write a year: 2021"
    ]


def test_every_mistake_is_named_in_one_round(folder: Path) -> None:
    lexicon = folder / "typologies" / "lexicon" / "zh.csv"
    broken = LEXICON.replace("court reports", "", 1).replace(",zh,price.rate", ",de,price.rat")
    lexicon.write_text(broken, encoding="utf-8")
    assert complaints_of(folder) == [
        "typologies/lexicon/zh.csv:2: error: '车队' has no source\n"
        "    hint: say where the word was seen",
        "typologies/lexicon/zh.csv:3: error: language is 'de'\n    hint: one of zh, en, es, any",
        "typologies/lexicon/zh.csv:3: error: sense 'price.rat' is not defined\n"
        "    hint: did you mean 'price.rate'?",
    ]
    with pytest.raises(BadPolicy) as caught:
        load_policy(folder)
    assert len(caught.value.complaints) == 3
