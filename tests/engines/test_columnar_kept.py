"""What is compiled once is kept in a file, and a file that cannot be trusted is compiled anew."""

import os
from dataclasses import replace
from pathlib import Path

import pytest

from plainsight import wiring
from plainsight.detect.detector import Detector
from plainsight.detect.lexicon import Lexicon
from plainsight.detect.policy import Policy, make_policy
from plainsight.engines.columnar.anchors import demands
from plainsight.engines.columnar.columns import Columns
from plainsight.engines.columnar.kept import read_kept
from plainsight.engines.columnar.kept_file import read_file, write_file
from plainsight.engines.columnar.kept_name import columns_file, words_digest

ADVERT = "车队长期接料，卡接回U，点位20，飞机 @chedui88"


@pytest.fixture(scope="module")
def policy() -> Policy:
    whole = wiring.load_policy()
    typologies = tuple(t for t in whole.typologies if t.typology_id == "T04")
    chinese = [t for t in whole.lexicon.terms if t.language == "zh"]
    terms = tuple([t for t in chinese if t.text in ADVERT] + chinese[:1_500])
    return make_policy(Lexicon(terms=terms, senses=whole.lexicon.senses), typologies)


@pytest.fixture(scope="module")
def kept(policy: Policy, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("cache") / "inner"
    Columns(Detector(policy), kept_in=folder)
    return kept_file(folder, policy)


def kept_file(folder: Path, policy: Policy) -> Path:
    return columns_file(folder, words_digest(policy.terms_digest, demands(policy.enabled)))


def found(policy: Policy, folder: Path | None) -> list[object]:
    columns = Columns(Detector(policy), kept_in=folder)
    return [
        (place, hint()) for place, hint in columns.candidates(["好天气", ADVERT, "k3-t4-m1-n3"])
    ]


@pytest.fixture(scope="module")
def found_anew(policy: Policy) -> list[object]:
    """What is found by columns that were never kept."""
    return found(policy, None)


def test_what_was_kept_finds_what_was_compiled(
    policy: Policy, kept: Path, found_anew: list[object]
) -> None:
    assert read_kept(kept) is not None
    assert found(policy, kept.parent) == found_anew != []


def test_nothing_is_kept_under_the_name_of_other_words(policy: Policy, kept: Path) -> None:
    assert columns_file(kept.parent, "0" * 16) != kept
    assert read_kept(columns_file(kept.parent, "0" * 16)) is None


def test_another_threshold_is_met_by_what_was_kept(policy: Policy, kept: Path) -> None:
    (typology,) = policy.typologies
    stricter = make_policy(policy.lexicon, (replace(typology, version=99, threshold=0.98),))
    assert stricter.digest != policy.digest
    assert kept_file(kept.parent, stricter) == kept
    assert found(stricter, kept.parent) == found(stricter, None)


def test_another_term_order_of_terms_or_anchor_is_kept_elsewhere(
    policy: Policy, kept: Path
) -> None:
    (typology,) = policy.typologies
    terms = policy.lexicon.terms
    others = [
        make_policy(replace(policy.lexicon, terms=changed), policy.typologies)
        for changed in (
            terms[:-1],
            (*terms[1:], terms[0]),
            (replace(terms[0], note="x"), *terms[1:]),
        )
    ]
    unanchored = [replace(each, anchor=False) for each in typology.indicators[:1]]
    assert typology.indicators[0].anchor
    less = replace(typology, indicators=(*unanchored, *typology.indicators[1:]))
    others.append(make_policy(policy.lexicon, (less,)))
    places = {kept_file(kept.parent, each) for each in (policy, *others)}
    assert len(places) == 1 + len(others)


@pytest.mark.parametrize("size", [0, 10, 1_000, -1_000])
def test_a_file_cut_off_is_compiled_anew(
    policy: Policy, kept: Path, found_anew: list[object], tmp_path: Path, size: int
) -> None:
    cut = tmp_path / kept.name
    cut.write_bytes(kept.read_bytes()[:size])
    assert read_kept(cut) is None
    assert found(policy, tmp_path) == found_anew
    assert read_kept(cut) is not None


def test_a_byte_flipped_is_noticed(kept: Path, tmp_path: Path) -> None:
    whole = bytearray(kept.read_bytes())
    whole[len(whole) // 2] ^= 1
    flipped = tmp_path / kept.name
    flipped.write_bytes(whole)
    assert read_kept(flipped) is None


def test_a_file_that_others_may_write_is_not_read(kept: Path, tmp_path: Path) -> None:
    shared = tmp_path / kept.name
    shared.write_bytes(kept.read_bytes())
    shared.chmod(0o666)
    assert read_kept(shared) is None
    shared.chmod(0o600)
    assert read_kept(shared) is not None


def test_a_folder_that_cannot_be_written_costs_only_time(
    policy: Policy, found_anew: list[object], tmp_path: Path
) -> None:
    blocked = tmp_path / "file"
    blocked.write_bytes(b"")
    assert found(policy, blocked / "cache") == found_anew


def test_nothing_is_left_beside_what_is_kept(kept: Path) -> None:
    assert [entry.name for entry in os.scandir(kept.parent)] == [kept.name]


def test_the_eight_files_used_last_are_kept(tmp_path: Path) -> None:
    names = [tmp_path / f"columns-{number}.npz" for number in range(10)]
    other = tmp_path / "policy-0.npz"
    write_file(other, [], {})
    for number, path in enumerate(names[:8]):
        write_file(path, [], {})
        os.utime(path, (number, number))
    assert read_file(names[0]) is not None  # used since
    for path in names[8:]:
        write_file(path, [], {})
    left = {path.name for path in tmp_path.iterdir()}
    assert left == {path.name for path in (*names[3:], names[0], other)}
