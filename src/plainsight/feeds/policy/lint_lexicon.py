"""Checks of the lexicon that are too slow for every start: collisions and duplicates."""

from datetime import date
from pathlib import Path

from plainsight.detect.collisions import is_silent
from plainsight.detect.lexicon import Lexicon
from plainsight.feeds.policy.complaints import Complaints

TERMS_MAX = 64_000  # alternatives written out
LINES_PER_FILE_MAX = 1_600


def lint_sizes(root: Path, lexicon: Lexicon, complaints: Complaints) -> None:
    """Refuse a lexicon nobody can read: phrases multiplied out are alternatives in disguise."""
    hint = "write alternatives on one line, rent [my|your] account, or join senses with `near`"
    folder = root / "typologies" / "lexicon"
    for path in sorted(folder.glob("*.csv")):
        count = len(path.read_bytes().splitlines())
        if count > LINES_PER_FILE_MAX:
            what = f"{count} lines, {LINES_PER_FILE_MAX} at most"
            complaints.add(f"{path}:{LINES_PER_FILE_MAX}", what, hint)
    if len(lexicon.terms) > TERMS_MAX:
        complaints.add(f"{folder}:1", f"{len(lexicon.terms)} terms, {TERMS_MAX} at most", hint)


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


def expired_terms(lexicon: Lexicon, *, on: date) -> list[str]:
    """A warning for each term that is not looked for any more; the file is right all the same."""
    return [
        f"term {term.text!r} ({term.sense_id}): warning: expired on {term.expires_on}, and is not "
        "looked for\n    hint: write a later date where it is still used, or delete the line"
        for term in lexicon.terms
        if term.expires_on is not None and term.expires_on < on
    ]
