"""Packages are sealed to the officer's own key, age or certificate, and stamped by an authority."""

import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import NameOID
from hypothesis import given, settings
from hypothesis import strategies as st

from plainsight import wiring
from plainsight.errors import BadPackage, BadValue, NoTimestamp
from plainsight.keys.seal_age import create_identity, open_age
from plainsight.keys.seal_any import AnySealer
from plainsight.keys.timestamps import (
    HttpTimestamper,
    LocalTimestamper,
    OpensslStampCheck,
    create_local_authority,
    stamped_at,
)

PAPER = b"tagmanifest\n"
Respond = Callable[[bytes], tuple[int, bytes]]


@pytest.fixture(scope="module")
def agency(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with an agency's certificate and key."""
    folder = tmp_path_factory.mktemp("agency")
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Example agency")])
    now = wiring.read_clock()
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name).issuer_name(name).public_key(key.public_key()).serial_number(7)
        .not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=9))
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    (folder / "agency.pem").write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    (folder / "agency.key").write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return folder


def decrypted(sealed: bytes, agency: Path, folder: Path, *, key: str = "agency.key") -> bytes:
    """What `openssl cms -decrypt` makes of it."""
    (folder / "package.p7").write_bytes(sealed)
    done = subprocess.run(
        ["openssl", "cms", "-decrypt", "-binary", "-inform", "DER", "-in", folder / "package.p7",
         "-recip", agency / "agency.pem", "-inkey", agency / key],
        capture_output=True, check=False,
    )  # fmt: skip
    if done.returncode != 0:
        raise ValueError(done.stderr)
    return done.stdout


@pytest.mark.parametrize("content", [b"", b"one line\n", b"\r\n\x00\xff" * 9_000])
def test_an_agency_opens_it_with_openssl_and_its_certificates_key(
    agency: Path, tmp_path: Path, content: bytes
) -> None:
    key = (agency / "agency.pem").read_text()
    sealed = AnySealer().seal(content, recipient_key=key)
    assert decrypted(sealed, agency, tmp_path) == content
    assert content == b"" or content not in sealed


@pytest.mark.parametrize("before", ["", "# created: 2026-01-02\n", "garbage "])
def test_a_private_key_given_for_a_public_one_is_never_repeated(before: str) -> None:
    identity, _ = create_identity()
    with pytest.raises(BadValue, match="private key") as refused:
        AnySealer().seal(PAPER, recipient_key=before + identity)
    assert identity not in str(refused.value)
    assert identity not in repr(refused.value.value)


def test_what_is_no_key_is_not_repeated_either() -> None:
    with pytest.raises(BadValue) as refused:
        AnySealer().seal(PAPER, recipient_key="hunter2")
    assert "hunter2" not in str(refused.value)


def test_a_package_that_is_cut_off_is_not_called_another_keys() -> None:
    identity, recipient = create_identity()
    sealed = AnySealer().seal(PAPER, recipient_key=recipient)
    for broken in (sealed[:-1], sealed[:100], b"", sealed[:-20] + bytes(20)):
        with pytest.raises(BadPackage, match="cut off or was changed"):
            open_age(broken, identity=identity)
    with pytest.raises(BadValue, match="does not open this package"):
        open_age(sealed, identity=create_identity()[0])
    with pytest.raises(BadValue, match="no age key"):
        open_age(sealed, identity=recipient)


def test_another_agencys_key_does_not_open_it(agency: Path, tmp_path: Path) -> None:
    other = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    (agency / "other.key").write_bytes(
        other.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    sealed = AnySealer().seal(PAPER, recipient_key=(agency / "agency.pem").read_text())
    try:
        told = decrypted(sealed, agency, tmp_path, key="other.key")
    except ValueError:
        return
    assert told != PAPER  # openssl answers with noise rather than say that the key is wrong


def test_a_certificate_without_an_rsa_key_is_refused_by_name() -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "EC")])
    now = wiring.read_clock()
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name).issuer_name(name).public_key(key.public_key()).serial_number(7)
        .not_valid_before(now).not_valid_after(now + timedelta(days=9)).sign(key, hashes.SHA256())
    )  # fmt: skip
    pem = certificate.public_bytes(serialization.Encoding.PEM).decode()
    with pytest.raises(BadValue, match="RSA key"):
        AnySealer().seal(PAPER, recipient_key=pem)


@settings(max_examples=50)
@given(st.text(max_size=200))
def test_what_is_no_key_is_refused_and_never_sealed_to(text: str) -> None:
    with pytest.raises(BadValue):
        AnySealer().seal(PAPER, recipient_key=text)


@settings(max_examples=20)
@given(st.binary(max_size=5_000))
def test_an_officer_opens_with_the_age_identity_what_was_sealed_to_it(content: bytes) -> None:
    identity, recipient = create_identity()
    sealed = AnySealer().seal(content, recipient_key=f"{recipient}\n")
    assert open_age(sealed, identity=identity) == content
    with pytest.raises(BadValue):
        open_age(sealed, identity=create_identity()[0])


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    return create_local_authority(tmp_path_factory.mktemp("tsa"), name="Example TSA")


def test_an_authority_made_under_a_relative_name_stamps_from_anywhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    config, root = create_local_authority(Path("out") / "tsa", name="Example TSA")
    monkeypatch.chdir("/")
    token = LocalTimestamper(config).stamp(PAPER)
    assert OpensslStampCheck(root)(PAPER, token)


@contextmanager
def over_http(respond: Respond) -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            assert self.headers["Content-Type"] == "application/timestamp-query"
            status, body = respond(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/tsr"
    server.shutdown()
    thread.join()
    server.server_close()


def answering(config: Path, folder: Path) -> Respond:
    """`openssl ts -reply` behind HTTP, as an authority would."""

    def respond(query: bytes) -> tuple[int, bytes]:
        (folder / "q.tsq").write_bytes(query)
        done = subprocess.run(
            ["openssl", "ts", "-reply", "-config", config, "-queryfile", folder / "q.tsq", "-out",
             folder / "r.tsr"],
            capture_output=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return 200, (folder / "r.tsr").read_bytes()

    return respond


def test_an_authority_is_asked_over_http_and_its_token_leads_to_its_root(
    authority: tuple[Path, Path], tmp_path: Path
) -> None:
    config, root = authority
    before = wiring.read_clock() - timedelta(seconds=5)
    with over_http(answering(config, tmp_path)) as url:
        token = HttpTimestamper(url).stamp(PAPER)
    check = OpensslStampCheck(root)
    assert check(PAPER, token)
    assert not check(PAPER + b"x", token)
    assert before < stamped_at(token) < wiring.read_clock() + timedelta(seconds=5)


def test_a_token_over_something_else_is_refused_before_anything_leaves(
    authority: tuple[Path, Path],
) -> None:
    replayed = LocalTimestamper(authority[0]).stamp(b"another package")
    with (
        over_http(lambda _: (200, replayed)) as url,
        pytest.raises(NoTimestamp, match="something else"),
    ):
        HttpTimestamper(url).stamp(PAPER)


@pytest.mark.parametrize(
    ("status", "body", "why"),
    [
        (500, b"", "500"),
        (404, b"<html>", "404"),
        (200, b"", "no granted token"),
        (200, b"<html>sign in</html>", "no granted token"),
        # A well-formed TimeStampResp whose status is rejection (2).
        (200, bytes.fromhex("30053003020102"), "no granted token"),
    ],
)
def test_an_authority_that_fails_gives_no_token(status: int, body: bytes, why: str) -> None:
    with over_http(lambda _: (status, body)) as url, pytest.raises(NoTimestamp, match=why):
        HttpTimestamper(url).stamp(PAPER)


def test_an_authority_that_is_not_there_or_has_no_address_gives_no_token() -> None:
    for url in ("http://127.0.0.1:9/tsr", "file:///etc/passwd", "tsa.example"):
        with pytest.raises(NoTimestamp):
            HttpTimestamper(url).stamp(PAPER)


def test_a_token_that_names_no_time_says_so() -> None:
    with pytest.raises(NoTimestamp, match="names no time"):
        stamped_at(b"no token")
