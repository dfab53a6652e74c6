"""Verify a disclosure package with the standard library and openssl. Shares no code with us.

    python3 verify_package.py FOLDER --key platform.pub [--tsa tsa_root.pem]

FOLDER is the opened package. The key must come from somewhere else than the package. Prints one
line for each thing that is wrong and exits with 1, or prints VERIFIED and exits with 0.
"""

import argparse
import base64
import hashlib
import json
import pathlib
import subprocess
import sys
import tempfile


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--key", type=pathlib.Path, required=True)
    parser.add_argument("--tsa", type=pathlib.Path)
    chosen = parser.parse_args()
    inside = chosen.folder.resolve()
    if inside in chosen.key.resolve().parents:
        print("REFUSED: the key lies inside the package; a forger puts his own there")
        return 1
    flaws = list(signature_flaws(chosen.folder, chosen.key))
    flaws += timestamp_flaws(chosen.folder, chosen.tsa)
    flaws += bag_flaws(chosen.folder / "bag")
    flaws += log_flaws(chosen.folder / "bag" / "data", chosen.key)
    for flaw in dict.fromkeys(flaws):  # two manifests tell of one altered file
        print(flaw)
    if chosen.tsa is None:
        print("note: no --tsa given, the timestamp was not checked")
    print("NOT VERIFIED" if flaws else "VERIFIED")
    return 1 if flaws else 0


def signature_flaws(folder, key):
    target, signature = folder / "bag" / "tagmanifest-sha256.txt", folder / "tagmanifest.sig"
    if not target.is_file() or not signature.is_file():
        yield "unsigned: tagmanifest-sha256.txt or tagmanifest.sig is missing"
    elif not signed_by(key, target.read_bytes(), signature.read_bytes()):
        yield "forged: the signature is not by the key you gave"


def timestamp_flaws(folder, root):
    if root is None:
        return
    if not (folder / "tagmanifest.tsr").is_file():
        yield "unstamped: tagmanifest.tsr is missing"
        return
    done = subprocess.run(
        [
            "openssl",
            "ts",
            "-verify",
            "-data",
            folder / "bag" / "tagmanifest-sha256.txt",
            "-in",
            folder / "tagmanifest.tsr",
            "-CAfile",
            root,
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        yield "bad timestamp: it is not over this package, or not by this authority"


def bag_flaws(bag):
    present = {str(p.relative_to(bag)) for p in bag.rglob("*") if p.is_file()}
    listed = set()
    for kind in ("tagmanifest", "manifest"):
        for algorithm in ("sha256", "sha512"):
            name = f"{kind}-{algorithm}.txt"
            listed.add(name)
            if name not in present:
                yield f"missing: {name}"
                continue
            for line in (bag / name).read_text("utf-8").splitlines():
                digest, gap, path = line.partition("  ")
                listed.add(path)
                if not gap or ".." in path.split("/"):
                    yield f"malformed: {name}"
                elif path not in present:
                    yield f"missing: {path}"
                elif hashlib.new(algorithm, (bag / path).read_bytes()).hexdigest() != digest:
                    yield f"altered: {path}"
    for path in sorted(present - listed):
        yield f"planted: {path}"


def log_flaws(data, key):
    try:
        note = (data / "checkpoint.txt").read_bytes()
        proofs = json.loads((data / "inclusion.json").read_bytes())
        text, _, signatures = note.partition(b"\n\n")
        origin, size, root = text.decode().split("\n")[:3]
        blobs = [base64.b64decode(x.rsplit(b" ", 1)[1])[4:] for x in signatures.splitlines()]
        size, root = int(size), base64.b64decode(root)
    except (OSError, ValueError, IndexError, KeyError) as problem:
        yield f"malformed checkpoint or proofs: {problem}"
        return
    if not any(signed_by(key, text + b"\n", blob) for blob in blobs if len(blob) == 64):
        yield f"forged checkpoint: {origin} was not signed by the key you gave"
        return
    told = set()
    for proof in proofs:
        line = base64.b64decode(proof["entry"])
        hashes = [base64.b64decode(step) for step in proof["hashes"]]
        if climb(line, proof["index"], size, hashes) != root:
            yield f"not in the log: entry {proof['index']}"
        else:
            entry = json.loads(line)
            told.add(entry["body"].get("digest"))
    records = hashlib.sha256((data / "records" / "subscriber.jsonl").read_bytes()).hexdigest()
    if records not in told:
        yield "not in the log: no entry tells of these records"


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


def signed_by(key, content, signature):
    with tempfile.TemporaryDirectory() as folder:
        what, by = pathlib.Path(folder, "content"), pathlib.Path(folder, "signature")
        what.write_bytes(content)
        by.write_bytes(signature)
        done = subprocess.run(
            [
                "openssl",
                "pkeyutl",
                "-verify",
                "-pubin",
                "-inkey",
                key,
                "-rawin",
                "-in",
                what,
                "-sigfile",
                by,
            ],
            capture_output=True,
            check=False,
        )
        return done.returncode == 0


if __name__ == "__main__":
    sys.exit(main())
