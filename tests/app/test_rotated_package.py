"""A package signed after the log's key changed opens with the key that a court pinned before."""

import base64
import json
import secrets
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from tests.strategies.respond import NOON, Seal, make_desk, make_seal, opened, run_script

from plainsight.app.prove.rotate_key import rotate_key
from plainsight.app.respond.verify_package import PackageVerdict, verify_package
from plainsight.demo.scenes import run_respond_demo
from plainsight.keys.file import create_key
from plainsight.prove.note import VerifierKey
from plainsight.prove.rotation import RotationReason
from plainsight.respond.bag import SIGNED, bag_files
from plainsight.stores.records import open_records

Files = dict[str, bytes]


@pytest.fixture(scope="module")
def old(tmp_path_factory: pytest.TempPathFactory) -> Seal:
    return make_seal(tmp_path_factory.mktemp("old"))


@pytest.fixture(scope="module")
def seals(old: Seal, tmp_path_factory: pytest.TempPathFactory) -> tuple[Seal, Seal, Seal]:
    """Three keys of one log and one authority, each with its public half pinned in a folder."""
    return (
        old,
        successor(old, tmp_path_factory.mktemp("b")),
        successor(old, tmp_path_factory.mktemp("c")),
    )


def successor(seal: Seal, folder: Path) -> Seal:
    key = create_key(folder / "plainsight.key", name=seal.key.key.name)
    (folder / "pinned.pub").write_bytes(key.public_pem())
    seals = replace(
        seal.seals, signer=key, public_pem=key.public_pem(), fingerprint=key.fingerprint()
    )
    return replace(seal, folder=folder, key=key, seals=seals)


@pytest.fixture(scope="module")
def genuine(seals: tuple[Seal, Seal, Seal], tmp_path_factory: pytest.TempPathFactory) -> Files:
    """The demo's package, made after two changes of the key."""
    place = tmp_path_factory.mktemp("records") / "r.db"
    records = open_records(f"sqlite:///{place}", salts=secrets.token_bytes)
    for before, after in pairwise(seals):
        rotate_key(
            records, old=before.key, new=after.key, reason=RotationReason.SCHEDULED, actor="ada",
            second="ben", now=NOON,
        )  # fmt: skip
    desk = make_desk(records, seals[2], is_prepared=False)
    outcomes = run_respond_demo(desk, tell=lambda _: None)
    records.close()
    assert outcomes[2].package is not None
    return opened(outcomes[2].package.sealed, seals[2])


def judged(files: Files, key: VerifierKey) -> PackageVerdict:
    return verify_package(files, key=key)


def by_script(files: Files, seal: Seal, folder: Path) -> tuple[int, list[str]]:
    done = run_script(files, seal, folder)
    assert done.stderr == ""
    return done.returncode, done.stdout.splitlines()


@pytest.mark.parametrize("number", [0, 1, 2])
def test_it_verifies_with_every_key_that_the_log_had_until_then(
    genuine: Files, seals: tuple[Seal, Seal, Seal], number: int, tmp_path: Path
) -> None:
    verdict = judged(genuine, seals[number].key.key)
    assert verdict.is_verified, verdict.reasons
    assert [each.index for each in verdict.rotations] == [0, 1][number:]
    code, lines = by_script(genuine, seals[number], tmp_path)
    assert (code, lines[-1]) == (0, "VERIFIED")
    assert len(lines) == 3 - number
    for line, at in zip(lines, range(number, 2), strict=False):
        assert line.startswith(f"note: the key gave way at entry {at} of the log (scheduled): ")
        assert line.endswith(f" to {seals[at + 1].key.key}")


def test_a_stranger_s_key_leads_nowhere(genuine: Files, tmp_path: Path) -> None:
    (tmp_path / "stranger").mkdir()
    stranger = make_seal(tmp_path / "stranger")
    verdict = judged(genuine, stranger.key.key)
    assert [each.flaw.value for each in verdict.reasons] == ["forged"]
    code, lines = by_script(genuine, stranger, tmp_path)
    assert code == 1
    assert any(line.startswith("forged: the signature is not by the key") for line in lines)


def without_file(files: Files) -> None:
    del files["rotations.jsonl"]


def without_first(files: Files) -> None:
    files["rotations.jsonl"] = files["rotations.jsonl"].splitlines(keepends=True)[1]


def other_reason(files: Files) -> None:
    changed = files["rotations.jsonl"].replace(b'"scheduled"', b'"keeper_left"')
    files["rotations.jsonl"] = changed


def no_old_signature(files: Files) -> None:
    lines = [json.loads(line) for line in files["rotations.jsonl"].splitlines()]
    for line in lines:
        line["body"]["old_signature"] = base64.b64encode(bytes(64)).decode()
    files["rotations.jsonl"] = b"".join(
        json.dumps(line, separators=(",", ":"), ensure_ascii=False).encode() + b"\n"
        for line in lines
    )


def no_entries(files: Files) -> None:
    files["rotations.jsonl"] = b"[]\n"


@pytest.mark.parametrize(
    ("tamper", "reason"),
    [
        (without_file, "forged"),
        (without_first, "forged"),
        (other_reason, "unsigned rotation"),
        (no_old_signature, "unsigned rotation"),
        (no_entries, "broken rotation"),
    ],
)
def test_nothing_else_leads_from_an_old_key_to_the_new_one(
    genuine: Files,
    seals: tuple[Seal, Seal, Seal],
    tamper: Callable[[Files], None],
    reason: str,
    tmp_path: Path,
) -> None:
    files = dict(genuine)
    tamper(files)
    verdict = judged(files, seals[0].key.key)
    assert reason in [each.flaw.value for each in verdict.reasons]
    code, lines = by_script(files, seals[0], tmp_path)
    assert (code, lines[-1]) == (1, "NOT VERIFIED")
    assert any(line.startswith(f"{reason}: ") for line in lines)
    # Whoever pinned the key that signed needs no such file.
    assert judged(files, seals[2].key.key).is_verified


def test_a_change_that_the_log_does_not_tell_of_is_named(
    genuine: Files, seals: tuple[Seal, Seal, Seal], tmp_path: Path
) -> None:
    """The operator signs a package whose log leaves the change out."""
    payload = {n.removeprefix("bag/data/"): c for n, c in genuine.items() if "bag/data/" in n}
    proofs = json.loads(payload["inclusion.json"])
    kept = [each for each in proofs if b"log:key_rotated" not in base64.b64decode(each["entry"])]
    assert len(proofs) == len(kept) + 2
    payload["inclusion.json"] = json.dumps(kept).encode()
    files = {n: c for n, c in genuine.items() if not n.startswith("bag/")}
    files |= {f"bag/{name}": content for name, content in bag_files(payload, info={}).items()}
    files["tagmanifest.sig"] = seals[2].key.sign(files[f"bag/{SIGNED}"])
    said = ["not in the log: the change of the key, entry 0"]
    said.append("not in the log: the change of the key, entry 1")
    assert [str(each) for each in judged(files, seals[0].key.key).reasons] == said
    _, lines = by_script(files, seals[0], tmp_path)
    assert [line for line in lines if line.startswith("not in the log")] == said
