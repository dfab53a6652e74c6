"""Typologies and a trained text model together, over batches of posts."""

from collections.abc import Iterator, Sequence

from plainsight.app.detect.scan_posts import SenseScanner
from plainsight.detect.detector import named
from plainsight.detect.examined import NOTHING, Examined
from plainsight.detect.seen_text import SeenText
from plainsight.detect.views import View, read
from plainsight.detect.with_model import weigh
from plainsight.engines.text_model import TextModel
from plainsight.model.post import Post


class ModelScanner:
    """Implements `PostScanner` and `TextScanner` of `app.detect.scan_posts`.

    A scanner's answers, weighed by a model.
    """

    def __init__(self, scanner: SenseScanner, model: TextModel) -> None:
        self._scanner = scanner
        self._model = model

    def scan(self, posts: Sequence[Post]) -> Iterator[tuple[Post, Examined]]:
        """Yield, in order, the posts that have findings by typology, by model or by both."""
        for place, examined in self.examined([post.text for post in posts]):
            yield posts[place], named(examined, posts[place])

    def examined(self, texts: Sequence[str]) -> list[tuple[int, Examined]]:
        """The places of texts that have findings, in order, with them."""
        if not texts:
            return []
        by_place = dict(self._scanner.examined(texts))
        found = [by_place.get(place, NOTHING) for place in range(len(texts))]
        scores = [max((f.score for f in each.findings), default=0.0) for each in found]
        seen = map(SeenText, texts, self._scanner.senses(texts), scores)
        likely = self._model.probabilities(list(seen)).tolist()
        weighed = [
            weigh(
                examined,
                probability=probability,
                card=self._model.card,
                template=read(text, View.TIGHT).text,
            )
            for text, examined, probability in zip(texts, found, likely, strict=True)
        ]
        return [(place, examined) for place, examined in enumerate(weighed) if examined.findings]
