"""A literal form under which a term is searched."""

from dataclasses import dataclass

from plainsight.detect.views.technique import Technique
from plainsight.detect.views.view import View


@dataclass(frozen=True, slots=True, kw_only=True)
class Variant:
    """`text` is searched in the view; a find needs `technique` and nothing more to explain it."""

    view: View
    text: str  # as the view reads it, so that searching is comparing
    technique: Technique
    plain: str  # the term folded, which the text stands for
    units: tuple[str, ...] = ()  # syllables that make up `text`, in the SOUND view only
