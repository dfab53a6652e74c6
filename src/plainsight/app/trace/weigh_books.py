"""Hold the books of two ends against each other, in every pair of currencies that is looked at."""

from collections.abc import Sequence

from plainsight.app.trace.flow_ports import FlowQuestion, LedgerSnapshot, MirrorEngine
from plainsight.trace.flows.finding import Books
from plainsight.trace.flows.mirror_finding import books_of
from plainsight.trace.flows.mirror_typology import MirrorTypology


def weigh_books(
    snapshot: LedgerSnapshot,
    typologies: Sequence[MirrorTypology],
    question: FlowQuestion,
    *,
    engine: MirrorEngine,
    ends: tuple[str, str],
) -> list[tuple[str, Books]]:
    """("USD/CNY", books) for each pair of sides in which enough moved, either end first.

    Raises NoRate when an asset cannot be valued.
    """
    weighed = []
    for typology in typologies:
        for key_a, key_b in (ends, ends[::-1]):
            held = engine.books(snapshot, typology, question, key_a=key_a, key_b=key_b)
            if held is not None:
                sides = [typology.assets_a, typology.assets_b]
                named = "/".join("+".join(sorted(side)) for side in sides)
                weighed.append((named, books_of(held, question.reporting)))
    return weighed
