"""The fast scanner: every post in every view as columns, and Python for the few worth a look.

All posts are searched for all terms; those that may hold an anchor of a typology go through a gate
that asks whether any typology could be met. What passes is examined by the definition itself, so
the answers are equal: the columns only decide where to look.
"""

import threading
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from plainsight.detect.detector import Detector, named
from plainsight.detect.examined import Examined
from plainsight.model.post import Post

if TYPE_CHECKING:
    from plainsight.engines.columnar.columns import Candidate, Columns

REPEATED_TEXTS_MAX = 4_096
REPEATED_CHARS_MAX = 2_000


class ColumnarScanner:
    """Implements `app.scan_posts.PostScanner` and `app.scan_columns.ColumnScanner`.

    Safe to share between threads. The columns take seconds to compile, when first needed.
    """

    def __init__(self, detector: Detector, *, kept_in: Path | None = None) -> None:
        """`kept_in` is a folder that keeps the compiled columns from one run to the next."""
        self.detector = detector
        self._kept_in = kept_in
        self._examined_lately: dict[str, Examined] = {}
        self._compiled: Columns | None = None
        self._compiling = threading.Lock()

    def scan(self, posts: Sequence[Post]) -> Iterator[tuple[Post, Examined]]:
        """Yield, in order, the posts that have findings."""
        for place, examined in self.examined([post.text for post in posts]):
            yield posts[place], named(examined, posts[place])

    def scan_column(
        self,
        texts: Any,  # noqa: ANN401 - a pyarrow.LargeBinaryArray of UTF-8, without nulls
        post: Callable[[int], Post],
    ) -> Iterator[tuple[Post, Examined]]:
        """The same of texts side by side; `post(row)` makes only the posts that have findings."""
        for place, examined in self.examined(texts):
            made = post(place)
            yield made, named(examined, made)

    def examined(self, texts: Any) -> Iterator[tuple[int, Examined]]:  # noqa: ANN401 - either
        """Yield, in order, the places of texts that have findings, with them."""
        for place, hint in self.candidates(texts):
            text = _text(texts[place])
            # Adverts are posted over and over: one that was examined lately is not examined again.
            examined = self._examined_lately.get(text)
            if examined is None:
                examined = self.detector.examine(text, hint=hint())
                self._remember(text, examined)
            if examined.findings:
                yield place, examined

    def candidates(self, texts: Any) -> "list[Candidate]":  # noqa: ANN401 - either of the two
        """Places of the posts that may have a finding, in order, with what tells more of each."""
        return self._columns().candidates(texts)

    def forget(self) -> None:
        """Examine every text anew, for measuring."""
        self._examined_lately.clear()

    def _remember(self, text: str, examined: Examined) -> None:
        if len(text) <= REPEATED_CHARS_MAX:
            if len(self._examined_lately) >= REPEATED_TEXTS_MAX:
                self._examined_lately.clear()
            self._examined_lately[text] = examined

    def _columns(self) -> "Columns":
        # Compiled numba code is imported by those who need it: most commands never do.
        from plainsight.engines.columnar.columns import Columns

        with self._compiling:
            if self._compiled is None:
                self._compiled = Columns(self.detector, kept_in=self._kept_in)
            return self._compiled


def _text(cell: Any) -> str:  # noqa: ANN401 - a text, or a cell of an Arrow column of bytes
    if isinstance(cell, str):
        return cell
    data: bytes = cell.as_py()
    return data.decode("utf-8", "surrogatepass")
