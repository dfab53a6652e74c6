"""All features of one transfer, by definition: slow, plain, and the judge of the engines."""

from collections.abc import Sequence

from plainsight.trace.features.amounts import amount_of, shares_of
from plainsight.trace.features.dealings import dealings_of, pair_of
from plainsight.trace.features.known import communities_of, findings_of, labels_of
from plainsight.trace.features.matching import matching_of
from plainsight.trace.features.motifs import motifs_of
from plainsight.trace.features.question import FeatureQuestion
from plainsight.trace.features.sight import Edge, Sight


def features_of(
    edges: Sequence[Edge],
    own: int,
    *,
    visible: int,
    question: FeatureQuestion,
    found: Sequence[tuple[int, int]] = (),
    confirmed: Sequence[tuple[int, int]] = (),
) -> list[float]:
    """The columns of `feature_catalogue` for the transfer numbered `own`.

    `edges` are ordered by time; only the first `visible` are looked at. `found` and `confirmed`
    are (transfer number, known at) of typologies' findings and of labels.
    """
    sight = Sight(edges=edges, own=own, visible=visible)
    dealings = dealings_of(sight, question)
    return [
        *dealings,
        *pair_of(sight),
        *matching_of(sight, question),
        *motifs_of(sight, question),
        *shares_of(sight.edge, dealings, question),
        *amount_of(sight.edge, question),
        *communities_of(sight),
        *findings_of(sight, found),
        *labels_of(sight, confirmed, question),
    ]
