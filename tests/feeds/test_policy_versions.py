"""What judges is kept as it stood: every typology's file, and the lexicon by its content."""

import shutil
from pathlib import Path

import pytest

from plainsight.detect.policy import Policy
from plainsight.feeds.policy.folder import load_policy
from plainsight.feeds.policy.versions import read_policy_versions
from plainsight.feeds.policy_root import policy_root


@pytest.fixture(scope="module")
def policy() -> Policy:
    """The shipped policy."""
    return load_policy()


def test_every_typology_that_judges_is_kept_word_for_word(policy: Policy) -> None:
    kept = {version.policy_id: version for version in read_policy_versions(policy)}
    assert set(kept) == {typology.typology_id for typology in policy.enabled} | {"lexicon"}
    file = policy_root() / "typologies" / "T01-currency-broker" / "typology.yaml"
    assert kept["T01"].text == file.read_text(encoding="utf-8")


def test_a_changed_comma_in_the_lexicon_is_another_version(policy: Policy, tmp_path: Path) -> None:
    shutil.copytree(policy_root() / "typologies", tmp_path / "typologies")
    *_, before = read_policy_versions(policy, tmp_path)
    path = tmp_path / "typologies" / "lexicon" / "en_cash.csv"
    path.write_text(path.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    *typologies, after = read_policy_versions(policy, tmp_path)
    assert before.policy_id == after.policy_id == "lexicon"
    assert before.version != after.version
    assert tuple(typologies) == read_policy_versions(policy)[:-1]
