"""Read the hand-kept sources under tools/tables."""

from pathlib import Path


def rows(path: Path) -> list[tuple[str, str]]:
    """Two-column rows of a source table; lines that start with # are notes."""
    return [
        (key, values)
        for line in path.read_text(encoding="utf-8").splitlines()
        if not line.startswith("#")
        for key, values in [line.split("\t")]
    ]


def inverted(path: Path) -> dict[str, str]:
    """Character to reading, from rows that list many characters per reading."""
    return {char: key for key, chars in rows(path) for char in chars}
