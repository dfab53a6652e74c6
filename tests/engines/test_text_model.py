"""A model that says where it comes from, gives the same bytes twice, and refuses to guess."""

import json
import random
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from plainsight.cli.detect.train import train as train_command
from plainsight.detect.examined import NOTHING, Examined
from plainsight.detect.finding import Finding, Reason
from plainsight.detect.lexicon import Facet
from plainsight.detect.seen_text import SeenText
from plainsight.detect.signs import Signs
from plainsight.detect.with_model import weigh
from plainsight.engines import text_features
from plainsight.engines.model_scanner import ModelScanner
from plainsight.engines.text_model import LIKELY, TrainedModel, load_model, save_model, train
from plainsight.errors import BadValue, CannotRead, NotInstalled, TooLittleToLearn
from plainsight.model.post import Post, Visibility

NOW = datetime(2026, 1, 1, tzinfo=UTC)
POST = Post(
    post_id="p1",
    account_id="a",
    surface="s",
    visibility=Visibility.PUBLIC,
    posted_at=NOW,
    text="车队接料点位",
)
WORDS = ["车队", "接料", "卡接回", "点位", "担保", "公户", "出u", "日结"]
LIFE = ["天气", "孩子", "火锅", "电影", "开会", "快递", "旅游", "跑步"]


def rows(positives: int, negatives: int) -> tuple[list[SeenText], list[bool], list[str]]:
    draw = random.Random(5)
    texts = ["".join(draw.choices(WORDS, k=4)) for _ in range(positives)]
    texts += ["".join(draw.choices(LIFE, k=4)) for _ in range(negatives)]
    labels = [True] * positives + [False] * negatives
    clusters = [f"c{place % 40}" for place in range(positives)] + [""] * negatives
    return list(map(seen, texts)), labels, clusters


def seen(text: str, *senses: str, score: float = 0.0) -> SeenText:
    return SeenText(text, frozenset(senses), score)


@cache
def trained(positives: int = 80, negatives: int = 240) -> TrainedModel:
    return train(*rows(positives, negatives), positive_labels=("ml",), now=NOW)


def test_a_model_separates_what_it_was_shown() -> None:
    model = trained().model
    advert, life = model.probabilities([seen("车队接料点位"), seen("孩子看电影")])
    assert advert > 0.9
    assert life < 0.1
    assert model.card.f1 > 0.95
    assert model.card.row_count == 320


def test_training_twice_gives_the_same_bytes(tmp_path: Path) -> None:
    save_model(trained().model, tmp_path / "one")
    trained.cache_clear()
    save_model(trained().model, tmp_path / "two")
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()


def test_a_saved_model_answers_as_before(tmp_path: Path) -> None:
    model = trained().model
    save_model(model, tmp_path / "m")
    again = load_model(tmp_path / "m")
    assert again.card == model.card
    asked = [seen("车队接料"), seen("火锅", score=0.5), seen("出u日结的孩子", score=0.9)]
    assert np.array_equal(model.probabilities(asked), again.probabilities(asked))


def test_a_model_refuses_to_learn_from_too_little() -> None:
    with pytest.raises(TooLittleToLearn, match="49 positive posts, 50 are needed"):
        trained(positives=49)
    with pytest.raises(TooLittleToLearn, match="negative posts"):
        trained(negatives=199)
    texts, labels, _ = rows(80, 240)
    with pytest.raises(TooLittleToLearn, match="clusters of positive posts"):
        train(texts, labels, ["one"] * 80 + [""] * 240, positive_labels=("ml",), now=NOW)


def test_rows_of_one_cluster_never_teach_about_each_other() -> None:
    texts, labels, clusters = rows(80, 240)
    # One cluster of positives that looks like ordinary life: held out, it must not be known.
    for place, name in enumerate(clusters):
        if name == "c7":
            texts[place] = seen("孩子火锅电影")
    done = train(texts, labels, clusters, positive_labels=("ml",), now=NOW)
    held_out = [p for p, name in zip(done.out_of_fold, clusters, strict=True) if name == "c7"]
    assert max(held_out) < 0.5


def test_copies_never_teach_about_each_other_though_nobody_named_them() -> None:
    """Labels drawn by lot can be learnt of copies alone: held out, they are not to be known."""
    draw = random.Random(7)
    texts, labels = [], []
    for _ in range(60):
        text, label = (
            "".join(draw.choices("abcdefghijklmnopqrstuvwxyz ", k=60)),
            draw.random() < 0.5,
        )
        texts += [seen(f"{text} {draw.randrange(10_000)}") for _ in range(12)]
        labels += [label] * 12
    learnt = train(texts, labels, [""] * 720, positive_labels=("ml",), now=NOW).model.card
    assert learnt.cluster_count == 60
    assert learnt.f1 < 0.7


def test_a_file_that_is_no_model_is_refused(tmp_path: Path) -> None:
    (tmp_path / "no").write_bytes(b"not a zip")
    with pytest.raises(CannotRead):
        load_model(tmp_path / "no")


def test_a_model_of_another_format_is_refused(tmp_path: Path) -> None:
    save_model(trained().model, tmp_path / "m")
    with zipfile.ZipFile(tmp_path / "m") as archive:
        head, weights = json.loads(archive.read("model.json")), archive.read("weights.npz")
    with zipfile.ZipFile(tmp_path / "other", "w") as archive:
        archive.writestr("model.json", json.dumps(head | {"format": "other"}))
        archive.writestr("weights.npz", weights)
    with pytest.raises(BadValue, match="train again"):
        load_model(tmp_path / "other")


class Stub:
    """A scanner that finds the same in every text, if anything, and sees no sense."""

    def __init__(self, found: Examined = NOTHING) -> None:
        self._found = found

    def examined(self, texts: Sequence[str]) -> Iterable[tuple[int, Examined]]:
        return [(place, self._found) for place, _ in enumerate(texts) if self._found.findings]

    def senses(self, texts: Sequence[str]) -> list[frozenset[str]]:
        return [frozenset() for _ in texts]

    def signs(self, text: str) -> Signs:
        return Signs(text, [], senses={})


class Nobody:
    """Finds nothing."""

    def scan(self, posts: Sequence[Post]) -> Iterator[tuple[Post, Examined]]:
        yield from ()


class Somebody:
    """Finds something in every post."""

    def scan(self, posts: Sequence[Post]) -> Iterator[tuple[Post, Examined]]:
        yield from ((post, Examined(findings=(finding(0.6),))) for post in posts)


def told() -> tuple[Reason, ...]:
    return (
        Reason(
            indicator_id="wording", facet=Facet.WORDING, weight=1.0, says="wording", evidence=()
        ),
    )


def unasked() -> tuple[Reason, ...]:
    raise AssertionError("asked why of what the model does not raise alone")


def finding(score: float) -> Finding:
    return Finding(
        typology_id="T04",
        typology_version=1,
        typology_title="t",
        policy_digest="d",
        score=score,
        threshold=0.5,
        flags=(),
        reasons=(),
    )


def test_what_the_model_raises_alone_says_so() -> None:
    card = trained().model.card
    alone = weigh(Examined(findings=()), probability=0.99, card=card, template="t", why=told)
    assert [f.raised_by for f in alone.findings] == ["model"]
    assert alone.findings[0].reasons == told()


@pytest.mark.parametrize("probability", [0.0, 0.4, 0.97])
def test_the_model_orders_what_typologies_found_and_takes_nothing_away(probability: float) -> None:
    card = trained().model.card
    examined = Examined(findings=(finding(0.6),), contacts=frozenset({"phone:1"}))
    weighed = weigh(examined, probability=probability, card=card, template="t", why=unasked)
    assert [(f.score, f.order, f.raised_by) for f in weighed.findings] == [
        (0.6, probability, "typology")
    ]
    assert weighed.contacts == examined.contacts
    assert examined.findings[0].order == 0.6


def test_the_likelihood_stands_beside_the_score() -> None:
    told = replace(finding(0.6), likelihood=0.125).to_json()
    assert (told["score_permille"], told["likelihood_permille"]) == (600, 125)
    assert "likelihood_permille" not in finding(0.6).to_json()


def test_a_model_of_one_language_leaves_the_findings_in_another() -> None:
    model = trained().model
    spanish = replace(POST, post_id="p3", text="Alquilo cuentas bancarias, pago por día")

    found = list(ModelScanner(Stub(Examined(findings=(finding(0.6),))), model).scan([spanish]))
    assert [each.score for _, examined in found for each in examined.findings] == [0.6]


def test_nothing_is_raised_alone_that_is_more_likely_benign() -> None:
    card = trained().model.card
    assert card.threshold >= LIKELY
    silent = weigh(
        Examined(findings=()), probability=LIKELY - 0.01, card=card, template="t", why=unasked
    )
    assert silent.findings == ()


def test_a_model_finds_candidates_that_no_typology_met() -> None:
    life = replace(POST, post_id="p2", text="孩子看电影")
    found = list(ModelScanner(Stub(), trained().model).scan([life, POST]))
    assert [post.post_id for post, _ in found] == ["p1"]
    (raised,) = found[0][1].findings
    assert (raised.raised_by, raised.post_id) == ("model", "p1")
    assert [reason.facet for reason in raised.reasons] == [Facet.WORDING]


def test_a_model_weighs_what_another_finder_says_of_posts() -> None:
    life = replace(POST, post_id="p2", text="孩子看电影")
    (raised,) = ModelScanner(Stub(), trained().model, posts=Nobody()).scan([life, POST])
    assert [f.typology_id for f in raised[1].findings] == ["M00"]
    both = ModelScanner(Stub(), trained().model, posts=Somebody()).scan([life, POST])
    assert [[f.typology_id for f in examined.findings] for _, examined in both] == [["T04"]] * 2


def test_what_the_lexicon_sees_carries_over_to_words_that_were_never_shown() -> None:
    texts, labels, clusters = rows(80, 240)
    told = [
        seen(t.text, "crew" if is_ad else "food") for t, is_ad in zip(texts, labels, strict=True)
    ]
    model = train(told, labels, clusters, positive_labels=("ml",), now=NOW).model
    strange = "qwxz"
    advert, meal, unknown = model.probabilities(
        [seen(strange, "crew"), seen(strange, "food"), seen(strange, "of a later policy")]
    )
    assert meal < unknown < advert
    assert model.senses == ("crew", "food")


def test_where_the_model_raises_alone_is_set_by_what_it_would_raise_of_ordinary_traffic() -> None:
    texts, labels, clusters = rows(80, 240)
    draw = random.Random(6)
    loud = [seen("".join(draw.choices(WORDS, k=4))) for _ in range(60)]  # that nobody labelled
    free = train(texts, labels, clusters, positive_labels=("ml",), now=NOW).model.card
    held = train(
        texts, labels, clusters, ordinary=loud, positive_labels=("ml",), now=NOW
    ).model.card
    assert (held.ordinary_count, held.row_count) == (60, 320)
    assert held.ordinary_raised == 0
    assert held.threshold > free.threshold
    assert (free.ordinary_count, free.ordinary_raised) == (0, 0)


def test_without_the_extra_it_is_told_before_anything_is_read(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(text_features, "find_spec", lambda _name: None)
    with pytest.raises(NotInstalled, match="scikit-learn is not installed"):
        train_command(tmp_path / "rows.jsonl", out=tmp_path / "m.model")
