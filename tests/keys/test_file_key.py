import os
import stat
import subprocess
from pathlib import Path

import pytest

from plainsight.errors import BadKeyFile, BadNote, KeyTooOpen
from plainsight.keys.file import create_key, load_key
from plainsight.prove.checkpoint import Checkpoint, open_checkpoint, sign_checkpoint
from plainsight.prove.note import KeyKind

NAME = "audit.example.com/plainsight"


def test_a_key_file_is_for_its_owner_alone_whatever_the_umask(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        create_key(tmp_path / "log.key", name=NAME)
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "log.key").stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["log.key"]


@pytest.mark.parametrize("kind", KeyKind)
def test_a_key_is_the_same_after_loading(tmp_path: Path, kind: KeyKind) -> None:
    created = create_key(tmp_path / "k", name=NAME, kind=kind)
    loaded = load_key(tmp_path / "k")
    assert loaded.key == created.key
    assert loaded.key.kind is kind
    assert loaded.sign(b"text") == created.sign(b"text")


def test_two_keys_are_never_the_same(tmp_path: Path) -> None:
    keys = {create_key(tmp_path / str(number), name=NAME).key.public for number in range(5)}
    assert len(keys) == 5


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o610, 0o601, 0o620, 0o777])
def test_a_key_that_others_can_touch_is_refused_with_the_command_that_mends_it(
    tmp_path: Path, mode: int
) -> None:
    path = tmp_path / "log.key"
    create_key(path, name=NAME)
    path.chmod(mode)
    with pytest.raises(KeyTooOpen, match=f"mode {mode:04o}; run: chmod 600 "):
        load_key(path)
    path.chmod(0o400)
    load_key(path)


def test_a_key_is_never_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "log.key"
    first = create_key(path, name=NAME)
    with pytest.raises(BadKeyFile, match="never overwritten"):
        create_key(path, name=NAME)
    assert load_key(path).key == first.key
    assert [path.name for path in tmp_path.iterdir()] == ["log.key"]


def test_the_private_half_appears_in_no_text(tmp_path: Path) -> None:
    path = tmp_path / "log.key"
    signer = create_key(path, name=NAME)
    secret = path.read_text().strip().split("+", 4)[4]
    assert secret not in repr(signer) + str(signer) + str(signer.key) + str(vars(signer))
    path.write_text(path.read_text().replace(secret, secret[:-6]))
    with pytest.raises(BadKeyFile) as refused:
        load_key(path)
    assert secret[:20] not in str(refused.value)


@pytest.mark.parametrize(
    "text",
    ["", "PRIVATE+KEY", "PRIVATE+KEY+name", "PRIVATE+KEY+name+00000000+!!", "another line\n",
     "PRIVATE+KEY+name+00000000+\n", "PRIVATE+KEY+name+00000000+AQ==\n",
     "PRIVATE+KEY++00000000+" + "AQ" + "A" * 42, "-----BEGIN PRIVATE KEY-----\n", "\x00\xff"],
)  # fmt: skip
def test_a_file_that_holds_no_key_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "log.key"
    path.write_text(text)
    path.chmod(0o600)
    with pytest.raises(BadKeyFile, match="key"):
        load_key(path)


def test_a_key_under_another_name_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "log.key"
    create_key(path, name=NAME)
    path.write_text(path.read_text().replace(NAME, "other.example"))
    with pytest.raises(BadKeyFile, match="does not fit"):
        load_key(path)


def test_what_is_no_file_is_refused(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "fifo", 0o600)  # would block a careless reader for ever
    with pytest.raises(BadKeyFile, match="regular"):
        load_key(tmp_path / "fifo")
    with pytest.raises(BadKeyFile, match="regular"):
        load_key(tmp_path)
    with pytest.raises(BadKeyFile, match=r"cannot be read: it is not there; .* plainsight log key"):
        load_key(tmp_path / "absent")
    with pytest.raises(BadKeyFile, match="cannot be written"):
        create_key(tmp_path / "absent" / "log.key", name=NAME)


def test_a_name_no_signature_line_can_carry_makes_no_key(tmp_path: Path) -> None:
    with pytest.raises(BadNote):
        create_key(tmp_path / "log.key", name="two words")
    assert list(tmp_path.iterdir()) == []


def test_a_checkpoint_signed_by_the_file_key_opens_with_its_public_half(tmp_path: Path) -> None:
    signer = create_key(tmp_path / "log.key", name=NAME)
    signed = sign_checkpoint(Checkpoint(origin=NAME, size=0, root=bytes(32)), signer=signer)
    assert open_checkpoint(bytes(signed.note), key=signer.key).checkpoint.size == 0


def test_openssl_verifies_what_the_key_signed(tmp_path: Path) -> None:
    signer = create_key(tmp_path / "log.key", name=NAME)
    (tmp_path / "public.pem").write_bytes(signer.public_pem())
    (tmp_path / "text").write_bytes(b"a manifest\n")
    (tmp_path / "signature").write_bytes(signer.sign(b"a manifest\n"))
    command = "openssl pkeyutl -verify -pubin -inkey public.pem -rawin -in text -sigfile signature"
    run = subprocess.run(command.split(), cwd=tmp_path, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
