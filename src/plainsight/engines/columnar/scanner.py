"""The fast scanner: every post in every view as columns, and Python for the few worth a look.

All posts are searched for all terms; those that may hold an anchor of a typology go through a gate
that asks whether any typology could be met. What passes is examined by the definition itself, so
the answers are equal: the columns only decide where to look.
"""

import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from plainsight.app.detect.post_columns import PostColumns
from plainsight.detect.detector import Detector, named
from plainsight.detect.examined import NOTHING, Examined
from plainsight.detect.signs import Signs
from plainsight.engines.columnar.few import Few, read_few
from plainsight.engines.columnar.grouped import in_groups
from plainsight.engines.columnar.uncollected import uncollected
from plainsight.engines.kernel_cache import drop_stale
from plainsight.model.post import Post

if TYPE_CHECKING:
    from plainsight.engines.columnar.columns import Candidate, Columns

# Read one by one before the compiled code is loaded: about as many as take as long as loading it,
# so that no first text waits for what only the thousandth is worth.
FEW_CHARS_MAX = 50_000
REPEATED_TEXTS_MAX = 4_096
REPEATED_CHARS_MAX = 2_000


class ColumnarScanner:
    """Implements `app.detect.scan_posts.PostScanner` and `app.detect.scan_columns.StretchScanner`.

    Safe to share between threads. The columns take seconds to compile, when first needed.
    """

    def __init__(
        self, detector: Detector, *, kept_in: Path | None = None, few_chars: int = FEW_CHARS_MAX
    ) -> None:
        """`kept_in` is a folder that keeps the compiled columns from one run to the next."""
        self.detector = detector
        self._kept_in = kept_in
        self._examined_lately: dict[str, Examined] = {}
        self._compiled: Columns | None = None
        self._compiling = threading.Lock()
        self._few: Few | None = None
        self._few_chars_left = 0 if kept_in is None else few_chars

    def scan(self, posts: Sequence[Post]) -> Iterator[tuple[Post, Examined]]:
        """Yield, in order, the posts that have findings."""
        for place, examined in self.examined([post.text for post in posts]):
            yield posts[place], named(examined, posts[place])

    def scan_stretches(
        self, stretches: Iterable[PostColumns]
    ) -> Iterator[tuple[PostColumns, Iterator[tuple[Post, Examined]]]]:
        """Each stretch in order, with its posts that have findings."""
        for group in in_groups(stretches):
            found = self.examined(group.texts)
            yield from ((s, in_posts(s.post, own)) for s, own in group.apart(found))

    def scan_column(
        self,
        texts: Any,  # noqa: ANN401 - a pyarrow.LargeBinaryArray of UTF-8, without nulls
        post: Callable[[int], Post],
    ) -> Iterator[tuple[Post, Examined]]:
        """The same of texts side by side; `post(row)` makes only the posts that have findings."""
        return in_posts(post, self.examined(texts))

    def examine(self, text: str) -> Examined:
        """Findings on one bare text."""
        return next((examined for _, examined in self.examined([text])), NOTHING)

    def examined(self, texts: Any) -> list[tuple[int, Examined]]:  # noqa: ANN401 - either
        """The places of texts that have findings, in order, with them."""
        found: list[tuple[int, Examined]] = []
        with uncollected():
            for place, hint in self.candidates(texts):
                text = text_of(texts[place])
                # Adverts are posted over and over: what was examined lately is not examined again.
                examined = self.lately(text)
                if examined is None:
                    examined = self.detector.examine(text, hint=hint())
                    self.remember(text, examined)
                if examined.findings:
                    found.append((place, examined))
        return found

    def candidates(self, texts: Any) -> "list[Candidate]":  # noqa: ANN401 - either of the two
        """Places of the posts that may have a finding, in order, with what tells more of each."""
        few = self._for_few(texts)
        if few is None:
            return self._columns().candidates(texts)
        return [(place, partial(few.hint, text_of(text))) for place, text in enumerate(texts)]

    def senses(self, texts: Sequence[str]) -> list[frozenset[str]]:
        """Of each text what stands in it: senses of the lexicon, and kinds of value."""
        if not texts:
            return []
        hints = self._columns().hints(texts)
        with uncollected():
            return [
                frozenset([sign.sense for sign in self.detector.signs(text, hint=hint)])
                for text, hint in zip(texts, hints, strict=True)
            ]

    def signs(self, text: str) -> Signs:
        """What stands in one text, and where."""
        (hint,) = self._columns().hints([text])
        signs = self.detector.signs(text, hint=hint)
        return Signs(text, signs, senses=self.detector.policy.lexicon.senses)

    @property
    def is_compiled(self) -> bool:
        """Whether the columns were needed so far."""
        return self._compiled is not None

    def forget(self) -> None:
        """Examine every text anew, for measuring."""
        self._examined_lately.clear()
        if self._compiled is not None:
            self._compiled.forget()

    def lately(self, text: str) -> Examined | None:
        """What was found in a text that was examined lately."""
        return self._examined_lately.get(text)

    def remember(self, text: str, examined: Examined) -> None:
        """Keep what was found in a text, so that it need not be examined again."""
        if len(text) <= REPEATED_CHARS_MAX:
            if len(self._examined_lately) >= REPEATED_TEXTS_MAX:
                self._examined_lately.clear()
            self._examined_lately[text] = examined

    def _for_few(self, texts: Any) -> "Few | None":  # noqa: ANN401 - either of the two
        """What reads these texts one by one, if so little was asked that loading more is a waste.

        It needs what an earlier run has kept.
        """
        if self._compiled is not None or not self._few_chars_left:
            return None
        size = sum(map(len, texts)) if isinstance(texts, list) else texts.nbytes
        with self._compiling:
            self._few_chars_left = max(self._few_chars_left - size, 0)
            if self._few_chars_left and self._few is None and self._kept_in is not None:
                self._few = read_few(self.detector, self._kept_in)
            if self._few is None:
                self._few_chars_left = 0
            return self._few if self._few_chars_left else None

    def _columns(self) -> "Columns":
        with self._compiling:
            if self._compiled is None:
                drop_stale(Path(__file__).parent)
                # Compiled code is imported by those who need it: most commands never do.
                from plainsight.engines.columnar.columns import Columns

                self._compiled = Columns(self.detector, kept_in=self._kept_in)
            return self._compiled


def in_posts(
    post: Callable[[int], Post], found: Sequence[tuple[int, Examined]]
) -> Iterator[tuple[Post, Examined]]:
    """What was found at some rows as the findings on posts."""
    # One kind of work after the other: what each needs stays in the processor's caches.
    posts = [post(row) for row, _ in found]
    yield from [
        (made, named(examined, made)) for made, (_, examined) in zip(posts, found, strict=True)
    ]


def text_of(cell: Any) -> str:  # noqa: ANN401 - a text, or a cell of an Arrow column of bytes
    """The text of one cell."""
    if isinstance(cell, str):
        return cell
    data: bytes = cell.as_py()
    return data.decode("utf-8", "surrogatepass")
