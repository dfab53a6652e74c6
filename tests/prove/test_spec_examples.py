"""The examples in the specifications are real: they parse, and they verify."""

import json
import re
from pathlib import Path

import pytest

from plainsight.prove.checkpoint import open_checkpoint
from plainsight.prove.entry import entry_bytes, parse_entry
from plainsight.prove.note import parse_verifier_key
from plainsight.prove.rotation import read_rotation
from plainsight.prove.verdict import Flaw

SPEC = Path(__file__).parents[2] / "spec"
PAGES = ("audit-log.md", "checkpoint.md", "proof.md", "rotation.md")


def page(name: str) -> str:
    return (SPEC / name).read_text(encoding="utf-8")


def first_example(name: str) -> str:
    found = re.search(r"```\n(.*?)```\n", page(name), re.DOTALL)
    assert found is not None
    return found[1]


def vector(name: str) -> dict[str, object]:
    path = SPEC / "vectors" / "prove" / f"{name}.json"
    loaded: dict[str, object] = json.loads(path.read_text(encoding="utf-8"))
    return loaded


def test_the_example_entry_is_an_entry() -> None:
    line = first_example("audit-log.md").removesuffix("\n").encode()
    assert entry_bytes(parse_entry(line)) == line


def test_the_example_checkpoint_opens_with_the_example_key() -> None:
    found = re.search(r"^    (audit\.example\.com\S+\+\S+)$", page("checkpoint.md"), re.MULTILINE)
    assert found is not None
    opened = open_checkpoint(
        first_example("checkpoint.md").encode(), key=parse_verifier_key(found[1])
    )
    assert opened.checkpoint.size == 12


def test_the_example_rotation_is_the_vector_signed_by_both_keys() -> None:
    line = first_example("rotation.md").removesuffix("\n").encode()
    entries = vector("rotation_old_key_pinned")["entries"]
    assert isinstance(entries, list)
    assert f"{line.decode()}\n" in entries
    told = str(read_rotation(parse_entry(line))).splitlines()
    shown = re.search(
        r"^    (plainsight-rotation/1)\n    (entry \d+)\n", page("rotation.md"), re.MULTILINE
    )
    assert shown is not None
    assert list(shown.groups()) == told[:2]


def test_the_example_proof_is_the_vector_shortened() -> None:
    whole = str(vector("proof_verified")["file"]).splitlines()
    for shown, real in zip(first_example("proof.md").splitlines(), whole, strict=True):
        assert real.startswith(shown.removesuffix("..."))


def test_the_example_growth_is_the_vector() -> None:
    hashes = vector("growth_from_7")["hashes"]
    assert isinstance(hashes, list)
    assert "old 7\n" + "\n".join(hashes) + "\n\n" in page("proof.md")


@pytest.mark.parametrize("flaw", Flaw)
def test_every_flaw_is_explained_on_a_page(flaw: Flaw) -> None:
    assert any(f"`{flaw.value}`" in page(name) for name in PAGES)


@pytest.mark.parametrize("name", PAGES)
def test_a_page_starts_with_its_version_and_an_example_and_stays_short(name: str) -> None:
    lines = page(name).splitlines()
    assert lines[0].endswith("version 1")
    assert lines[2] == "```"
    assert len(lines) < 100
