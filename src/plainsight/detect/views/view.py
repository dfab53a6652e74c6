"""The views: deterministic ways to read one text. Terms are read in the same way as posts."""

from enum import StrEnum


class View(StrEnum):
    """How a text is read before terms are searched in it."""

    FOLD = "fold"  # one look per character: width, case, marks, scripts, Traditional, digits
    TIGHT = "tight"  # FOLD without anything between letters, stretched letters cut
    SOUND = "sound"  # TIGHT with Chinese spelled in toneless pinyin
    SKELETON = "skeleton"  # Latin words under leet and respelling, one space between them
