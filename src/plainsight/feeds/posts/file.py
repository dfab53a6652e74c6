"""Open a file of posts by its name's ending, or standard input."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from plainsight.errors import UnreadableFeed
from plainsight.feeds.posts.csv import PostsCsv
from plainsight.feeds.posts.declaration import FeedDeclaration
from plainsight.feeds.posts.jsonl import PostsJsonl
from plainsight.feeds.unpacked import Unpacked

if TYPE_CHECKING:
    from plainsight.app.ports import PostsFeed

# An ending, .gz taken off, and what reads it.
JSON_LINES = (".jsonl", ".ndjson", ".json")
DELIMITERS = {".csv": ",", ".tsv": "\t"}
PARQUET = (".parquet", ".pq")


@contextmanager
def open_posts(
    path: Path, *, declaration: FeedDeclaration | None = None, ending: str | None = None
) -> "Iterator[PostsFeed]":
    """Open JSON lines, CSV or TSV, each also with .gz, or Parquet.

    `ending` says what the file is when its name does not. Raises UnreadableFeed for another
    ending, or when the file cannot be opened.
    """
    source, ending = _name(path), ending or ending_of(path)
    if ending in PARQUET:
        from plainsight.feeds.posts.parquet import PostsParquet  # loaded for who needs it

        yield PostsParquet(path, source=source, declaration=declaration)
    elif ending in JSON_LINES:
        with _opened(path, source) as stream:
            yield PostsJsonl(stream, source=source, declaration=declaration)
    elif ending in DELIMITERS:
        with _opened(path, source) as stream:
            yield PostsCsv(
                stream, source=source, declaration=declaration, delimiter=DELIMITERS[ending]
            )
    else:
        known = ", ".join((*JSON_LINES, *DELIMITERS, *PARQUET))
        raise UnreadableFeed(source, f"unknown ending {ending!r}; one of {known}")


def _opened(path: Path, source: str) -> BinaryIO:
    try:
        # GzipFile reads like any binary stream; its type only does not say so.
        return Unpacked(path) if path.suffix == ".gz" else path.open("rb")  # type: ignore[return-value]
    except OSError as failed:
        raise UnreadableFeed(source, f"cannot be opened: {failed.strerror}") from None


def ending_of(path: Path) -> str:
    """The ending of a file's name that tells its form, .gz taken off."""
    return (path.with_suffix("") if path.suffix == ".gz" else path).suffix.lower()


def _name(path: Path) -> str:
    # A file's name can hold bytes that are no text; the log holds text only.
    return path.name.encode("utf-8", "backslashreplace").decode()
