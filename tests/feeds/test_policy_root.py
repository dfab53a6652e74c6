"""A folder that holds no policy is refused: an empty one would find nothing in anything."""

import shutil
from pathlib import Path

import pytest

from plainsight import wiring
from plainsight.api import Scanner
from plainsight.errors import BadPolicy
from plainsight.feeds.policy.flow_policy import load_flow_policy
from plainsight.feeds.policy.folder import load_policy
from plainsight.feeds.policy_root import OF_FLOWS, OF_POSTS, policy_folder, policy_root

TYPOLOGY = "typologies/T04-running-points/typology.yaml"


def told(folder: Path, *, of: str = OF_POSTS) -> str:
    with pytest.raises(BadPolicy) as caught:
        policy_folder(folder, of=of)
    (complaint,) = caught.value.complaints
    assert complaint.startswith(f"{folder}: error: no ")
    return complaint


def put(folder: Path, *names: str) -> None:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).touch()


def test_without_a_name_it_is_the_shipped_folder() -> None:
    assert policy_folder(None) == policy_root()


def test_a_folder_with_a_typology_of_the_kind_asked_for_is_taken(tmp_path: Path) -> None:
    put(tmp_path, TYPOLOGY, "spec/schemas/typology.json")
    assert policy_folder(tmp_path) == tmp_path
    assert policy_folder(tmp_path, of=OF_POSTS + OF_FLOWS) == tmp_path
    assert "no typology of flows lies here" in told(tmp_path, of=OF_FLOWS)
    assert "folders such as F01-name" in told(tmp_path, of=OF_FLOWS)


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    assert "no such folder; name the folder that holds typologies/" in told(tmp_path / "nosuch")
    (tmp_path / "file").touch()
    assert "no such folder" in told(tmp_path / "file")
    assert "no such folder" in told(tmp_path / ("x" * 300)), "a name that no folder can have"


def test_a_policy_without_a_single_typology_is_refused(tmp_path: Path) -> None:
    put(tmp_path, "typologies/lexicon/zh.csv", "spec/schemas/typology.json")
    assert "name the folder that holds typologies/" in told(tmp_path)
    put(tmp_path, "typologies/T04-running-points/typology.yml")
    assert "T01-name" in told(tmp_path)


def test_one_level_too_deep_is_told_which_folder_is_meant(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(tmp_path, TYPOLOGY, "spec/schemas/typology.json")
    assert told(tmp_path / "typologies").endswith(f"name the one above it, {tmp_path}")
    deepest = told((tmp_path / TYPOLOGY).parent)
    assert deepest.endswith(f"name the folder that holds typologies/, {tmp_path}")
    monkeypatch.chdir(tmp_path / "typologies")
    assert told(Path()).endswith(f"name the one above it, {tmp_path}")


def test_a_policy_without_its_schemas_is_told_to_copy_them(tmp_path: Path) -> None:
    put(tmp_path, TYPOLOGY)
    assert "copy the folder spec/" in told(tmp_path)


def test_every_way_to_load_a_policy_refuses_an_empty_folder(tmp_path: Path) -> None:
    for load in (load_policy, load_flow_policy, wiring.load_policy, wiring.load_flow_policy):
        with pytest.raises(BadPolicy, match="name the folder that holds typologies/"):
            load(tmp_path)
    with pytest.raises(BadPolicy):
        Scanner(tmp_path / "nosuch")


def test_what_was_kept_of_an_empty_folder_before_is_not_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PLAINSIGHT_CACHE", str(tmp_path / "cache"))
    shipped = load_policy()
    monkeypatch.setattr(
        "plainsight.engines.columnar.kept_policy.read_kept_policy", lambda _path: shipped
    )
    with pytest.raises(BadPolicy):
        wiring.load_policy(tmp_path / "nosuch")
    shutil.copytree(policy_root() / "spec" / "schemas", tmp_path / "own" / "spec" / "schemas")
    put(tmp_path / "own", TYPOLOGY)
    assert wiring.load_policy(tmp_path / "own") is shipped
