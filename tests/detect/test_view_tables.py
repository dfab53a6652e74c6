"""The baked tables are what the baker bakes, and hold what the views rely on."""

import re
import sys
import unicodedata
from importlib.resources import files
from itertools import pairwise
from pathlib import Path

import pytest

from plainsight.detect.tables import load

ROOT = Path(__file__).parents[2]


def test_the_committed_tables_are_what_the_baker_bakes(monkeypatch: pytest.MonkeyPatch) -> None:
    for library in ("opencc", "pypinyin", "jieba"):
        pytest.importorskip(library, reason=f"{library} is needed to bake the tables")
    header = (files("plainsight.detect.tables") / "fold.tsv").read_text(encoding="utf-8")[:400]
    if f" {unicodedata.unidata_version} " not in header:
        pytest.skip(f"the tables were baked with other Unicode data: {header.splitlines()[1]}")
    monkeypatch.syspath_prepend(str(ROOT / "tools"))
    bake = __import__("bake_tables").bake
    stale = [
        name
        for name, content in bake().items()
        if (files("plainsight.detect.tables") / name).read_text(encoding="utf-8") != content
    ]
    assert not stale, f"run tools/bake_tables.py: {stale} would change"


def test_folding_a_folded_text_changes_nothing() -> None:
    table = load.fold_table()
    assert not [p for p, text in table.items() if any(ord(c) in table for c in text)]


def test_no_character_folds_to_itself() -> None:
    assert not [p for p, text in load.fold_table().items() if text == chr(p)]


def test_every_ascii_letter_digit_and_mark_stays_what_it_is() -> None:
    table = load.fold_table()
    kept = [chr(p) for p in range(0x20, 0x7F) if not chr(p).isupper()]
    assert not [char for char in kept if ord(char) in table]


def test_what_is_spoken_is_ascii() -> None:
    units = [unit for units in load.sound_table().values() for unit in units]
    assert all(re.fullmatch("[a-z]+", unit) for unit in units)
    assert all(re.fullmatch("[a-z]+", r) for rs in load.other_readings().values() for r in rs)


def test_what_is_spoken_has_been_folded() -> None:
    assert not load.sound_table().keys() & load.fold_table().keys()


def test_letter_classes_do_not_overlap() -> None:
    ranges = sorted(load.class_ranges("letter") + load.class_ranges("unspaced"))
    assert all(last < first for (_, last), (first, _) in pairwise(ranges))
    assert ranges[-1][1] <= sys.maxunicode


def test_a_character_is_never_a_piece_of_itself() -> None:
    assert not [char for char, forms in load.pieces().items() if any(char in f for f in forms)]


def test_looking_alike_is_mutual() -> None:
    alike = load.similar()
    assert not [(a, b) for a, others in alike.items() for b in others if a not in alike[b]]


@pytest.mark.parametrize("word", ["汇率", "病毒", "分钟", "换回"])
def test_ordinary_chinese_words_are_known(word: str) -> None:
    assert word in load.ordinary_words()


@pytest.mark.parametrize("word", ["thanks", "seeing", "cells", "tres", "entregas", "conclusion"])
def test_ordinary_latin_words_are_known(word: str) -> None:
    assert word in load.ordinary_latin_words()


def test_ordinary_words_need_not_be_common() -> None:
    rare = {"tirade", "rename", "concreta", "tranquilizer"}
    assert rare <= load.ordinary_latin_words()
    assert not rare & load.common_latin_words()


@pytest.mark.parametrize("term", ["fentanyl", "usdt", "telegram", "kambio", "fetanyl"])
def test_words_of_the_trade_are_not_ordinary(term: str) -> None:
    assert term not in load.ordinary_latin_words()
