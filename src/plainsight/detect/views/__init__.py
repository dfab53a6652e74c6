"""Text as readers see it: views of a post with an exact way back to what the author wrote."""

from plainsight.detect.views.read import read
from plainsight.detect.views.reading import Reading
from plainsight.detect.views.reveal import reveal
from plainsight.detect.views.search import Index, Sighting, find_known
from plainsight.detect.views.technique import HEARD, Technique
from plainsight.detect.views.undone import Undone
from plainsight.detect.views.variant import Variant
from plainsight.detect.views.variants import variants
from plainsight.detect.views.view import View

__all__ = [
    "HEARD",
    "Index",
    "Reading",
    "Sighting",
    "Technique",
    "Undone",
    "Variant",
    "View",
    "find_known",
    "read",
    "reveal",
    "variants",
]
