"""Policy under a name slightly wrong is complained of: else nobody would look for what it says."""

import shutil
from pathlib import Path

import pytest

from plainsight import wiring
from plainsight.errors import BadPolicy
from plainsight.feeds.policy.files import policy_files_digest
from plainsight.feeds.policy.flow_policy import load_flow_policy
from plainsight.feeds.policy.folder import load_policy
from plainsight.feeds.policy.strays import strays
from plainsight.feeds.policy_root import policy_root


def put(folder: Path, *names: str) -> None:
    for name in names:
        path = folder / "typologies" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()


def found(folder: Path) -> list[str]:
    return [str(path.relative_to(folder / "typologies")) for path, _ in strays(folder)]


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """The shipped policy, copied as an operator copies it to add to it."""
    shutil.copytree(policy_root() / "typologies", tmp_path / "typologies")
    shutil.copytree(policy_root() / "spec" / "schemas", tmp_path / "spec" / "schemas")
    return tmp_path


def test_every_file_of_the_shipped_policy_is_read() -> None:
    assert list(strays(policy_root())) == []


@pytest.mark.parametrize(
    ("name", "stray", "mend"),
    [
        ("T9-bad/typology.yaml", "T9-bad", "with two digits"),
        ("F18_new/typology.yaml", "F18_new", "with two digits"),
        ("t19-small/typology.yaml", "t19-small", "with two digits"),
        ("T98-new/typology.yml", "T98-new", "put its typology.yaml into it"),
        ("T98-new/examples/hits.jsonl", "T98-new", "put its typology.yaml into it"),
        ("T04-running-points/typology.yml", None, "a typology is typology.yaml"),
        ("T04-running-points/prices.csv", None, "under values_from"),
        ("T04-running-points/examples/hit.jsonl", None, "begin its name with hits"),
        ("T04-running-points/examples/hits.json", None, "end it in .jsonl"),
        ("F01-structuring/examples/hits.jsonl", "F01-structuring/examples", "typology.yaml alone"),
        ("lexicon/mine.txt", None, "end the name of a list of terms in .csv"),
        ("lexicon/en_crews.CSV", None, "end the name of a list of terms in .csv"),
        ("lexicon/mine/en.csv", "lexicon/mine", "out of lexicon/"),
        ("lexicon/senses/mine.yml", None, "end its name in .yaml"),
        ("lexicon/values/mine.txt", None, "end its name in .csv"),
        ("advisories/mine.yml", None, "end its name in .yaml"),
        ("publised.csv", None, "out of typologies/"),
    ],
)
def test_what_no_reader_takes_is_named_with_its_mend(
    own: Path, name: str, stray: str | None, mend: str
) -> None:
    put(own, name)
    assert (stray or name) in found(own)
    assert any(mend in told for _, told in strays(own))


def test_what_is_there_for_people_is_passed_by(own: Path) -> None:
    put(own, "README.md", ".git/config", "lexicon/.DS_Store", "T04-running-points/typology.yaml~")
    assert found(own) == []


def test_every_way_to_load_a_policy_complains(own: Path) -> None:
    put(own, "T9-bad/typology.yaml")
    for load in (load_policy, load_flow_policy, wiring.load_policy, wiring.load_flow_policy):
        with pytest.raises(BadPolicy, match="T9-bad: error: nothing reads this folder"):
            load(own)


def test_a_stray_that_comes_later_is_not_hidden_by_what_was_kept(own: Path) -> None:
    before = policy_files_digest(own)
    put(own, "lexicon/mine.txt")
    assert policy_files_digest(own) != before
