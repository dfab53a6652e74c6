"""What stands in a text, typologies aside: the columns see every sense that the definition sees."""

import json
import random
from functools import cache

import pytest
from bench.obfuscation.score import load
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.strategies.data import data_at
from tests.strategies.policies import detector_of
from tests.strategies.text import texts

from plainsight import wiring
from plainsight.detect.detector import Detector
from plainsight.engines.columnar.scanner import ColumnarScanner
from plainsight.feeds.policy_root import policy_root
from plainsight.feeds.posts.starter import read_starter

SETS = ("dev_zh_tgspam", "dev_es_tweets", "dev_en_darknet_listings")
SOME = 500
SPACES = " \n\t\r\x0b\x1c\x85\xa0\u3000"


@cache
def detector() -> Detector:
    return detector_of(wiring.load_policy())


@cache
def columnar() -> ColumnarScanner:
    return ColumnarScanner(detector(), kept_in=wiring.cache_folder(), few_chars=0)


def assert_alike(bodies: list[str]) -> None:
    expected = [{sign.sense for sign in detector().signs(body)} for body in bodies]
    seen = columnar().senses(bodies)
    assert dict(zip(bodies, seen, strict=True)) == dict(zip(bodies, expected, strict=True))
    found = {place: examined.findings for place, examined in columnar().examined(bodies)}
    examined = [detector().examine(body).findings for body in bodies]
    assert found == {place: each for place, each in enumerate(examined) if each}


def test_no_texts_have_no_senses() -> None:
    assert columnar().senses([]) == []
    assert columnar().senses(["", " ", "今天天气"]) == [frozenset(), frozenset(), frozenset()]


def test_every_sense_of_the_posts_we_ship_is_seen() -> None:
    posts = [post.text for post in read_starter()]
    assert_alike(random.Random(3).sample(posts, SOME))
    assert_alike([case.text for case in load()][::3])


@pytest.mark.data
@pytest.mark.parametrize("name", SETS)
def test_every_sense_of_a_development_set_is_seen(name: str) -> None:
    with data_at(f"posts/{name}.jsonl").open(encoding="utf-8") as lines:
        bodies = [json.loads(line)["text"] for line in lines]
    assert_alike(random.Random(name).sample(bodies, SOME))


def _hits() -> list[str]:
    paths = sorted((policy_root() / "typologies").glob("T*/examples/hits.jsonl"))
    return [json.loads(line)["text"] for p in paths for line in p.read_text("utf-8").splitlines()]


@pytest.mark.parametrize("between", SPACES)
def test_an_advert_written_vertically_is_judged_alike(between: str) -> None:
    assert_alike([between.join(hit) for hit in _hits()[::4]])


@pytest.mark.parametrize("between", SPACES)
def test_a_cas_number_after_a_vertical_word_is_found(between: str) -> None:
    name = between.join("CAS")
    assert_alike([f"{name} 79099073 safe customs wickr lab", between.join("CAS 79099-07-3 lab")])
    (seen,) = columnar().senses([f"{name} 79099073"])
    assert "cas" in seen


@pytest.mark.parametrize("glued", ["ﬁ", "ﬄ", "㎏", "½", "Ǆ"])
def test_a_word_does_not_begin_in_the_middle_of_a_character(glued: str) -> None:
    assert_alike([f"by card?{glued}Drop dollars in LA, 3%", f"cash{glued} drop", f"{glued}drop"])
    names = {(sign.plain, sign.start) for sign in detector().signs("by card?ﬁDrop dollars")}
    assert ("i drop", 8) not in names


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(drawn=st.lists(texts, min_size=1, max_size=20), seed=st.integers(0, 2**32))
def test_what_is_written_around_an_advert_is_judged_alike(drawn: list[str], seed: int) -> None:
    draw = random.Random(seed)
    hits = _hits()
    assert_alike([aside + draw.choice(hits) + draw.choice(drawn) for aside in drawn] + drawn)
