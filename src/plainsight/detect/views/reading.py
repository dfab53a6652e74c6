"""A text as a view reads it, with the way back to the characters the author wrote."""

from collections.abc import Sequence
from dataclasses import dataclass

from plainsight.detect.views.view import View


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """`text[i]` was read from `original[starts[i]:ends[i]]`; both run in the order of writing."""

    view: View
    text: str
    starts: Sequence[int]
    ends: Sequence[int]

    def span(self, i: int, j: int) -> tuple[int, int]:
        """The half-open range of the original behind `text[i:j]`, which must not be empty."""
        return self.starts[i], self.ends[j - 1]
