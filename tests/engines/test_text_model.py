"""A model that says where it comes from, gives the same bytes twice, and refuses to guess."""

import json
import random
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from plainsight.detect.examined import Examined
from plainsight.detect.finding import Finding
from plainsight.detect.with_model import weigh
from plainsight.engines.model_scanner import ModelScanner
from plainsight.engines.text_model import LIKELY, TrainedModel, load_model, save_model, train
from plainsight.errors import BadValue, CannotRead, TooLittleToLearn
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


def rows(positives: int, negatives: int) -> tuple[list[str], list[bool], list[str]]:
    draw = random.Random(5)
    texts = ["".join(draw.choices(WORDS, k=4)) for _ in range(positives)]
    texts += ["".join(draw.choices(LIFE, k=4)) for _ in range(negatives)]
    labels = [True] * positives + [False] * negatives
    clusters = [f"c{place % 40}" for place in range(positives)] + [""] * negatives
    return texts, labels, clusters


@cache
def trained(positives: int = 80, negatives: int = 240) -> TrainedModel:
    texts, labels, clusters = rows(positives, negatives)
    return train(
        texts,
        labels,
        clusters,
        typology_scores=[0.0] * len(texts),
        positive_labels=("ml",),
        now=NOW,
    )


def test_a_model_separates_what_it_was_shown() -> None:
    model = trained().model
    advert, life = model.probabilities(["车队接料点位", "孩子看电影"], [0.0, 0.0])
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
    texts = ["车队接料", "火锅", "出u日结的孩子"]
    expected = model.probabilities(texts, [0.0, 0.5, 0.9])
    assert np.array_equal(expected, again.probabilities(texts, [0.0, 0.5, 0.9]))


def test_a_model_refuses_to_learn_from_too_little() -> None:
    with pytest.raises(TooLittleToLearn, match="49 positive posts, 50 are needed"):
        trained(positives=49)
    with pytest.raises(TooLittleToLearn, match="negative posts"):
        trained(negatives=199)
    texts, labels, _ = rows(80, 240)
    with pytest.raises(TooLittleToLearn, match="clusters of positive posts"):
        train(
            texts,
            labels,
            ["one"] * 80 + [""] * 240,
            typology_scores=[0.0] * 320,
            positive_labels=("ml",),
            now=NOW,
        )


def test_rows_of_one_cluster_never_teach_about_each_other() -> None:
    texts, labels, clusters = rows(80, 240)
    # One cluster of positives that looks like ordinary life: held out, it must not be known.
    for place, name in enumerate(clusters):
        if name == "c7":
            texts[place] = "孩子火锅电影"
    done = train(
        texts, labels, clusters, typology_scores=[0.0] * 320, positive_labels=("ml",), now=NOW
    )
    held_out = [p for p, name in zip(done.out_of_fold, clusters, strict=True) if name == "c7"]
    assert max(held_out) < 0.5


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
    alone = weigh(Examined(findings=()), probability=0.99, card=card, post=POST, template="t")
    assert [f.raised_by for f in alone.findings] == ["model"]
    assert alone.findings[0].reasons == ()
    assert alone.findings[0].post_id == "p1"


@pytest.mark.parametrize("probability", [0.0, 0.4, 0.97])
def test_the_model_orders_what_typologies_found_and_takes_nothing_away(probability: float) -> None:
    card = trained().model.card
    examined = Examined(findings=(finding(0.6),), contacts=frozenset({"phone:1"}))
    weighed = weigh(examined, probability=probability, card=card, post=POST, template="t")
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
    spanish = replace(POST, post_id="p3", text="Alquilo cuentas bancarias, pago por día")

    class Spoken:
        def scan(self, posts: Sequence[Post]) -> Iterator[tuple[Post, Examined]]:
            return iter([(spanish, Examined(findings=(finding(0.6),)))])

    found = list(ModelScanner(Spoken(), trained().model).scan([spanish]))
    assert [each.score for _, examined in found for each in examined.findings] == [0.6]


def test_nothing_is_raised_alone_that_is_more_likely_benign() -> None:
    card = trained().model.card
    assert card.threshold >= LIKELY
    silent = weigh(
        Examined(findings=()), probability=LIKELY - 0.01, card=card, post=POST, template="t"
    )
    assert silent.findings == ()


class Silent:
    """A scanner that finds nothing."""

    def scan(self, posts: Sequence[Post]) -> Iterator[tuple[Post, Examined]]:
        return iter(())


def test_a_model_finds_candidates_that_no_typology_met() -> None:
    life = replace(POST, post_id="p2", text="孩子看电影")
    found = list(ModelScanner(Silent(), trained().model).scan([life, POST]))
    assert [post.post_id for post, _ in found] == ["p1"]
    assert found[0][1].findings[0].raised_by == "model"
