# ruff: noqa: B904, UP032, UP036 - read by any Python, so that one too old says so in words
"""Verify a disclosure package with the standard library and openssl. Shares no code with us.

    python3 verify_package.py FOLDER --key platform.pub [--tsa tsa_root.pem]

FOLDER is the opened package. The key must come from somewhere else than the package. Where it
gave way to another key since, the package says so in words that the old key signed: they are
followed, and each change is printed. Needs Python 3.7 or later and OpenSSL 3.0 or later;
`--openssl` names one that is not first in PATH.

Prints one line for each thing that is wrong or cannot be checked, then the verdict:

    VERIFIED      exit code 0   all that was asked was checked, and it fits
    NOT VERIFIED  exit code 1   something was checked and does not fit, or the key is refused
    NOT CHECKED   exit code 2   nothing speaks against the package, but something could not be
                                checked: a tool, a key or a file is missing. It is no verdict.
"""

import sys

if sys.version_info < (3, 7):
    sys.stderr.write(
        "NOT CHECKED: this needs Python 3.7 or later, and this is Python {}.{}; nothing is said of "
        "the package\n".format(*sys.version_info[:2])
    )
    raise SystemExit(2)

import argparse
import base64
import hashlib
import json
import pathlib
import shutil
import subprocess
import tempfile

# RFC 8032, section 7.1, test 3: what an openssl must accept before its refusals mean anything.
TRIAL_KEY = "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025"
TRIAL_CONTENT = b"\xaf\x82"
TRIAL_SIGNATURE = (
    "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac"
    "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a"
)
ED25519_HEAD = "302a300506032b6570032100"  # SubjectPublicKeyInfo up to the key (RFC 8410)
ROTATIONS_MAX = 100


class CannotCheck(Exception):
    """What is missing, and the mend. Never a word against the package."""


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--key", type=pathlib.Path, required=True)
    parser.add_argument("--tsa", type=pathlib.Path)
    parser.add_argument("--openssl", default="openssl", help="OpenSSL 3.0 or later")
    chosen = parser.parse_args()
    if not chosen.folder.is_dir():
        parser.error("there is no folder {}".format(chosen.folder))
    if chosen.folder.resolve() in chosen.key.resolve().parents:
        print("REFUSED: the key lies inside the package; a forger puts his own there")
        return 1
    flaws, gaps, changes = judge(chosen)
    for line in changes:
        print(plain("note: {}".format(line)))
    for line in dict.fromkeys(flaws):  # two manifests tell of one altered file
        print(plain(line))
    for line in gaps:
        print(plain("cannot check: {}".format(line)))
    if chosen.tsa is None:
        print("note: no --tsa given, the timestamp was not checked")
    print("NOT VERIFIED" if flaws else "NOT CHECKED" if gaps else "VERIFIED")
    return 1 if flaws else 2 if gaps else 0


def plain(line):
    """No file name of a package ends a line or speaks to the terminal."""
    return line.encode("unicode_escape").decode("ascii")


def judge(chosen):
    """What speaks against the package, what could not be checked, how the key changed."""
    folder, data, gaps, changes = chosen.folder, chosen.folder / "bag" / "data", [], []
    unsigned, unstamped, unproven = [], [], []
    try:
        try_openssl(chosen.openssl)
        try:
            require_key(chosen.openssl, chosen.key)
            with tempfile.TemporaryDirectory() as scratch:
                found = follow(chosen.openssl, folder, chosen.key, pathlib.Path(scratch))
                key, rotations, unsigned = found
                unsigned += signature_flaws(chosen.openssl, folder, key)
                if not unsigned:  # what is not signed is not read
                    changes = [change["says"] for change in rotations]
                    unproven = list(log_flaws(chosen.openssl, data, key, rotations))
        except CannotCheck as problem:
            gaps.append("signature and log: {}".format(problem))
        try:
            unstamped = list(timestamp_flaws(chosen.openssl, folder, chosen.tsa))
        except CannotCheck as problem:
            gaps.append("timestamp: {}".format(problem))
    except CannotCheck as problem:
        gaps.append("signature, timestamp and log: {}".format(problem))
    return unsigned + unstamped + list(bag_flaws(folder / "bag")) + unproven, gaps, changes


def follow(openssl, folder, key, scratch):
    """The key that signed the package, the rotations that lead to it from the key given, flaws.

    rotations.jsonl lies outside the bag and is signed line by line, by the key that gives way and
    by the one that follows (spec/rotation.md). The key given stands where it signed by itself.
    """
    lines, used = folder / "rotations.jsonl", []
    if not lines.is_file() or not list(signature_flaws(openssl, folder, key)):
        return key, used, []
    current = key
    for line in lines.read_bytes().splitlines()[:ROTATIONS_MAX]:
        try:
            told = read_rotation(line)
        except (LookupError, TypeError, ValueError, AttributeError):
            return key, [], ["broken rotation: a line of rotations.jsonl cannot be read"]
        if told["old"] != public_of(openssl, current, scratch):
            continue  # from before the key given
        new = scratch / "{}.pub".format(len(used))
        new.write_text(pem_of(told["new"]), "ascii")
        for by, name in ((current, "old"), (new, "new")):
            if not signed_by(openssl, by, told["text"], told[name + "_signature"]):
                flaw = "unsigned rotation: entry {} is not signed by the {} key"
                return key, [], [flaw.format(told["index"], name)]
        current, used = new, [*used, told]
        if not list(signature_flaws(openssl, folder, current)):
            return current, used, []
    return key, [], []


def read_rotation(line):
    """What one line says, unverified."""
    entry = json.loads(line)
    index, body = entry["index"], entry["body"]
    told = {"line": line, "index": index}
    text = ["plainsight-rotation/1", "entry {:d}".format(index), body["root"]]
    text += [body["old_key"], body["new_key"], body["reason"]]
    told["text"] = "".join(part + "\n" for part in text).encode()
    names = set()
    for which in ("old", "new"):
        name, _, material = body[which + "_key"].split("+", 2)
        key = base64.b64decode(material, validate=True)
        if len(key) != 33 or key[0] != 1 or entry["tag"] != "log:key_rotated":
            raise ValueError("no rotation of a log's key")
        names.add(name)
        told[which] = key[1:]
        told[which + "_signature"] = base64.b64decode(body[which + "_signature"], validate=True)
    if len(names) != 1:
        raise ValueError("two logs")
    told["says"] = "the key gave way at entry {} of the log ({}): {} to {}".format(
        index, body["reason"], body["old_key"], body["new_key"]
    )
    return told


def public_of(openssl, key, scratch):
    """The 32 bytes of a public key in PEM."""
    der = scratch / "key.der"
    run(openssl, "pkey", "-pubin", "-in", key, "-outform", "DER", "-out", der)
    return der.read_bytes()[-32:] if der.is_file() else b""


def pem_of(public):
    encoded = base64.b64encode(bytes.fromhex(ED25519_HEAD) + public).decode()
    return "-----BEGIN PUBLIC KEY-----\n{}\n-----END PUBLIC KEY-----\n".format(encoded)


def signature_flaws(openssl, folder, key):
    target, signature = folder / "bag" / "tagmanifest-sha256.txt", folder / "tagmanifest.sig"
    if not target.is_file() or not signature.is_file():
        yield "unsigned: tagmanifest-sha256.txt or tagmanifest.sig is missing"
    elif not signed_by(openssl, key, target.read_bytes(), signature.read_bytes()):
        yield "forged: the signature is not by the key you gave"


def timestamp_flaws(openssl, folder, root):
    if root is None:
        return
    target, token = folder / "bag" / "tagmanifest-sha256.txt", folder / "tagmanifest.tsr"
    if not token.is_file() or not target.is_file():
        yield "unstamped: tagmanifest.tsr is missing, or what it is over"
        return
    if run(openssl, "x509", "-in", root, "-noout").returncode != 0:
        raise CannotCheck("{} is no certificate in PEM that can be read".format(root))
    done = run(openssl, "ts", "-verify", "-data", target, "-in", token, "-CAfile", root)
    if done.returncode != 0:
        if "Verification: FAILED" not in done.stdout + done.stderr:
            raise CannotCheck("{} ts says: {}".format(openssl, last_word(done)))
        yield "bad timestamp: it is not over this package, or not by this authority"


def bag_flaws(bag):
    present = {p.relative_to(bag).as_posix() for p in bag.rglob("*") if p.is_file()}
    listed = set()
    for kind in ("tagmanifest", "manifest"):
        for algorithm in ("sha256", "sha512"):
            name = "{}-{}.txt".format(kind, algorithm)
            listed.add(name)
            if name not in present:
                yield "missing: {}".format(name)
                continue
            for line in (bag / name).read_text("utf-8", "replace").splitlines():
                digest, gap, path = line.partition("  ")
                listed.add(path)
                if not gap or ".." in path.split("/"):
                    yield "malformed: {}".format(name)
                elif path not in present:
                    yield "missing: {}".format(path)
                elif hashlib.new(algorithm, (bag / path).read_bytes()).hexdigest() != digest:
                    yield "altered: {}".format(path)
    for path in sorted(present - listed):
        yield "planted: {}".format(path)


def log_flaws(openssl, data, key, rotations):
    """Whether the log tells of these records; whoever signed may still have packed it wrong."""
    try:
        note = (data / "checkpoint.txt").read_bytes()
        proofs = json.loads((data / "inclusion.json").read_bytes())
        text, _, signatures = note.partition(b"\n\n")
        origin, size, root = text.decode().split("\n")[:3]
        blobs = [base64.b64decode(x.rsplit(b" ", 1)[1])[4:] for x in signatures.splitlines()]
        size, root = int(size), base64.b64decode(root)
        if not any(signed_by(openssl, key, text + b"\n", blob) for blob in blobs):
            yield "forged checkpoint: {} was not signed by the key you gave".format(origin)
            return
        told, proven = set(), set()
        for proof in proofs:
            line = base64.b64decode(proof["entry"])
            hashes = [base64.b64decode(step) for step in proof["hashes"]]
            if climb(line, proof["index"], size, hashes) != root:
                yield "not in the log: entry {}".format(proof["index"])
            else:
                told.add(json.loads(line)["body"].get("digest"))
                proven.add((proof["index"], line))
        for each in rotations:
            if (each["index"], each["line"]) not in proven:
                yield "not in the log: the change of the key, entry {}".format(each["index"])
        records = (data / "records" / "subscriber.jsonl").read_bytes()
        if hashlib.sha256(records).hexdigest() not in told:
            yield "not in the log: no entry tells of these records"
        counted = json.loads((data / "hashes_at_source.json").read_bytes())["line_count"]
        if counted != records.count(b"\n"):
            yield "wrong counts: {} lines were signed, {} are here".format(
                counted, records.count(b"\n")
            )
    except (OSError, LookupError, TypeError, ValueError, AttributeError) as problem:
        yield "malformed checkpoint, proofs or records: {}".format(problem)


def climb(line, index, size, hashes):
    """RFC 9162, section 2.1.3.2."""
    if not 0 <= index < size:
        return b""
    node, f, s = hashlib.sha256(b"\x00" + line).digest(), index, size - 1
    for step in hashes:
        if s == 0:
            return b""
        if f & 1 or f == s:
            node = hashlib.sha256(b"\x01" + step + node).digest()
            while not f & 1 and f:
                f, s = f >> 1, s >> 1
        else:
            node = hashlib.sha256(b"\x01" + node + step).digest()
        f, s = f >> 1, s >> 1
    return node if s == 0 else b""


def try_openssl(openssl):
    """Have a true and a false signature judged, so that a tool that cannot is no forgery."""
    if shutil.which(str(openssl)) is None:
        raise CannotCheck("there is no {}; {}".format(openssl, MEND))
    with tempfile.TemporaryDirectory() as folder:
        key = pathlib.Path(folder, "trial.pub")
        key.write_text(pem_of(bytes.fromhex(TRIAL_KEY)), "ascii")
        signature = bytes.fromhex(TRIAL_SIGNATURE)
        try:
            fits = signed_by(openssl, key, TRIAL_CONTENT, signature)
            fits = fits and not signed_by(openssl, key, TRIAL_CONTENT + b".", signature)
        except CannotCheck:
            fits = False
    if not fits:
        version = run(openssl, "version").stdout.strip() or "what is called {}".format(openssl)
        raise CannotCheck("{} cannot check an Ed25519 signature; {}".format(version, MEND))


MEND = "install OpenSSL 3.0 or later, or name one: --openssl /path/to/openssl"


def require_key(openssl, key):
    done = run(openssl, "pkey", "-pubin", "-in", key, "-noout", "-text")
    if done.returncode != 0 or "ED25519" not in done.stdout.upper():
        raise CannotCheck(
            "{} is no Ed25519 public key in PEM that can be read; its first line should be "
            "-----BEGIN PUBLIC KEY-----".format(key)
        )


def signed_by(openssl, key, content, signature):
    if len(signature) != 64 or not content:
        return False
    with tempfile.TemporaryDirectory() as folder:
        what, by = pathlib.Path(folder, "content"), pathlib.Path(folder, "signature")
        what.write_bytes(content)
        by.write_bytes(signature)
        asked = ["pkeyutl", "-verify", "-pubin", "-inkey", key, "-rawin"]
        asked += ["-in", what, "-sigfile", by]
        done = run(openssl, *asked)
    if done.returncode != 0 and "Signature Verification Failure" not in done.stdout + done.stderr:
        # It did not judge: an option or a key that it does not know, say.
        raise CannotCheck("{} pkeyutl says: {}".format(openssl, last_word(done)))
    return done.returncode == 0


def run(openssl, *arguments):
    try:
        return subprocess.run(
            [str(openssl)] + [str(each) for each in arguments],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            check=False,
        )
    except OSError as problem:
        raise CannotCheck("{} does not run: {}; {}".format(openssl, problem.strerror, MEND))


def last_word(done):
    lines = (done.stdout + done.stderr).strip().splitlines()
    return lines[-1] if lines else "nothing, exit code {}".format(done.returncode)


if __name__ == "__main__":
    sys.exit(main())
