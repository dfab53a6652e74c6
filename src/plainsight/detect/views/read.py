"""The definition of every view, in plain Python. Engines are faster and must agree with it."""

from plainsight.detect.views.fold import fold
from plainsight.detect.views.reading import Reading
from plainsight.detect.views.skeleton import skeleton
from plainsight.detect.views.sound import sound
from plainsight.detect.views.tight import tight
from plainsight.detect.views.view import View


def read(text: str, view: View) -> Reading:
    """Read any Unicode string, lone surrogates included. Reading twice changes nothing more."""
    return narrow(fold(text), view)


def narrow(folded: Reading, view: View) -> Reading:
    """Read a FOLD reading in another view, so that several views share one fold."""
    match view:
        case View.FOLD:
            return folded
        case View.TIGHT:
            return tight(folded)
        case View.SOUND:
            return sound(folded)
        case View.SKELETON:
            return skeleton(folded)
