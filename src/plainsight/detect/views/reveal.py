"""Say in a few words what had to be undone to see a term in what the author wrote."""

from collections.abc import Iterator

from plainsight.detect.views.fold import fold_text
from plainsight.detect.views.reveal_chinese import chinese_undone
from plainsight.detect.views.reveal_latin import latin_undone
from plainsight.detect.views.reveal_letters import letters_undone
from plainsight.detect.views.reveal_spacing import spacing_undone
from plainsight.detect.views.shapes import unspaced_letter
from plainsight.detect.views.technique import Technique
from plainsight.detect.views.tight import tight_text
from plainsight.detect.views.undone import Undone

WRITTEN_CHARS_MAX = 400  # an explanation of more would help nobody


def reveal(written: str, plain: str) -> tuple[Undone, ...]:
    """What was undone in the slice `written` to see the term `plain`; empty for a plain one.

    Upper and lower case are no disguise. Each technique is named once, with what it replaced.
    """
    undone = tuple(_undone(written[:WRITTEN_CHARS_MAX], plain))
    # Letters upside down are taken from many alphabets; that they are is said by one word.
    return tuple(u for u in undone if u.technique is Technique.FLIPPED) or undone


def _undone(written: str, plain: str) -> Iterator[Undone]:
    yield from letters_undone(written, plain)
    seen, term = fold_text(written).strip(), fold_text(plain).strip()
    if seen == term:
        return
    yield from spacing_undone(written, plain)
    if tight_text(seen) != tight_text(term):
        is_chinese = unspaced_letter().search(term) is not None
        yield from (chinese_undone if is_chinese else latin_undone)(written, plain)
