"""What a model learns from: own labels, the posts we ship, and traffic that nobody has labelled."""

from collections.abc import Iterable, Sequence

from plainsight.app.detect.gather_lessons import gather
from plainsight.detect.examined import Examined
from plainsight.detect.finding import Finding
from plainsight.feeds.posts.labelled import LabelledPost

FINDING = Finding(
    typology_id="T04",
    typology_version=1,
    typology_title="t",
    policy_digest="d",
    score=0.75,
    threshold=0.5,
    flags=(),
    reasons=(),
)


class Scanner:
    """Finds what says "crew", and sees it as a sense."""

    def examined(self, texts: Sequence[str]) -> Iterable[tuple[int, Examined]]:
        found = Examined(findings=(FINDING,))
        return [(place, found) for place, text in enumerate(texts) if "crew" in text]

    def senses(self, texts: Sequence[str]) -> list[frozenset[str]]:
        return [frozenset({"crew"}) if "crew" in text else frozenset() for text in texts]


def post(text: str, label: str = "", cluster: str = "") -> LabelledPost:
    return LabelledPost(text=text, label=label, cluster=cluster)


def test_each_set_is_positive_by_its_own_labels() -> None:
    lessons = gather(
        [post("a crew", "ml", "c1"), post("b", "advert")],
        Scanner(),
        positive=frozenset({"ml"}),
        starter=[post("c crew", "advert", "round1"), post("d", "ordinary", "round1")],
        starter_positive=frozenset({"advert"}),
    )
    assert [row.is_positive for row in lessons.labelled] == [True, False, True, False]
    assert [(each.text, each.score) for each in lessons.seen] == [
        ("a crew", 0.75), ("b", 0.0), ("c crew", 0.75), ("d", 0.0),
    ]  # fmt: skip
    assert lessons.seen[0].senses == {"crew"}


def test_an_author_is_held_out_whole_and_is_no_near_duplicate() -> None:
    starter = [post("c", "advert", "round1"), post("d", "ordinary", "round1")]
    own = [post("a", "ml", "c1")]
    lessons = gather(own, Scanner(), positive=frozenset({"ml"}), starter=starter)
    assert lessons.clusters == ["c1", "round1", "round1"]
    assert [row.cluster for row in lessons.labelled] == ["c1", "", ""]


def test_what_typologies_find_in_traffic_teaches_nothing() -> None:
    traffic = [post("lunch"), post("a crew"), post("rain")]
    lessons = gather([], Scanner(), positive=frozenset(), ordinary=traffic)
    assert [each.text for each in lessons.ordinary] == ["lunch", "rain"]
    assert lessons.left_out_count == 1


def test_progress_tells_every_row_when_it_is_judged_and_when_it_is_read() -> None:
    steps: list[int] = []
    gather(
        [post("a", "ml")] * 3,
        Scanner(),
        positive=frozenset({"ml"}),
        ordinary=[post("b")] * 4_000 + [post("crew")],
        on_progress=steps.append,
    )
    assert sum(steps) == 2 * 4_004
