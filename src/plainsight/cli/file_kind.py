"""What kind of file begins so: enough to see that a report is about to take the place of a key."""

import re
from enum import StrEnum
from pathlib import Path

HEAD_BYTES = 512


class Kind(StrEnum):
    """What a file is, in the words of a refusal."""

    DATABASE = "a database"
    KEY = "a key"
    PAGE = "a web page"
    PDF = "a PDF"
    ARCHIVE = "an archive or a model"
    PARQUET = "a Parquet file"
    XML = "an XML file"
    JSON = "a JSON file"
    PACKAGE = "a sealed package"
    OTHER = "another file"


# The first that fits; what a person wrote before a key's line is part of the key's file.
_BEGINNINGS = (
    (Kind.DATABASE, rb"SQLite format 3\0"),
    (Kind.KEY, rb"(?s:.*\n|)(PRIVATE\+KEY\+|AGE-SECRET-KEY-|-----BEGIN )"),
    (Kind.PACKAGE, rb"age-encryption\.org/"),
    (Kind.PDF, rb"%PDF-"),
    (Kind.ARCHIVE, rb"PK\x03\x04|\x1f\x8b|BZh|\xfd7zXZ"),
    (Kind.PARQUET, rb"PAR1"),
    (Kind.PAGE, rb"(?i:<!doctype html|<html)"),
    (Kind.XML, rb"<"),
    (Kind.JSON, rb"[{\[]"),
)
IRREPLACEABLE = frozenset({Kind.DATABASE, Kind.KEY})


def kind_of(content: bytes) -> Kind:
    """By its first bytes."""
    head = content[:HEAD_BYTES].removeprefix(b"\xef\xbb\xbf").lstrip()
    return next((kind for kind, begins in _BEGINNINGS if re.match(begins, head)), Kind.OTHER)


def kind_at(path: Path) -> Kind | None:
    """Of what stands there; None for nothing, an empty file, and what is no file."""
    if not path.is_file():
        return None
    with path.open("rb") as file:
        head = file.read(HEAD_BYTES)
    return kind_of(head) if head else None
