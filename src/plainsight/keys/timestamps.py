"""RFC 3161 timestamps: asked over HTTP or of a local authority, checked by openssl."""

import hashlib
import http.client
import subprocess
import tempfile
import urllib.error
import urllib.request
from datetime import UTC, datetime
from pathlib import Path

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import load_pem_x509_certificate

from plainsight.errors import BadValue, NoTimestamp, NotInstalled

_SECONDS_MAX = 30
_TOKEN_BYTES_MAX = 1 << 20
LOCAL_CONFIG = "tsa.cnf"
_ROOT = "tsa_root.pem"  # as VERIFY.txt in a package calls it


class HttpTimestamper:
    """A timestamp authority on the network. Implements `app.respond.ports.Timestamper`."""

    def __init__(self, url: str) -> None:
        self._url = url

    def stamp(self, content: bytes) -> bytes:
        """A DER TimeStampResp over SHA-256 of `content`. Raises NoTimestamp."""
        if not self._url.startswith(("https://", "http://")):
            raise NoTimestamp(self._url, "write its address as https://...")
        asked = urllib.request.Request(  # noqa: S310 - the scheme was checked
            self._url, data=_query(content), headers={"Content-Type": "application/timestamp-query"}
        )
        try:
            with urllib.request.urlopen(asked, timeout=_SECONDS_MAX) as answer:  # noqa: S310
                token = bytes(answer.read(_TOKEN_BYTES_MAX))
        except (urllib.error.URLError, http.client.HTTPException, OSError) as problem:
            raise NoTimestamp(self._url, str(problem)) from None
        _require_token(token, content, authority=self._url)
        return token

    def root(self) -> tuple[bytes, str]:
        """None: an outside authority publishes its own, and we vouch for no copy."""
        return b"", ""


class LocalTimestamper:
    """An authority of one's own, through `openssl ts -reply`: tests, demo, closed networks."""

    def __init__(self, config: Path) -> None:
        self._config = config

    def stamp(self, content: bytes) -> bytes:
        """A DER TimeStampResp over SHA-256 of `content`. Raises NoTimestamp."""
        with tempfile.TemporaryDirectory() as folder:
            query, reply = Path(folder, "query.tsq"), Path(folder, "reply.tsr")
            query.write_bytes(_query(content))
            done = _openssl(
                "ts", "-reply", "-config", self._config, "-queryfile", query, "-out", reply
            )
            if done.returncode != 0 or not reply.is_file():
                raise NoTimestamp(str(self._config), done.stderr.decode(errors="replace").strip())
            return reply.read_bytes()

    def root(self) -> tuple[bytes, str]:
        """The root certificate beside the configuration, PEM, and SHA-256 of its DER form.

        Both empty where there is none. The certificate alone, whatever else stands in the file:
        it is given to anybody.
        """
        try:
            read = load_pem_x509_certificate((self._config.parent / _ROOT).read_bytes())
        except (OSError, ValueError):
            return b"", ""
        return read.public_bytes(Encoding.PEM), read.fingerprint(SHA256()).hex()


def stamped_at(token: bytes) -> datetime:
    """The time that a token names, UTC; check the token itself with `OpensslStampCheck` first.

    Raises NoTimestamp for what holds no time.
    """
    with tempfile.TemporaryDirectory() as folder:
        reply = Path(folder, "token.tsr")
        reply.write_bytes(token)
        told = _openssl("ts", "-reply", "-in", reply, "-text").stdout.decode(errors="replace")
    line = next((one for one in told.splitlines() if one.startswith("Time stamp: ")), "")
    words = line.removeprefix("Time stamp: ").removesuffix(" GMT")
    whole, _, fraction = words.partition(".")
    if fraction:
        # `Nov 21 01:02:03.5 2026 GMT`: the fraction stands before the year.
        words = f"{whole} {fraction.partition(' ')[2]}"
    try:
        return datetime.strptime(words, "%b %d %H:%M:%S %Y").replace(tzinfo=UTC)
    except ValueError:
        raise NoTimestamp("the token", "it names no time") from None


class OpensslStampCheck:
    """Checks tokens with `openssl ts -verify`. Implements `app.respond.verify_package.StampCheck`.

    Not rfc3161-client: it refuses tokens whose certificates stand in an order that openssl and
    courts accept.
    """

    def __init__(self, root: Path) -> None:
        self._root = root

    def __call__(self, content: bytes, token: bytes) -> bool:
        """Whether the token is over `content` and leads to the trusted root.

        Raises BadValue where the root is no certificate.
        """
        with tempfile.TemporaryDirectory() as folder:
            data, reply = Path(folder, "data"), Path(folder, "token.tsr")
            data.write_bytes(content)
            reply.write_bytes(token)
            done = _openssl("ts", "-verify", "-data", data, "-in", reply, "-CAfile", self._root)
            if done.returncode != 0:
                self._require_root()
            return done.returncode == 0

    def _require_root(self) -> None:
        """A root that cannot be read refuses every token, and speaks against none of them."""
        if _openssl("x509", "-in", self._root, "-noout").returncode != 0:
            raise BadValue(
                "timestamp authority", str(self._root), "name its root certificate, in PEM"
            )


def create_local_authority(folder: Path, *, name: str) -> tuple[Path, Path]:
    """Make a small timestamp authority in `folder`; its openssl configuration and its root.

    For tests, the demo and closed networks. A court is better served by an outside authority.
    """
    folder = folder.resolve()  # the configuration names its files, and is used from anywhere
    folder.mkdir(parents=True, exist_ok=True)
    config, root = folder / LOCAL_CONFIG, folder / _ROOT
    (folder / "serial").write_text("01\n", encoding="ascii")
    config.write_text(_CONFIG.format(folder=folder, name=name), encoding="utf-8")
    for arguments in (
        ("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
         "-days", "3650", "-subj", f"/CN={name} root", "-keyout", folder / "root.key",
         "-out", root, "-config", config, "-extensions", "v3_root"),
        ("req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
         "-subj", f"/CN={name}", "-keyout", folder / "tsa.key", "-out", folder / "tsa.csr",
         "-config", config),
        ("x509", "-req", "-in", folder / "tsa.csr", "-CA", root, "-CAkey", folder / "root.key",
         "-CAcreateserial", "-days", "3650", "-extfile", config, "-extensions", "v3_tsa",
         "-out", folder / "tsa.pem"),
    ):  # fmt: skip
        done = _openssl(*arguments)
        if done.returncode != 0:
            raise NoTimestamp(name, done.stderr.decode(errors="replace").strip())
    return config, root


_CONFIG = """\
[req]
distinguished_name = name
[name]
[v3_root]
basicConstraints = critical, CA:true
keyUsage = critical, keyCertSign
[v3_tsa]
basicConstraints = critical, CA:false
keyUsage = critical, digitalSignature
extendedKeyUsage = critical, timeStamping
[tsa]
default_tsa = authority
[authority]
serial = {folder}/serial
crypto_device = builtin
signer_cert = {folder}/tsa.pem
certs = {folder}/tsa_root.pem
signer_key = {folder}/tsa.key
signer_digest = sha256
default_policy = 1.3.6.1.4.1.99999.1
digests = sha256
accuracy = secs:1
ordering = no
tsa_name = no
ess_cert_id_chain = no
"""


def _require_token(token: bytes, content: bytes, *, authority: str) -> None:
    """Refuse, before anything leaves, what is no granted token over these very bytes."""
    with tempfile.TemporaryDirectory() as folder:
        reply = Path(folder, "token.tsr")
        reply.write_bytes(token)
        told = _openssl("ts", "-reply", "-in", reply, "-text")
    if told.returncode != 0 or b"Status: Granted" not in told.stdout:
        raise NoTimestamp(authority, "its answer is no granted token")
    if hashlib.sha256(content).digest() not in token:
        raise NoTimestamp(authority, "its token is over something else")


def _query(content: bytes) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        data, query = Path(folder, "data"), Path(folder, "query.tsq")
        data.write_bytes(content)
        done = _openssl("ts", "-query", "-data", data, "-sha256", "-cert", "-out", query)
        if done.returncode != 0:
            raise NoTimestamp("openssl", done.stderr.decode(errors="replace").strip())
        return query.read_bytes()


def _openssl(*arguments: str | Path) -> subprocess.CompletedProcess[bytes]:
    try:
        return subprocess.run(["openssl", *arguments], capture_output=True, check=False)  # noqa: S603, S607
    except FileNotFoundError:
        raise NotInstalled("openssl", "evidence") from None
