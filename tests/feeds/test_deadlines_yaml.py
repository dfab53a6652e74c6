"""deadlines/: complete, sourced, and wrong files are complained about by line."""

import shutil
from pathlib import Path

import pytest
from tests.strategies.respond import ROOT, instruments

from plainsight.errors import BadPolicy
from plainsight.feeds.policy.deadlines_yaml import load_instruments


def test_every_instrument_names_its_sources_and_what_counsel_must_confirm() -> None:
    assert len(instruments()) == 16
    for name, file in instruments().items():
        assert file.instrument.sources, name
        assert file.instrument.counsel_confirms or name == "outside-this-desk"
        assert len(file.digest) == 64


@pytest.fixture
def root(tmp_path: Path) -> Path:
    shutil.copytree(ROOT / "deadlines", tmp_path / "deadlines")
    shutil.copytree(ROOT / "spec" / "schemas", tmp_path / "spec" / "schemas")
    return tmp_path


def test_adding_an_instrument_is_adding_a_file(root: Path) -> None:
    text = (root / "deadlines" / "us-subpoena.yaml").read_text()
    (root / "deadlines" / "xx-new.yaml").write_text(text.replace("id: us-subpoena", "id: xx-new"))
    assert "xx-new" in load_instruments(root)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("within: 10d", "within: soon", "within"),
        ("class: D6", "class: D11", "D11"),
        ("{class: D2}", "{class: D1}", "D1 stands twice"),
        ("fields: [name", "fields: [nme", "field 'nme' is not defined"),
        ("fields: [name", "fields: [phone", "is not of class D4"),
        ("id: us-subpoena", "id: us-else", "name it us-else.yaml"),
        ("purpose: production", "purpose: preservation", "entitles to nothing"),
        ("purpose: production", "purpose: routed", "add answer"),
        ("kind: response", "kind: decision", "no response clock"),
        ("notice:", "notise:", "did you mean 'notice'"),
        ("purpose: production", "purpose: [", "error"),
    ],
)
def test_a_wrong_file_is_complained_about_with_place_and_hint(
    root: Path, old: str, new: str, told: str
) -> None:
    path = root / "deadlines" / "us-subpoena.yaml"
    path.write_text(path.read_text().replace(old, new, 1))
    with pytest.raises(BadPolicy) as refused:
        load_instruments(root)
    assert told in str(refused.value)
    assert "us-subpoena.yaml:" in str(refused.value)
    assert "hint:" in str(refused.value)
