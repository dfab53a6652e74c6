"""Every tampering of a package is rejected, with its reason, by us and by the script inside."""

import hashlib
import json
import subprocess
import sys
import tarfile
from collections.abc import Callable
from pathlib import Path

import bagit
import pytest
from tests.strategies.respond import NOON, ROOT, Seal, demo_package, make_seal, run_script

from plainsight.app.respond.package_tar import pack, unpack
from plainsight.app.respond.verify_package import PackageVerdict, verify_package
from plainsight.errors import BadPackage, BadValue
from plainsight.keys.seal_age import AgeSealer, open_age
from plainsight.keys.timestamps import OpensslStampCheck
from plainsight.respond.bag import SIGNED, bag_files

RECORDS = "bag/data/records/subscriber.jsonl"
Files = dict[str, bytes]


@pytest.fixture(scope="module")
def seal(tmp_path_factory: pytest.TempPathFactory) -> Seal:
    return make_seal(tmp_path_factory.mktemp("seal"))


@pytest.fixture(scope="module")
def forger(tmp_path_factory: pytest.TempPathFactory) -> Seal:
    return make_seal(tmp_path_factory.mktemp("forger"))


@pytest.fixture(scope="module")
def genuine(seal: Seal, tmp_path_factory: pytest.TempPathFactory) -> Files:
    return demo_package(seal, tmp_path_factory.mktemp("records"))


def judged(files: Files, seal: Seal) -> PackageVerdict:
    return verify_package(files, key=seal.key.key, is_stamped=seal.stamp_check)


def by_script(files: Files, seal: Seal, folder: Path) -> str:
    done = run_script(files, seal, folder)
    assert done.returncode == (0 if done.stdout == "VERIFIED\n" else 1), done.stderr
    return done.stdout


def changed_byte(files: Files) -> None:
    files[RECORDS] = files[RECORDS].replace(b"wx-100200", b"wx-100201", 1)


def planted_file(files: Files) -> None:
    files["bag/data/records/extra.jsonl"] = b"{}\n"


def planted_tag_file(files: Files) -> None:
    files["bag/read-me-first.txt"] = b"send money to\n"


def missing_file(files: Files) -> None:
    del files["bag/data/not_produced.json"]


def recomputed_manifests(files: Files) -> None:
    payload = {n.removeprefix("bag/data/"): c for n, c in files.items() if "bag/data/" in n}
    payload["records/subscriber.jsonl"] = b""
    for name, content in bag_files(payload, info={}).items():
        files[f"bag/{name}"] = content


def unsigned(files: Files) -> None:
    del files["tagmanifest.sig"]


def unstamped(files: Files) -> None:
    del files["tagmanifest.tsr"]


def cut_signature(files: Files) -> None:
    *kept, last = files["tagmanifest.sig"]
    files["tagmanifest.sig"] = bytes((*kept, last ^ 1))


def other_stamp(files: Files) -> None:
    files["tagmanifest.tsr"] = files["tagmanifest.tsr"][:-40] + bytes(40)


@pytest.mark.parametrize(
    ("tamper", "reason"),
    [
        (changed_byte, "altered: data/records/subscriber.jsonl"),
        (planted_file, "planted: data/records/extra.jsonl"),
        (planted_tag_file, "planted: read-me-first.txt"),
        (missing_file, "missing: data/not_produced.json"),
        (recomputed_manifests, "forged:"),
        (unsigned, "unsigned:"),
        (unstamped, "unstamped:"),
        (cut_signature, "forged:"),
        (other_stamp, "bad timestamp:"),
    ],
    ids=lambda value: getattr(value, "__name__", None),
)
def test_a_tampered_package_is_rejected_with_the_reason(
    genuine: Files, seal: Seal, tmp_path: Path, tamper: Callable[[Files], None], reason: str
) -> None:
    files = dict(genuine)
    tamper(files)
    verdict = judged(files, seal)
    assert not verdict.is_verified
    assert any(str(each).startswith(reason) for each in verdict.reasons), verdict.reasons
    told = by_script(files, seal, tmp_path)
    assert [line.startswith(reason) for line in told.splitlines()].count(True) == 1, told
    assert told.endswith("NOT VERIFIED\n")


def resigned(files: Files, forger: Seal) -> Files:
    """All signed and stamped again by somebody else, his key put beside it."""
    return {
        **files,
        "tagmanifest.sig": forger.key.sign(files[f"bag/{SIGNED}"]),
        "tagmanifest.tsr": forger.seals.timestamper.stamp(files[f"bag/{SIGNED}"]),
        "platform.pub": forger.key.public_pem(),
    }


def test_a_package_signed_again_with_a_key_of_its_own_fails_against_the_pinned_one(
    genuine: Files, seal: Seal, forger: Seal, tmp_path: Path
) -> None:
    files = dict(genuine)
    recomputed_manifests(files)
    files = resigned(files, forger)
    own = verify_package(files, key=forger.key.key, is_stamped=forger.stamp_check)
    # With the key inside, signature, stamp and hashes all fit: only the log still objects.
    assert {r.flaw.value for r in own.reasons} == {"forged checkpoint", "wrong counts"}
    verdict = judged(files, seal)
    assert {r.flaw.value for r in verdict.reasons} == {"forged", "bad timestamp"}
    assert "forged: the signature is not by the key you gave" in by_script(files, seal, tmp_path)


def test_the_script_refuses_a_key_from_inside_the_package(
    genuine: Files, seal: Seal, tmp_path: Path
) -> None:
    by_script(genuine, seal, tmp_path)
    done = subprocess.run(
        [sys.executable, "-I", "verify_package.py", ".", "--key", "platform.pub"],
        cwd=tmp_path / "pkg", capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 1
    assert "REFUSED" in done.stdout


def rebuilt(files: Files, seal: Seal, name: str, content: bytes) -> Files:
    """One file changed by the operator himself, who has the key: the log still speaks."""
    payload = {n.removeprefix("bag/data/"): c for n, c in files.items() if "bag/data/" in n}
    payload[name] = content
    bag = {f"bag/{n}": c for n, c in bag_files(payload, info={}).items()}
    whole = {**files, **bag}
    return {
        **whole,
        "tagmanifest.sig": seal.key.sign(whole[f"bag/{SIGNED}"]),
        "tagmanifest.tsr": seal.seals.timestamper.stamp(whole[f"bag/{SIGNED}"]),
    }


def test_the_operator_himself_cannot_change_records_that_the_log_told_of(
    genuine: Files, seal: Seal, tmp_path: Path
) -> None:
    files = rebuilt(
        genuine, seal, "records/subscriber.jsonl", genuine[RECORDS].replace(b"203.0.113.1", b"9", 1)
    )
    reasons = {str(each) for each in judged(files, seal).reasons}
    assert reasons == {"not in the log: no entry tells of these records"}
    assert "no entry tells of these records" in by_script(files, seal, tmp_path)


def test_a_changed_checkpoint_and_a_changed_proof_are_rejected(
    genuine: Files, seal: Seal, forger: Seal, tmp_path: Path
) -> None:
    note = genuine["bag/data/checkpoint.txt"]
    head, _, signatures = note.partition(b"\n\n")
    origin, size, root = head.split(b"\n")
    files = rebuilt(
        genuine, seal, "checkpoint.txt",
        b"\n".join((origin, str(int(size) + 1).encode(), root)) + b"\n\n" + signatures,
    )  # fmt: skip
    assert {r.flaw.value for r in judged(files, seal).reasons} == {"forged checkpoint"}
    assert "forged checkpoint" in by_script(files, seal, tmp_path)
    proofs = json.loads(genuine["bag/data/inclusion.json"])
    proofs[0]["index"] += 1
    files = rebuilt(genuine, seal, "inclusion.json", json.dumps(proofs).encode())
    assert "not in the log" in {r.flaw.value for r in judged(files, seal).reasons}


def test_public_tools_verify_it_step_by_step(genuine: Files, seal: Seal, tmp_path: Path) -> None:
    assert by_script(genuine, seal, tmp_path) == "VERIFIED\n"
    for command in (
        ["openssl", "pkeyutl", "-verify", "-pubin", "-inkey", seal.pinned, "-rawin", "-in",
         f"bag/{SIGNED}", "-sigfile", "tagmanifest.sig"],
        ["openssl", "ts", "-verify", "-data", f"bag/{SIGNED}", "-in", "tagmanifest.tsr",
         "-CAfile", seal.tsa_root],
        ["sh", "-c", f"cd bag && sha256sum -c {SIGNED} && sha256sum -c manifest-sha256.txt"],
    ):  # fmt: skip
        done = subprocess.run(command, cwd=tmp_path / "pkg", capture_output=True, check=False)
        assert done.returncode == 0, done.stderr
    bagit.Bag(str(tmp_path / "pkg" / "bag")).validate()
    assert f"{seal.seals.fingerprint}" in genuine["VERIFY.txt"].decode()


def test_only_the_enrolled_officer_opens_it(genuine: Files, seal: Seal, forger: Seal) -> None:
    sealed = AgeSealer().seal(pack(genuine), recipient_key=seal.recipient)
    assert unpack(open_age(sealed, identity=seal.identity)) == genuine
    with pytest.raises(BadValue, match="does not open"):
        open_age(sealed, identity=forger.identity)
    with pytest.raises(BadValue, match="age1"):
        AgeSealer().seal(b"", recipient_key="ssh-rsa AAAA")


def test_the_contents_are_what_was_granted_and_the_rest_is_stated(genuine: Files) -> None:
    lines = [json.loads(line) for line in genuine[RECORDS].splitlines()]
    assert {line["field"] for line in lines} == {
        "platform_id", "phone", "email", "name", "created_at", "service_types", "session",
    }  # fmt: skip
    refused = json.loads(genuine["bag/data/not_produced.json"])
    assert {(part["what"], part["reason"]) for part in refused} == {
        ("D7", "PROCESS_LEVEL_INSUFFICIENT"),
        ("D8", "PROCESS_LEVEL_INSUFFICIENT"),
        ("D9", "PROCESS_LEVEL_INSUFFICIENT"),
        ("D11", "NOT_OUR_ENTITY"),
    }
    assert b"'=Example Person" in genuine["bag/data/records/subscriber.csv"]
    custody = [json.loads(line) for line in genuine["bag/data/custody.jsonl"].splitlines()]
    assert [step["step"] for step in custody][:3] == ["T01", "T02", "T03"]
    assert b"staff-" not in genuine["bag/data/custody.jsonl"]
    digest = hashlib.sha256(genuine[RECORDS]).hexdigest()
    assert digest in genuine["bag/data/certificate.txt"].decode()
    assert NOON.year == 2026
    assert (ROOT / "spec" / "disclosure.md").is_file()


def test_a_root_that_is_no_certificate_speaks_against_no_package(
    genuine: Files, seal: Seal
) -> None:
    check = OpensslStampCheck(seal.pinned)
    with pytest.raises(BadValue, match="name its root certificate"):
        verify_package(genuine, key=seal.key.key, is_stamped=check)


@pytest.mark.parametrize("name", ["pkg/../../etc/passwd", "pkg//x", "elsewhere", "pkg/a\\b"])
def test_a_tar_that_leads_out_of_its_folder_is_not_opened(name: str, tmp_path: Path) -> None:
    path = tmp_path / "evil.tar"
    with tarfile.open(path, "w") as archive:
        archive.addfile(tarfile.TarInfo(name))
    with pytest.raises(BadPackage):
        unpack(path.read_bytes())


@pytest.mark.parametrize("content", [b"", b"no tar at all", b"\0" * 10_240])
def test_what_is_no_package_says_so(content: bytes) -> None:
    with pytest.raises(BadPackage):
        unpack(content)
