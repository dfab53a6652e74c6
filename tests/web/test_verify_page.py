"""The lines that the public page gives are run as they stand: on our package, and a forged one."""

import html
import io
import re
import subprocess
import tarfile
from collections.abc import Callable, Mapping
from hashlib import sha256
from pathlib import Path

import pytest
from fastapi import FastAPI
from tests.strategies.respond import Seal, demo_package, make_seal
from tests.web.browsing import browser

from plainsight.app.respond.package_tar import TOP, pack

OPEN = "age --decrypt -i officer.txt LER-2026-000123.tar.age"


@pytest.fixture(scope="module")
def seal(tmp_path_factory: pytest.TempPathFactory) -> Seal:
    return make_seal(tmp_path_factory.mktemp("seal"))


@pytest.fixture(scope="module")
def files(seal: Seal, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    return demo_package(seal, tmp_path_factory.mktemp("records"))


@pytest.fixture
def lines(make_app: Callable[..., FastAPI], seal: Seal, tmp_path: Path) -> list[str]:
    """The page's blocks of commands; the key that it offers lies in the folder, as it says."""
    client = browser(make_app(services={"seals": seal.seals}))
    for name in ("platform.pub", "tsa_root.pem"):
        (tmp_path / name).write_bytes(client.get(f"/log/{name}").content)
    blocks = re.findall(r"<pre[^>]*>(.*?)</pre>", client.get("/verify").text, re.DOTALL)
    return [html.unescape(block) for block in blocks]


def run(commands: str, folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["sh", "-ec", commands], cwd=folder, capture_output=True, text=True, check=False
    )


def archive(files: Mapping[str, bytes], path: Path, *, top: str = TOP) -> None:
    """A package as it is sent; a forger's may have another folder at its top, or none."""
    with tarfile.open(path, "w") as tar:
        for name, content in files.items():
            entry = tarfile.TarInfo(top + name)
            entry.size = len(content)
            tar.addfile(entry, io.BytesIO(content))


def by_hand(lines: list[str]) -> str:
    """What the page says of a package; what is decrypted lies there already."""
    (block,) = [each for each in lines if OPEN in each]
    return block.replace(OPEN, "cat package.tar")


def forged(files: Mapping[str, bytes], folder: Path) -> dict[str, bytes]:
    """The package with one line more, made whole and signed by somebody else's key."""
    made = {**files, "bag/data/more.txt": b"and one account more"}
    names = [name for name in made if name.startswith("bag/data/")]
    made["bag/manifest-sha256.txt"] = _manifest(made, names)
    tagged = [
        name
        for name in made
        if re.fullmatch(r"bag/[^/]+", name) and name != "bag/tagmanifest-sha256.txt"
    ]
    made["bag/tagmanifest-sha256.txt"] = _manifest(made, tagged)
    (folder / "signed").write_bytes(made["bag/tagmanifest-sha256.txt"])
    commands = (
        "openssl genpkey -algorithm ed25519 -out other.key",
        "openssl pkey -in other.key -pubout -out other.pub",
        "openssl pkeyutl -sign -inkey other.key -rawin -in signed -out other.sig",
    )
    assert run("\n".join(commands), folder).returncode == 0
    made["platform.pub"] = (folder / "other.pub").read_bytes()
    made["tagmanifest.sig"] = (folder / "other.sig").read_bytes()
    return made


def _manifest(files: Mapping[str, bytes], names: list[str]) -> bytes:
    rows = [f"{sha256(files[n]).hexdigest()}  {n.removeprefix('bag/')}\n" for n in sorted(names)]
    return "".join(rows).encode()


def test_the_keys_fingerprints_are_computed_line_by_line(lines: list[str], tmp_path: Path) -> None:
    done = run(lines[0], tmp_path)
    assert done.returncode == 0, done.stderr
    assert len(done.stdout.splitlines()) == 2


def test_our_own_package_is_verified_by_hand(
    lines: list[str], files: dict[str, bytes], tmp_path: Path
) -> None:
    (tmp_path / "package.tar").write_bytes(pack(files))
    done = run(by_hand(lines), tmp_path)
    assert done.returncode == 0, done.stderr
    assert "Signature Verified Successfully" in done.stdout


@pytest.mark.parametrize("top", [TOP, "", "other/"])
def test_a_package_that_brings_its_own_key_is_no_proof_of_itself(
    lines: list[str], files: dict[str, bytes], tmp_path: Path, top: str
) -> None:
    (tmp_path / "forger").mkdir()
    archive(forged(files, tmp_path / "forger"), tmp_path / "package.tar", top=top)
    done = run(by_hand(lines), tmp_path)
    assert done.returncode != 0
    assert "Signature Verified Successfully" not in done.stdout


def test_the_text_inside_a_package_names_the_key_that_lies_outside(
    files: dict[str, bytes], tmp_path: Path
) -> None:
    told = files["VERIFY.txt"].decode()
    named = re.findall(r"(?:-inkey|--key|-CAfile|--tsa) (\S+)", told)
    assert named
    assert all(name.startswith("../") for name in named)
