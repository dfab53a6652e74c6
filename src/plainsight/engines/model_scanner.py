"""Typologies and a trained text model together, over batches of posts."""

from collections.abc import Iterator, Sequence
from functools import partial

from plainsight.app.detect.scan_posts import PostScanner, SenseScanner, said_of
from plainsight.detect.detector import named
from plainsight.detect.examined import NOTHING, Examined
from plainsight.detect.finding import Reason
from plainsight.detect.seen_text import SeenText
from plainsight.detect.views import View, read
from plainsight.detect.with_model import weigh
from plainsight.engines.text_model import TextModel
from plainsight.engines.text_reasons import reasons_of
from plainsight.model.post import Post


class ModelScanner:
    """Implements `PostScanner` and `TextScanner` of `app.detect.scan_posts`.

    A scanner's answers, weighed by a model.
    """

    def __init__(
        self, scanner: SenseScanner, model: TextModel, *, posts: PostScanner | None = None
    ) -> None:
        """`posts` finds in posts where that is not the scanner's part, as under a roll-out."""
        self._scanner = scanner
        self._model = model
        self._posts = posts

    @property
    def learnt_from(self) -> str:
        """SHA-256 of the rows that the model was trained on."""
        return self._model.card.data_sha256

    def scan(self, posts: Sequence[Post]) -> Iterator[tuple[Post, Examined]]:
        """Yield, in order, the posts that have findings by typology, by model or by both."""
        texts = [post.text for post in posts]
        found = None
        if self._posts is not None:
            found = [said or NOTHING for said in said_of(posts, self._posts)]
        for place, examined in self._weighed(texts, self._found(texts) if found is None else found):
            yield posts[place], named(examined, posts[place])

    def examined(self, texts: Sequence[str]) -> list[tuple[int, Examined]]:
        """The places of texts that have findings, in order, with them."""
        return self._weighed(texts, self._found(texts))

    def _found(self, texts: Sequence[str]) -> list[Examined]:
        by_place = dict(self._scanner.examined(texts))
        return [by_place.get(place, NOTHING) for place in range(len(texts))]

    def _weighed(
        self, texts: Sequence[str], found: Sequence[Examined]
    ) -> list[tuple[int, Examined]]:
        if not texts:
            return []
        scores = [max((f.score for f in each.findings), default=0.0) for each in found]
        seen = map(SeenText, texts, self._scanner.senses(texts), scores)
        likely = self._model.probabilities(list(seen)).tolist()
        weighed = [
            weigh(
                examined,
                probability=probability,
                card=self._model.card,
                template=read(text, View.TIGHT).text,
                why=partial(self._why, text),
            )
            for text, examined, probability in zip(texts, found, likely, strict=True)
        ]
        return [(place, examined) for place, examined in enumerate(weighed) if examined.findings]

    def _why(self, text: str) -> tuple[Reason, ...]:
        return reasons_of(self._model, text, self._scanner.signs(text))
