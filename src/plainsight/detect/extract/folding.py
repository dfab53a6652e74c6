"""Stand-in for the fold view, until it lands."""

import unicodedata

from plainsight.detect.extract.tracks import Tracks


def read_tracks(text: str) -> Tracks:
    """Fold and keep the way back."""
    if text.isascii():
        span = range(len(text) + 1)
        return Tracks(text, text.lower(), span[:-1], span[1:])
    out: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for index, symbol in enumerate(text):
        if unicodedata.category(symbol) in ("Cf", "Mn", "Me"):
            continue
        for piece in unicodedata.normalize("NFKC", symbol).lower():
            out.append(piece)
            starts.append(index)
            ends.append(index + 1)
    return Tracks(text, "".join(out), starts, ends)
