"""The plain scanner: the definition itself, post by post. Slow, and the judge of the fast one."""

from collections.abc import Iterator, Sequence

from plainsight.detect.detector import Detector
from plainsight.detect.examined import Examined
from plainsight.model.post import Post


class PlainScanner:
    """Implements `app.detect.scan_posts.PostScanner`."""

    def __init__(self, detector: Detector) -> None:
        self._detector = detector

    def scan(self, posts: Sequence[Post]) -> Iterator[tuple[Post, Examined]]:
        """Yield, in order, the posts that have findings."""
        for post in posts:
            examined = self._detector.look(post)
            if examined.findings:
                yield post, examined
