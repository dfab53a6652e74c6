import base64
import importlib.util
import json
import subprocess
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from plainsight.prove.commit import is_opened
from plainsight.prove.note import parse_verifier_key
from plainsight.prove.tree import leaf_hash, root_of
from plainsight.prove.verdict import Flaw, Verdict
from plainsight.prove.verify import verify_entry, verify_growth, verify_log

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "spec" / "vectors" / "prove"
VECTORS = {
    path.stem: json.loads(path.read_text(encoding="utf-8"))
    for path in sorted(FOLDER.glob("*.json"))
}


def of_kind(*kinds: str) -> list[str]:
    return [name for name, vector in VECTORS.items() if vector["kind"] in kinds]


def flaws_of(verdict: Verdict) -> set[str]:
    return {reason.flaw.value for reason in verdict.reasons}


def judge_log(vector: dict[str, Any], *, leaves: bytes | None) -> Verdict:
    return verify_log(
        [line.encode() for line in vector["entries"]],
        checkpoint=vector["checkpoint"].encode(),
        key=parse_verifier_key(vector["key"]),
        since=vector["since"].encode() if "since" in vector else None,
        witnesses=[parse_verifier_key(key) for key in vector.get("witnesses", ())],
        witness_count_min=vector.get("witness_count_min", 0),
        leaves=leaves,
    )


@pytest.fixture(scope="module")
def naive() -> ModuleType:
    return load_script("naive_verifier")


@pytest.fixture(scope="module")
def naive_entry(naive: ModuleType) -> ModuleType:
    return load_script("naive_entry")


@pytest.fixture(scope="module")
def naive_rotation(naive: ModuleType) -> ModuleType:
    return load_script("naive_rotation")


def load_script(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, ROOT / "spec" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module  # its companions import naive_verifier by this name
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("name", of_kind("log"))
def test_the_verifier_names_the_flaw_of_every_log_vector(name: str) -> None:
    vector = VECTORS[name]
    leaves = bytes.fromhex("".join(vector["leaf_hashes"])) if "leaf_hashes" in vector else None
    assert flaws_of(judge_log(vector, leaves=leaves)) == set(vector["expect"])


@pytest.mark.parametrize("name", of_kind("log"))
def test_without_leaf_hashes_the_verifier_and_the_naive_one_agree(
    name: str, naive: ModuleType
) -> None:
    vector = VECTORS[name]
    expected = set(vector.get("expect_without_leaf_hashes", vector["expect"]))
    assert flaws_of(judge_log(vector, leaves=None)) == expected
    assert naive_flaws(vector, naive) == expected


def naive_flaws(vector: dict[str, Any], naive: ModuleType) -> set[str]:
    flaws = naive.verify_log(
        [line.encode() for line in vector["entries"]],
        vector["checkpoint"].encode(),
        vector["key"],
        vector["since"].encode() if "since" in vector else None,
    )
    signed_count = 0
    for witness in vector.get("witnesses", ()):
        try:
            note = vector["checkpoint"].encode()
            signed_count += naive.is_noted(note, witness, "forged_cosignature")
        except naive.Flawed as flaw:
            flaws.append(str(flaw))
    if signed_count < vector.get("witness_count_min", 0):
        flaws.append("missing_witness")
    return set(flaws)


@pytest.mark.parametrize("name", of_kind("rotated_log"))
def test_both_verifiers_follow_a_rotated_log_alike(name: str, naive_rotation: ModuleType) -> None:
    vector = VECTORS[name]
    leaves = bytes.fromhex("".join(vector["leaf_hashes"])) if "leaf_hashes" in vector else None
    assert flaws_of(judge_log(vector, leaves=leaves)) == set(vector["expect"])
    expected = set(vector.get("expect_without_leaf_hashes", vector["expect"]))
    assert flaws_of(judge_log(vector, leaves=None)) == expected
    assert naive_flaws(vector, naive_rotation) == expected


@pytest.mark.parametrize("name", of_kind("log"))
def test_the_one_that_follows_rotations_judges_other_logs_as_the_first_does(
    name: str, naive: ModuleType, naive_rotation: ModuleType
) -> None:
    vector = {**VECTORS[name], "witnesses": (), "witness_count_min": 0}
    assert naive_flaws(vector, naive_rotation) == naive_flaws(vector, naive)


@pytest.mark.parametrize("name", of_kind("entry_proof"))
def test_both_verifiers_judge_every_proof_of_an_entry_alike(
    name: str, naive_entry: ModuleType
) -> None:
    vector = VECTORS[name]
    file = vector["file"].encode()
    verdict = verify_entry(file, key=parse_verifier_key(vector["key"]))
    assert flaws_of(verdict) == set(vector["expect"])
    assert naive_entry.verify_entry(file, vector["key"]) == vector["expect"]


@pytest.mark.parametrize("name", of_kind("growth"))
def test_the_verifier_judges_every_proof_of_growth(name: str) -> None:
    vector = VECTORS[name]
    verdict = verify_growth(
        [base64.b64decode(step) for step in vector["hashes"]],
        checkpoint=vector["checkpoint"].encode(),
        since=vector["since"].encode(),
        key=parse_verifier_key(vector["key"]),
    )
    assert flaws_of(verdict) == set(vector["expect"])


@pytest.mark.parametrize("name", of_kind("commitment"))
def test_a_commitment_opens_with_its_own_name_value_and_salt_only(name: str) -> None:
    vector = VECTORS[name]
    opened = is_opened(
        vector["commitment"],
        value=vector["value"],
        name=vector["name"],
        salt=bytes.fromhex(vector["salt"]),
    )
    assert opened is vector["is_opened"]


@pytest.mark.parametrize("name", of_kind("tree"))
def test_both_trees_reproduce_the_published_roots(name: str, naive: ModuleType) -> None:
    vector = VECTORS[name]
    leaves = [leaf_hash(bytes.fromhex(leaf)) for leaf in vector["leaves"]]
    for size, root in enumerate(vector["roots"]):
        assert root_of(leaves[:size]).hex() == root
        assert naive.root_of(leaves[:size]).hex() == root


def test_every_flaw_has_a_vector_that_expects_it() -> None:
    expected = {flaw for vector in VECTORS.values() for flaw in vector.get("expect", ())}
    assert expected == {flaw.value for flaw in Flaw}


def test_the_committed_vectors_are_what_the_tool_writes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(ROOT / "tools")
    tool = importlib.import_module("make_vectors")
    written = {name: tool.vector_text(vector) for name, vector in tool.all_vectors().items()}
    committed = {path.stem: path.read_text(encoding="utf-8") for path in FOLDER.glob("*.json")}
    assert written == committed


def test_the_naive_verifier_runs_from_a_shell_without_the_package(tmp_path: Path) -> None:
    vector = VECTORS["log_verified"]
    (tmp_path / "entries.jsonl").write_text("".join(vector["entries"]), encoding="utf-8")
    (tmp_path / "checkpoint.txt").write_text(vector["checkpoint"], encoding="utf-8")
    (tmp_path / "pinned.txt").write_text(vector["key"] + "\n", encoding="utf-8")
    assert run_naive(tmp_path) == (0, "verified\n")
    dropped = "".join(vector["entries"][:3] + vector["entries"][4:])
    (tmp_path / "entries.jsonl").write_text(dropped, encoding="utf-8")
    assert run_naive(tmp_path) == (1, "dropped_entry\n")


def run_naive(folder: Path) -> tuple[int, str]:
    script = str(ROOT / "spec" / "naive_verifier.py")
    run = subprocess.run(  # -I -S: no site packages, no environment
        [sys.executable, "-I", "-S", script, str(folder), str(folder / "pinned.txt")],
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.stderr == ""
    return run.returncode, run.stdout


def test_the_naive_verifier_stays_short_and_uses_the_standard_library_alone() -> None:
    text = (ROOT / "spec" / "naive_verifier.py").read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 150
    imported = {
        line.split()[1] for line in text.splitlines() if line.startswith(("import", "from"))
    }
    assert imported <= sys.stdlib_module_names
