"""A response desk for the tests: records, real keys, a real timestamp authority, one officer."""

import hashlib
import secrets
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

import pyrage
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_public_key

from plainsight.app.casework.erase_case import erase_case
from plainsight.app.respond.approve_scope import refuse_request, triage_request
from plainsight.app.respond.disclose import Seals
from plainsight.app.respond.package_tar import unpack
from plainsight.app.respond.receive_request import receive_request
from plainsight.app.respond.release_hold import lapse_holds
from plainsight.app.respond.settle_request import close_request
from plainsight.app.respond.stored import Actor, InstrumentFile
from plainsight.demo.desk import DemoDesk
from plainsight.demo.legal_requests import demo_request
from plainsight.demo.platform import prepare_platform
from plainsight.demo.scenes import run_respond_demo
from plainsight.demo.staff import COUNSEL, INTAKE
from plainsight.feeds.policy.deadlines_yaml import load_instruments
from plainsight.keys.file import FileKey, create_key
from plainsight.keys.seal_age import AgeSealer, open_age
from plainsight.keys.timestamps import LocalTimestamper, OpensslStampCheck, create_local_authority
from plainsight.respond.data_class import DataClass
from plainsight.respond.reason import Reason
from plainsight.respond.states import Role
from plainsight.stores.records import SqlRecords, open_records

PROTECTION = Actor(actor_id="staff-dora", role=Role.PROTECTION_OFFICER)
NOON = datetime(2026, 3, 13, 12, tzinfo=UTC)
ROOT = Path(__file__).parents[2]
SCRIPT = ROOT / "spec" / "verify_package.py"


@cache
def instruments() -> Mapping[str, InstrumentFile]:
    """The shipped deadlines/, read once."""
    return load_instruments(ROOT)


@dataclass(frozen=True, slots=True, kw_only=True)
class Seal:
    """Keys and a timestamp authority in one folder."""

    folder: Path
    key: FileKey
    identity: str
    recipient: str
    seals: Seals
    tsa_root: Path

    @property
    def pinned(self) -> Path:
        """The public key as a reader has it from elsewhere."""
        return self.folder / "pinned.pub"

    @property
    def stamp_check(self) -> OpensslStampCheck:
        """Trusts this authority."""
        return OpensslStampCheck(self.tsa_root)


def make_seal(folder: Path) -> Seal:
    """A signing key, an officer's age key, and an authority made with openssl."""
    key = create_key(folder / "plainsight.key", name="audit.example/plainsight")
    config, root = create_local_authority(folder / "tsa", name="Example TSA")
    identity = pyrage.x25519.Identity.generate()
    pem = key.public_pem()
    (folder / "pinned.pub").write_bytes(pem)
    der = load_pem_public_key(pem).public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return Seal(
        folder=folder,
        key=key,
        identity=str(identity),
        recipient=str(identity.to_public()),
        seals=Seals(
            signer=key,
            public_pem=pem,
            fingerprint=hashlib.sha256(der).hexdigest(),
            timestamper=LocalTimestamper(config),
            sealer=AgeSealer(),
            verifier_script=SCRIPT.read_bytes(),
            custodian="C. Example",
            own_operator="here",
        ),
        tsa_root=root,
    )


def make_desk(records: SqlRecords, seal: Seal, *, is_prepared: bool = True) -> DemoDesk:
    """The demo's desk over these records."""
    desk = DemoDesk(
        records=records,
        instruments=instruments(),
        seals=seal.seals,
        recipient_key=seal.recipient,
        started_at=NOON,
    )
    if is_prepared:
        prepare_platform(desk)
    return desk


def erase_one(records: SqlRecords, *, account_id: str = "wx-unknown") -> str:
    """Bring one legal request to its end, let its hold lapse and erase it; returns its id."""
    request = demo_request("us-subpoena", DataClass.PHONE, account_id=account_id)
    receipt = receive_request(records, request, instruments=instruments(), actor=INTAKE, now=NOON)
    request_id = receipt.stored.request_id
    triage_request(records, request_id, actor=INTAKE, now=NOON)
    refuse_request(records, request_id, [Reason.INCOMPLETE], actor=COUNSEL, now=NOON)
    lapse_holds(records, instruments=instruments(), now=NOON + timedelta(days=40))
    close_request(records, request_id, actor=INTAKE, now=NOON)
    erase_case(records, request_id, actor=PROTECTION, now=NOON)
    return request_id


def demo_package(seal: Seal, folder: Path) -> dict[str, bytes]:
    """The files of the package that the demo's subpoena is answered with."""
    records = open_records(f"sqlite:///{folder / 'r.db'}", salts=secrets.token_bytes)
    outcomes = run_respond_demo(make_desk(records, seal, is_prepared=False), tell=lambda _: None)
    records.close()
    assert outcomes[2].package is not None
    return opened(outcomes[2].package.sealed, seal)


def opened(sealed: bytes, seal: Seal) -> dict[str, bytes]:
    """The files of a package, decrypted as its officer does."""
    return unpack(open_age(sealed, identity=seal.identity))


def with_instrument(desk: DemoDesk, name: str, file: InstrumentFile) -> DemoDesk:
    """A desk that knows one instrument more."""
    return replace(desk, instruments={**desk.instruments, name: file})


def run_script(
    files: Mapping[str, bytes], seal: Seal, folder: Path
) -> subprocess.CompletedProcess[str]:
    """What the script inside a package says of it, with this key pinned and this authority."""
    for name, content in files.items():
        path = folder / "pkg" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return subprocess.run(
        [sys.executable, "-I", SCRIPT, folder / "pkg", "--key", seal.pinned, "--tsa",
         seal.tsa_root],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
