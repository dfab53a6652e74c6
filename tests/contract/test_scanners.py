"""Whatever the engine, the findings are those of the definition: same posts, same reasons."""

import base64
import gc
import json
import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache

import pytest
from bench.obfuscation.score import load
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.strategies.data import data_at
from tests.strategies.policies import detector_of
from tests.strategies.text import HIDERS, texts

from plainsight import wiring
from plainsight.app.detect.scan_posts import PostScanner
from plainsight.detect.detector import Detector, Hint
from plainsight.detect.examined import Examined
from plainsight.detect.lexicon import Facet, Lexicon, Sense, Term
from plainsight.detect.policy import Policy, make_policy
from plainsight.detect.tables.load import (
    fold_table,
    ordinary_latin_words,
    ordinary_words,
    similar,
    sound_table,
)
from plainsight.detect.typology import Indicator
from plainsight.detect.views import variants
from plainsight.engines.columnar.scanner import ColumnarScanner
from plainsight.engines.plain_scanner import PlainScanner
from plainsight.feeds.policy_root import policy_root
from plainsight.model.post import Post, Visibility

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
DEV_SETS = (
    "dev_zh_tgspam", "dev_zh_reviews", "dev_es_tweets", "dev_en_sms", "dev_en_banking_clinc",
    "dev_en_pubmed_chem", "dev_en_darknet_listings", "dev_zh_chineseharm",
)  # fmt: skip
DEV_POSTS_MAX = 1_500  # of each set: the definition takes its time


@pytest.fixture(scope="module")
def policy() -> Policy:
    return wiring.load_policy()


@pytest.fixture(scope="module")
def detector(policy: Policy) -> Detector:
    return detector_of(policy)


@pytest.fixture(scope="module")
def plain(detector: Detector) -> PostScanner:
    return PlainScanner(detector)


@pytest.fixture(scope="module")
def columnar(detector: Detector) -> ColumnarScanner:
    """Of what is compiled and kept; `test_columnar_kept.py` holds that to what is compiled anew."""
    return ColumnarScanner(detector, kept_in=wiring.cache_folder(), few_chars=0)


def posts_of(bodies: Sequence[str]) -> list[Post]:
    return [
        Post(
            post_id=f"p{number}",
            account_id="a",
            surface="s",
            visibility=Visibility.PUBLIC,
            posted_at=NOON,
            text=body,
        )
        for number, body in enumerate(bodies)
    ]


def assert_equal(one: PostScanner, other: PostScanner, bodies: Sequence[str]) -> int:
    posts = posts_of(bodies)
    expected = list(one.scan(posts))
    found = list(other.scan(posts))
    assert [post.text for post, _ in found] == [post.text for post, _ in expected]
    assert found == expected
    return len(expected)


def test_the_wired_scanner_is_the_columnar_one(detector: Detector) -> None:
    assert isinstance(wiring.make_scanner(detector), ColumnarScanner)


def test_nobody_looks_for_garbage_while_a_batch_is_judged(
    columnar: ColumnarScanner, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[bool] = []
    examine = Detector.examine

    def watched(self: Detector, text: str, *, hint: Hint | None = None) -> Examined:
        seen.append(gc.isenabled())
        return examine(self, text, hint=hint)

    monkeypatch.setattr(Detector, "examine", watched)
    was_on = gc.isenabled()
    columnar.forget()
    assert columnar.examine("车队长期接料，卡接回U，点位20，飞机 @chedui88").findings
    assert seen == [False]
    assert gc.isenabled() is was_on


def test_no_posts_have_no_findings(columnar: PostScanner) -> None:
    assert list(columnar.scan([])) == []
    assert list(columnar.scan(posts_of(["", " ", "\0"]))) == []


def test_hidden_terms_are_found_in_the_obfuscation_suite(
    plain: PostScanner, columnar: PostScanner
) -> None:
    bodies = [case.text for case in load()]
    assert assert_equal(plain, columnar, bodies) > 20


def test_every_example_of_every_typology_is_judged_alike(
    plain: PostScanner, columnar: PostScanner
) -> None:
    bodies = [
        json.loads(line)["text"]
        for path in sorted((policy_root() / "typologies").glob("T*/examples/*.jsonl"))
        for line in path.read_text(encoding="utf-8").splitlines()
        if line.strip()
    ]
    assert assert_equal(plain, columnar, bodies) > 100


@pytest.mark.parametrize("sign", [" | ", "| ", " |", "¥ ", " +", "@ ", " !", "I ", "1 "])
def test_a_sign_between_the_words_of_an_advert_hides_it_from_nobody(
    plain: PostScanner, columnar: PostScanner, sign: str
) -> None:
    draw = random.Random(sign)
    bodies = [
        json.loads(line)["text"]
        for path in sorted((policy_root() / "typologies").glob("T*/examples/hits.jsonl"))
        for line in path.read_text(encoding="utf-8").splitlines()
    ]
    spaced = [(body, [at for at, char in enumerate(body) if char == " "]) for body in bodies]
    hidden = [
        body[:at] + sign + body[at + 1 :]
        for body, at in ((b, draw.choice(p)) for b, p in spaced if p)
    ]
    assert assert_equal(plain, columnar, hidden) > 100


def test_values_alone_are_enough_of_an_anchor(plain: PostScanner, columnar: PostScanner) -> None:
    bodies = [
        f"{name} {number} in stock, {rest}"
        for name in ("CAS", "c.a.s.", "", "CAS号：", "ＣＡＳ")
        for number in (
            "28578-16-7",
            "２８５７８－１６－７",
            "28578 16 7",
            "28578167",
            "二八578-一六-7",
            "28578",
        )
        for rest in ("whatsapp +8613800138000", "best price $120", "现货 包邮 微信 abc_123456", "")
    ]
    assert assert_equal(plain, columnar, bodies) > 10


# Found by the random adverts below, one mistake of the columns each.
ONCE_MISSED = (
    ("埋包", "有货 maibao1 ", "maibao"),  # a digit is read as a syllable, not as letters of a word
    ("make 5k by tonight", "make  sk  bi  tonigt", "make  sk  bi  tonigt"),  # respelled, no leet
    ("su ya no da banca", "suianoda  banka", "suianoda  banka"),  # chunks made one word
    (
        "cash pick up in la",
        "c@$h p!ck up 1n la",
        "c@$h p!ck up 1n la",
    ),  # and three words that are none
)


@pytest.mark.parametrize(("term", "body", "hidden"), ONCE_MISSED)
def test_what_the_columns_once_missed_they_see(
    policy: Policy, term: str, body: str, hidden: str
) -> None:
    """The anchor alone, in a policy of that one term."""
    typology = replace(
        policy.typologies[0],
        indicators=(
            Indicator(
                indicator_id="it",
                facet=Facet.GOODS,
                weight=0.9,
                says="it is named",
                anchor=True,
                sense_ids=frozenset({"it"}),
            ),
        ),
        against=(),
        facets_min=1,
        enabled=True,
    )
    sense = Sense(sense_id="it", facet=Facet.GOODS, gloss={"en": "it"})
    only = Term(text=term, language="any", sense_id="it", source="test", first_seen="2026")
    lexicon = Lexicon(terms=(only,), senses={"it": sense})
    detector = Detector(make_policy(lexicon, (typology,)))
    assert assert_equal(PlainScanner(detector), ColumnarScanner(detector), [body]) == 1
    (found,) = detector.examine(body).findings
    assert found.reasons[0].evidence[0].excerpt == hidden


@pytest.mark.data
@pytest.mark.parametrize("name", DEV_SETS)
def test_a_development_set_is_judged_alike(
    plain: PostScanner, columnar: PostScanner, name: str
) -> None:
    with data_at(f"posts/{name}.jsonl").open(encoding="utf-8") as lines:
        bodies = [json.loads(line)["text"] for line in lines]
    draw = random.Random(name)
    assert_equal(plain, columnar, draw.sample(bodies, min(len(bodies), DEV_POSTS_MAX)))


ORDINARY = sorted(ordinary_words())[::97] + sorted(ordinary_latin_words())[::97]
VALUES = (
    "微信 abc_12345", "@chedui_88", "QQ 2847106533", "飞机：@abc_def12", "电话13800138000", "7.2",
    "15%", "3个点", "500元", "$120", "28578-16-7", "t.me/abc_def",
    "TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t", "五百块", "一百", "+v", "加V", "1:7.1",
    "wa.me/8613800138000", "100u", "2k",
)  # fmt: skip


def hidden_advert(policy: Policy, seed: int, aside: str) -> str:
    """Terms of the lexicon, each perhaps hidden, among ordinary words, values and `aside`."""
    chosen = random.Random(seed)
    terms = policy.lexicon.terms
    typology = chosen.choice(policy.enabled)
    senses = {sense for i in typology.indicators for sense in i.sense_ids}
    mine = _terms_of(policy, frozenset(senses))
    pieces = [
        hide(chosen.choice(mine if chosen.random() < 0.8 else terms).text, chosen)
        for _ in range(chosen.randrange(1, 6))
    ]
    pieces += [chosen.choice(VALUES) for _ in range(chosen.randrange(0, 3))]
    pieces += [chosen.choice(ORDINARY) for _ in range(chosen.randrange(0, 4))]
    pieces += [aside] * chosen.randrange(0, 2)
    chosen.shuffle(pieces)
    return chosen.choice(("", " ", "，", "\n", ", ")).join(pieces)


_KNOWN: dict[frozenset[str], list[object]] = {}


def _terms_of(policy: Policy, senses: frozenset[str]) -> list:  # type: ignore[type-arg]
    if senses not in _KNOWN:
        _KNOWN[senses] = [t for t in policy.lexicon.terms if t.sense_id in senses]
    return _KNOWN[senses]


def hide(term: str, chosen: random.Random) -> str:
    """The term, as one of those writes it who would rather not be found."""
    way = chosen.randrange(12)
    if way == 0:
        return chosen.choice(HIDERS).join(term)
    if way == 1:
        return "".join(c + chosen.choice(HIDERS) * (chosen.random() < 0.3) for c in term)
    if way == 2:
        forms = [form.text for form in variants(term)]
        return chosen.choice(forms) if forms else term
    if way == 3:
        return "".join(chosen.choice(_unfolded().get(c, c)) for c in term)
    if way == 4:
        return "".join(
            chosen.choice(similar().get(c, c)) if chosen.random() < 0.4 else c for c in term
        )
    if way == 5:
        return "".join(c * chosen.choice((1, 1, 3, 4)) for c in term)
    if way == 6:
        swaps = {"a": "4@", "e": "3", "i": "1!", "o": "0", "s": "5$", "l": "1", "t": "7+"}
        return "".join(chosen.choice(swaps.get(c, c)) for c in term)
    if way == 7:
        swaps = {"c": "k", "k": "c", "b": "v", "v": "b", "y": "i", "i": "y", "z": "s", "s": "z"}
        return "".join(swaps.get(c, c) if chosen.random() < 0.5 else c for c in term)
    if way == 8:
        return term[::-1]
    if way == 9:
        return base64.b64encode(term.encode()).decode()
    if way == 10:
        return term.upper() if chosen.random() < 0.5 else term.replace(" ", "")
    return term


def _unfolded(known: dict[str, str] = {}) -> dict[str, str]:  # noqa: B006 - a cache
    if not known:
        for point, text in fold_table().items():
            if len(text) == 1:
                known[text] = known.get(text, text) + chr(point)
    return known


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(drawn=st.lists(st.tuples(st.integers(0, 2**32), texts), min_size=1, max_size=8))
def test_hidden_adverts_among_ordinary_words_are_judged_alike(
    policy: Policy, plain: PostScanner, columnar: PostScanner, drawn: list[tuple[int, str]]
) -> None:
    assert_equal(plain, columnar, [hidden_advert(policy, seed, aside) for seed, aside in drawn])


def strung(pieces: list[str], chosen: random.Random, between: Sequence[str]) -> str:
    """Pieces of an advert in any order, beside a value and ordinary words."""
    pieces = [*pieces, chosen.choice(VALUES), *chosen.choices(ORDINARY, k=chosen.randrange(3))]
    chosen.shuffle(pieces)
    return chosen.choice(between).join(pieces)


def terms_of_any(policy: Policy, chosen: random.Random) -> list[str]:
    """What one of the typologies asks for."""
    typology = chosen.choice(policy.enabled)
    return [
        term.text
        for term in _terms_of(
            policy, frozenset(s for i in typology.indicators for s in i.sense_ids)
        )
    ]


def test_a_thousand_hidden_adverts_are_judged_alike(
    policy: Policy, plain: PostScanner, columnar: PostScanner
) -> None:
    chosen = random.Random(4)
    bodies = []
    for _ in range(1_000):
        mine = terms_of_any(policy, chosen)
        pieces = [hide(chosen.choice(mine), chosen) for _ in range(chosen.randrange(2, 5))]
        bodies.append(strung(pieces, chosen, (" ", "，", "\n")))
    assert assert_equal(plain, columnar, bodies) > 100


def heard(term: str, chosen: random.Random) -> str:
    """The term in other characters of the same sound."""
    alike = _alike()
    sounds = sound_table()
    return "".join(
        chosen.choice(alike.get(sounds.get(ord(c), ()), [c])) if chosen.random() < 0.7 else c
        for c in term
    )


@cache
def _alike() -> dict[tuple[str, ...], list[str]]:
    known: dict[tuple[str, ...], list[str]] = {}
    for point, units in sound_table().items():
        known.setdefault(tuple(units), []).append(chr(point))
    return known


def test_adverts_told_by_their_sound_are_judged_alike(
    policy: Policy, plain: PostScanner, columnar: PostScanner
) -> None:
    chosen = random.Random(5)
    bodies = []
    for _ in range(1_500):
        mine = terms_of_any(policy, chosen)
        short = [term for term in mine if 1 < len(term) < 5 and not term.isascii()] or ["换汇"]
        pieces = [heard(chosen.choice(short), chosen) for _ in range(chosen.randrange(2, 5))]
        bodies.append(strung(pieces, chosen, ("", " ", "，")))
    assert assert_equal(plain, columnar, bodies) > 100


def test_letters_as_such_keep_what_is_told_by_its_sound_company(
    plain: PostScanner, columnar: PostScanner
) -> None:
    # 出各种料 in other characters, and 我 of dd我: either alone would be chance.
    assert assert_equal(plain, columnar, ["琰䠂𪀁种潦7.2dd㱧", "琰䠂𪀁种潦7.2dd"]) == 1


def test_what_the_columns_know_of_a_post_does_not_change_what_is_found(
    detector: Detector, columnar: ColumnarScanner
) -> None:
    bodies = [case.text for case in load()]
    hinted = [(bodies[place], hint()) for place, hint in columnar.candidates(bodies)]
    assert len(hinted) > 20
    for body, hint in hinted:
        assert hint is not None
        whole: Examined = detector.examine(body)
        assert detector.examine(body, hint=hint) == whole


def test_the_place_of_a_post_in_its_batch_does_not_matter(columnar: ColumnarScanner) -> None:
    bodies = [case.text for case in load()][:200]
    alone = {place for place, body in enumerate(bodies) if columnar.candidates([body])}
    assert alone == {place for place, _ in columnar.candidates(bodies)}
