"""Typologies and a trained text model together, over batches of posts."""

from collections.abc import Iterator, Sequence

from plainsight.app.detect.scan_posts import PostScanner
from plainsight.detect.examined import Examined
from plainsight.detect.views import View, read
from plainsight.detect.with_model import weigh
from plainsight.engines.text_model import TextModel
from plainsight.model.post import Post


class ModelScanner:
    """Implements `app.detect.scan_posts.PostScanner`: a scanner's answers, weighed by a model."""

    def __init__(self, scanner: PostScanner, model: TextModel) -> None:
        self._scanner = scanner
        self._model = model

    def scan(self, posts: Sequence[Post]) -> Iterator[tuple[Post, Examined]]:
        """Yield, in order, the posts that have findings by typology, by model or by both."""
        if not posts:
            return
        by_place = {id(post): examined for post, examined in self._scanner.scan(posts)}
        found = [by_place.get(id(post), Examined(findings=())) for post in posts]
        scores = [max((f.score for f in e.findings), default=0.0) for e in found]
        likely = self._model.probabilities([post.text for post in posts], scores)
        for post, examined, probability in zip(posts, found, likely.tolist(), strict=True):
            weighed = weigh(
                examined,
                probability=probability,
                card=self._model.card,
                post=post,
                template=read(post.text, View.TIGHT).text,
            )
            if weighed.findings:
                yield post, weighed
