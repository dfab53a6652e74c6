"""The script inside a package: what it cannot check it never calls a forgery."""

import ast
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
from tests.strategies.respond import SCRIPT, Seal, demo_package, make_seal

from plainsight.respond.bag import SIGNED, bag_files

REAL = shutil.which("openssl")

# What a reader of a package may have instead of OpenSSL 3, by what it answers.
LIBRESSL = """case "$1" in
version) echo "LibreSSL 3.3.6" ;;
*) echo "Unknown option: -rawin" >&2; exit 1 ;;
esac"""
OPENSSL_1_1 = """case "$1" in
version) echo "OpenSSL 1.1.1w  11 Sep 2023" ;;
*) echo "pkeyutl: Option unknown option -rawin" >&2; exit 1 ;;
esac"""
SAYS_YES = "exit 0"
SAYS_FALSE = 'echo "Signature Verification Failure"; exit 1'
WITHOUT_TS = f"""case "$1" in
ts) echo "ts: not built in" >&2; exit 1 ;;
*) exec {REAL} "$@" ;;
esac"""
# Judges the two trials, and is killed over the package.
DIES_LATER = f"""case "$1" in pkeyutl)
    if [ -e "$0.twice" ]; then kill -9 $$; fi
    if [ -e "$0.once" ]; then touch "$0.twice"; fi
    touch "$0.once"
esac
exec {REAL} "$@\""""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What the script printed, and its exit code."""

    code: int
    lines: list[str]
    errors: str


@pytest.fixture(scope="module")
def seal(tmp_path_factory: pytest.TempPathFactory) -> Seal:
    return make_seal(tmp_path_factory.mktemp("seal"))


@pytest.fixture(scope="module")
def files(seal: Seal, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    return demo_package(seal, tmp_path_factory.mktemp("records"))


@pytest.fixture
def package(files: dict[str, bytes], tmp_path: Path) -> Path:
    for name, content in files.items():
        path = tmp_path / "pkg" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return tmp_path / "pkg"


def run(package: Path, seal: Seal, *more: str | Path, key: Path | None = None) -> Told:
    done = subprocess.run(
        [sys.executable, "-I", SCRIPT, package, "--key", key or seal.pinned, *more],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert "Traceback" not in done.stderr
    return Told(code=done.returncode, lines=done.stdout.splitlines(), errors=done.stderr)


def stub(folder: Path, answers: str) -> Path:
    path = folder / "openssl"
    path.write_text(f"#!/bin/sh\n{answers}\n")
    path.chmod(0o700)
    return path


@pytest.mark.parametrize(
    ("answers", "named"),
    [
        (LIBRESSL, "LibreSSL 3.3.6"),
        (OPENSSL_1_1, "OpenSSL 1.1.1w"),
        (SAYS_YES, "cannot check an Ed25519 signature"),
        (SAYS_FALSE, "cannot check an Ed25519 signature"),
    ],
)
def test_a_tool_that_cannot_judge_a_signature_is_no_forgery(
    package: Path, seal: Seal, tmp_path: Path, answers: str, named: str
) -> None:
    told = run(package, seal, "--tsa", seal.tsa_root, "--openssl", stub(tmp_path, answers))
    assert told.code == 2
    assert told.lines[-1] == "NOT CHECKED"
    (why,) = told.lines[:-1]
    assert why.startswith("cannot check: signature, timestamp and log: ")
    assert named in why
    assert "install OpenSSL 3.0 or later, or name one: --openssl" in why


def test_without_any_openssl_it_says_so(package: Path, seal: Seal, tmp_path: Path) -> None:
    told = run(package, seal, "--openssl", tmp_path / "nowhere")
    assert told.code == 2
    assert f"there is no {tmp_path / 'nowhere'}; install OpenSSL" in told.lines[0]
    broken = stub(tmp_path, "")
    broken.write_bytes(b"\x7fELF")
    told = run(package, seal, "--openssl", broken)
    assert (told.code, told.lines[-1]) == (2, "NOT CHECKED")
    assert "does not run" in told.lines[0]


def test_what_is_altered_is_told_even_where_no_signature_can_be_checked(
    package: Path, seal: Seal, tmp_path: Path
) -> None:
    (package / "bag" / "data" / "certificate.txt").write_bytes(b"I swear\n")
    told = run(package, seal, "--openssl", tmp_path / "nowhere")
    assert told.code == 1
    assert told.lines[0] == "altered: data/certificate.txt"
    assert told.lines[-1] == "NOT VERIFIED"
    assert any(line.startswith("cannot check: ") for line in told.lines)


def test_a_tool_that_fails_half_way_is_no_forgery_either(
    package: Path, seal: Seal, tmp_path: Path
) -> None:
    told = run(package, seal, "--tsa", seal.tsa_root, "--openssl", stub(tmp_path, WITHOUT_TS))
    assert (told.code, told.lines[-1]) == (2, "NOT CHECKED")
    assert told.lines[0].startswith("cannot check: timestamp: ")
    assert "ts: not built in" in told.lines[0]
    told = run(package, seal, "--openssl", stub(tmp_path, DIES_LATER))
    assert (told.code, told.lines[-1]) == (2, "NOT CHECKED")
    assert told.lines[0].startswith("cannot check: signature and log: ")
    assert "nothing, exit code -9" in told.lines[0]


def test_a_key_or_a_root_that_cannot_be_read_is_no_forgery(
    package: Path, seal: Seal, tmp_path: Path
) -> None:
    line = tmp_path / "log.pub"
    line.write_text(f"{seal.key.key}\n")
    for key in (line, tmp_path / "absent.pub", seal.tsa_root):
        told = run(package, seal, key=key)
        assert (told.code, told.lines[-1]) == (2, "NOT CHECKED")
        assert f"{key} is no Ed25519 public key in PEM that can be read" in told.lines[0]
    told = run(package, seal, "--tsa", seal.pinned)
    assert (told.code, told.lines[-1]) == (2, "NOT CHECKED")
    assert "pinned.pub is no certificate in PEM that can be read" in told.lines[0]
    told = run(tmp_path / "nowhere", seal)
    assert told.code == 2
    assert f"there is no folder {tmp_path / 'nowhere'}" in told.errors


def test_a_python_that_is_too_old_is_told_so(package: Path, seal: Seal) -> None:
    pretended = (
        "import runpy, sys\n"
        "sys.version_info = (3, 6, 15, 'final', 0)\n"
        "runpy.run_path(sys.argv[1], run_name='__main__')\n"
    )
    done = subprocess.run(
        [sys.executable, "-I", "-c", pretended, SCRIPT, package, "--key", seal.pinned],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == (
        "NOT CHECKED: this needs Python 3.7 or later, and this is Python 3.6; nothing is said of "
        "the package\n"
    )


def test_an_old_python_can_read_as_far_as_that_sentence() -> None:
    source = SCRIPT.read_bytes()
    assert source.isascii()
    tree = ast.parse(source, feature_version=(3, 4))
    for node in ast.walk(tree):
        # None of them is syntax to Python 2, which is still what `python` means on some machines.
        assert not isinstance(node, ast.JoinedStr | ast.AnnAssign | ast.YieldFrom)
        assert not isinstance(node, ast.Raise) or node.cause is None
        if isinstance(node, ast.FunctionDef):
            assert node.returns is None
            assert not node.args.kwonlyargs


def test_its_help_tells_the_exit_codes(package: Path, seal: Seal) -> None:
    told = run(package, seal, "--help")
    for line in ("VERIFIED      exit code 0", "NOT VERIFIED  exit code 1", "Python 3.7 or later"):
        assert line in "\n".join(told.lines)


def test_a_planted_name_cannot_print_a_verdict(package: Path, seal: Seal) -> None:
    (package / "bag" / "x\nVERIFIED\x1b[8m").write_bytes(b"")
    told = run(package, seal)
    assert told.code == 1
    assert told.lines[0] == r"planted: x\nVERIFIED\x1b[8m"
    assert "VERIFIED" not in told.lines


def packed_wrong(
    package: Path, files: dict[str, bytes], seal: Seal, name: str, content: bytes | None
) -> list[str]:
    """What the script says when whoever has the key changed one file and signed it all again."""
    payload = {n.removeprefix("bag/data/"): c for n, c in files.items() if "bag/data/" in n}
    del payload[name]
    if content is not None:
        payload[name] = content
    bag = bag_files(payload, info={})
    shutil.rmtree(package / "bag")
    for path, each in bag.items():
        (package / "bag" / path).parent.mkdir(parents=True, exist_ok=True)
        (package / "bag" / path).write_bytes(each)
    (package / "tagmanifest.sig").write_bytes(seal.key.sign(bag[SIGNED]))
    told = run(package, seal)
    assert told.code == 1
    return told.lines


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("hashes_at_source.json", b'{"line_count": 99}', "wrong counts: 99 lines were signed"),
        ("hashes_at_source.json", b"[]", "malformed checkpoint, proofs or records: "),
        ("inclusion.json", b"[7]", "malformed checkpoint, proofs or records: "),
        ("inclusion.json", b"{", "malformed checkpoint, proofs or records: "),
        ("inclusion.json", b'[{"entry": 7}]', "malformed checkpoint, proofs or records: "),
        ("checkpoint.txt", None, "malformed checkpoint, proofs or records: "),
        ("records/subscriber.jsonl", None, "malformed checkpoint, proofs or records: "),
    ],
)
def test_what_was_signed_and_packed_wrong_is_said_without_a_traceback(
    package: Path, files: dict[str, bytes], seal: Seal, name: str, content: bytes | None, said: str
) -> None:
    told = packed_wrong(package, files, seal, name, content)
    assert told[0].startswith(said)
    assert told[-1] == "NOT VERIFIED"
