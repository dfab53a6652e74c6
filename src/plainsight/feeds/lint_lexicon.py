"""Checks of the lexicon that are too slow for every start: collisions and duplicates."""

from plainsight.detect.collisions import is_silent
from plainsight.detect.lexicon import Lexicon
from plainsight.feeds.complaints import Complaints


def lint_lexicon(lexicon: Lexicon, complaints: Complaints) -> None:
    """Refuse terms that would be searched by sound although an ordinary word sounds the same."""
    for term in lexicon.terms:
        silent = is_silent(term.text) if term.homophones else None
        if silent is not None:
            complaints.add(
                f"term {term.text!r} ({term.sense_id})",
                f"homophones=yes, but {silent.word!r} sounds the same",
                "set homophones=no, or lengthen the term until no ordinary word is mistaken for it",
            )
