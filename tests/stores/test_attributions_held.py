"""A server's book is the one on disk, without reading it at every question."""

from pathlib import Path

import pytest

from plainsight.errors import BadValue
from plainsight.stores.chain.attributions_held import HeldBook
from plainsight.trace.chain.attribution import AttributionBook


class _Reader:
    def __init__(self) -> None:
        self.count = 0
        self.problem: BadValue | None = None

    def __call__(self) -> AttributionBook:
        self.count += 1
        if self.problem is not None:
            raise self.problem
        return AttributionBook(())


def test_the_book_is_read_again_only_when_a_file_of_it_changed(tmp_path: Path) -> None:
    read = _Reader()
    held = HeldBook(tmp_path, read)
    assert held.book() is held.book()
    for content in ("a", "ab"):
        (tmp_path / "source-x.jsonl").write_text(content)
        assert held.book() is held.book()
    (tmp_path / "source-x.jsonl").unlink()
    held.book()
    assert read.count == 4


def test_a_list_put_in_the_place_of_another_of_the_same_size_is_seen(tmp_path: Path) -> None:
    read = _Reader()
    held = HeldBook(tmp_path, read)
    for name in ("a", "b"):
        (tmp_path / f"{name}.new").write_text(name)
        (tmp_path / f"{name}.new").replace(tmp_path / "source-x.jsonl")
        held.book()
    assert read.count == 2


def test_a_book_that_cannot_be_read_any_more_is_not_answered_from_memory(tmp_path: Path) -> None:
    read = _Reader()
    held = HeldBook(tmp_path, read)
    held.book()
    (tmp_path / "source-x.jsonl").write_text("{")
    read.problem = BadValue("book", "broken", "restore it")
    for _ in range(2):
        with pytest.raises(BadValue, match="restore it"):
            held.book()
    read.problem = None
    held.book()
    assert read.count == 4


def test_a_folder_that_is_not_there_yet_is_looked_for_again(tmp_path: Path) -> None:
    read = _Reader()
    held = HeldBook(tmp_path / "later", read)
    held.book()
    (tmp_path / "later").mkdir()
    (tmp_path / "later" / "source-x.jsonl").write_text("a")
    held.book()
    assert read.count == 2
