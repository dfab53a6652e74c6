"""The naive follower of rotations and the room agree, whichever key is pinned."""

import importlib
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.strategies.prove import LOG, RotatedLog, SeedSigner, file_of, rotated_logs, rotation_line

from plainsight.prove.verify import verify_log

SPEC = Path(__file__).parents[2] / "spec"
SCRIPT = SPEC / "naive_rotation.py"


def load_naive() -> ModuleType:
    sys.path.insert(0, str(SPEC))
    try:
        return importlib.import_module("naive_rotation")
    finally:
        sys.path.remove(str(SPEC))


NAIVE = load_naive()


@st.composite
def cases(draw: st.DrawFn) -> tuple[RotatedLog, list[bytes], SeedSigner, bytes | None]:
    """A rotated log, its file after an act or none, a key that somebody pinned, one held before."""
    log = draw(rotated_logs())
    lines = list(log.lines)
    here, there = (draw(st.integers(0, len(lines) - 1)) for _ in "xx")
    match draw(st.sampled_from(("none", "drop", "copy", "swap", "cut", "flip"))):
        case "drop":
            del lines[here]
        case "copy":
            lines.insert(there, lines[here])
        case "swap":
            lines[here], lines[there] = lines[there], lines[here]
        case "cut":
            lines = lines[:here]
        case "flip":
            changed = bytearray(lines[here])
            changed[draw(st.integers(0, len(changed) - 1))] ^= 1 << draw(st.integers(0, 7))
            lines[here] = bytes(changed)
    key = draw(st.sampled_from((*log.keys, SeedSigner(seed="somebody else"))))
    held = draw(st.none() | st.integers(0, len(log.lines)))
    whole = b"".join(file_of(lines))
    split = [line + b"\n" for line in whole.split(b"\n")[:-1]]
    return log, split, key, None if held is None else log.checkpoint(size=held)


@settings(max_examples=80, deadline=None)  # several signatures each in plain Python
@given(cases())
def test_two_verifiers_that_share_no_code_agree_on_every_rotated_log(
    case: tuple[RotatedLog, list[bytes], SeedSigner, bytes | None],
) -> None:
    log, lines, key, since = case
    verdict = verify_log(lines, checkpoint=log.checkpoint(), key=key.key, since=since)
    naive = NAIVE.verify_log(lines, log.checkpoint(), str(key.key), since)
    assert verdict.is_verified is (naive == [])


def test_it_runs_from_a_shell_and_tells_which_key_followed(tmp_path: Path) -> None:
    new = SeedSigner(seed="log 0")
    log = RotatedLog(lines=[rotation_line([], old=LOG, new=new)], keys=(LOG, new), places=(0,))
    (tmp_path / "entries.jsonl").write_bytes(b"".join(file_of(log.lines)))
    (tmp_path / "checkpoint.txt").write_bytes(log.checkpoint())
    told = f"entry {log.places[0]}: {LOG.key} gave way to {new.key}\nverified\n"
    for key in (LOG, new):
        (tmp_path / "pinned.txt").write_text(f"{key.key}\n")
        assert run_naive(tmp_path) == (0, told)
    (tmp_path / "pinned.txt").write_text(f"{SeedSigner(seed='else').key}\n")
    assert run_naive(tmp_path) == (1, "wrong_key\n")


def run_naive(folder: Path) -> tuple[int, str]:
    run = subprocess.run(  # no site packages, no environment
        [sys.executable, "-S", "-E", "-s", str(SCRIPT), str(folder), str(folder / "pinned.txt")],
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.stderr == ""
    return run.returncode, run.stdout


def test_it_uses_the_standard_library_and_its_companion_alone() -> None:
    lines = SCRIPT.read_text(encoding="utf-8").splitlines()
    assert len(lines) <= 180
    imported = {line.split()[1] for line in lines if line.startswith(("import", "from"))}
    assert imported <= sys.stdlib_module_names | {"naive_verifier"}


@pytest.mark.parametrize("missing", ["entries.jsonl", "checkpoint.txt", "pinned.txt"])
def test_a_missing_file_is_named(tmp_path: Path, missing: str) -> None:
    for name in {"entries.jsonl", "checkpoint.txt", "pinned.txt"} - {missing}:
        (tmp_path / name).touch()
    with pytest.raises(SystemExit, match=missing):
        NAIVE.main(tmp_path, tmp_path / "pinned.txt")
