"""Where sentences end, as far as that says which words speak of one another."""

import re

SENTENCE_CHARS_MAX = 400  # looked at on each side; a text without stops is all one sentence
_STOP = re.compile(r"[。！？!?\n]|\.\s")


def sentences_around(text: str, start: int, end: int) -> tuple[int, int]:
    """(first, end) of the sentences that `text[start:end]` stands in, in characters.

    A line is a sentence; a full stop ends one only before a space, because 7.2 and t.me hold it.
    """
    first = max(start - SENTENCE_CHARS_MAX, 0)
    for stop in _STOP.finditer(text, first, start):
        first = stop.end()
    after = _STOP.search(text, end, end + SENTENCE_CHARS_MAX)
    return first, min(end + SENTENCE_CHARS_MAX, len(text)) if after is None else after.start()
