"""Whether a name is a guarantor's: who stands behind half of a market ties nobody to nobody."""

import re

from plainsight.detect.extract.tracks import Tracks
from plainsight.detect.extract.vocabulary import Sense

_TOUCHING_CHARS = 3
# Behind "escrow possible" stands the author's own contact, behind the bare word the guarantor's.
_POSSIBLE = re.compile(r"(?:可|可以|支持|接受|能|走|愿|accepts?|acepto|con)\s?$")


def is_guarantors(tracks: Tracks, start: int) -> bool:
    """Whether what begins there is named as the guarantor: 担保 @name, escrow @name."""
    return any(
        start - _TOUCHING_CHARS <= word.end <= start
        and not _POSSIBLE.search(tracks.plain[: word.start])
        for word in tracks.words(Sense.GUARANTOR)
    )
