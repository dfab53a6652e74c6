"""Keep a compiled lexicon in a file, and read it, or its literals alone."""

from pathlib import Path

from plainsight.engines.columnar.build import Built
from plainsight.engines.columnar.cut_kernels import Ordinary
from plainsight.engines.columnar.forms import Forms
from plainsight.engines.columnar.glance import Glance
from plainsight.engines.columnar.joined import Joined
from plainsight.engines.columnar.kept_file import Arrays, read_file, write_file
from plainsight.engines.columnar.kept_tree import LITERAL_FIELDS, Fields, packed, unpacked
from plainsight.engines.columnar.literal_kernels import Compiled
from plainsight.engines.columnar.phrases import Phrases
from plainsight.engines.columnar.words import Words

_FIELDS: Fields = {
    Built: (
        "literals", "finders", "glance", "literals_of_forms", "senses_of_forms", "anchors",
        "sense_words",
    ),
    Words: ("_table", "_lasts"),
    Forms: ("_rules", "_known"),
    Joined: ("_table", "_phrases", "_longest"),
    Phrases: ("_fines", "_roughs", "_skipped", "_single"),
    Glance: ("_sets", "_places", "_skipped", "_limits", "_info"),
    Compiled: Compiled._fields,
    Ordinary: Ordinary._fields,
    **LITERAL_FIELDS,
}  # fmt: skip


def read_kept(path: Path) -> Built | None:
    """What is kept there, or None where nothing usable is."""
    found = read_file(path)
    if found is None:
        return None
    try:
        built = unpacked(*found, _FIELDS)
    except (KeyError, TypeError, ValueError):
        return None
    return built if isinstance(built, Built) else None


def keep(built: Built, path: Path) -> None:
    """Write it whole or not at all."""
    arrays: Arrays = {}
    plan = packed(built, arrays, _FIELDS)
    write_file(path, plan, arrays)
