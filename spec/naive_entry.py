# fmt: off
"""One entry and its proof, checked naively (spec/proof.md); the companion of naive_verifier.py.

    python spec/naive_entry.py PROOF_FILE PUBLIC_KEY_FILE

Standard library only; shares no code with the package. Exit code 0: verified; 1: not, and why.
"""
import re
import sys
from base64 import b64decode
from hashlib import sha256
from pathlib import Path

from naive_verifier import Flawed, need, open_checkpoint, read_index

PROOF = r"c2sp\.org/tlog-proof@v1\nextra (\S+)\nindex (0|[1-9][0-9]*)((\n[A-Za-z0-9+/]{43}=)*)"

def pair(left: bytes, right: bytes) -> bytes:
    return sha256(b"\x01" + left + right).digest()

def climb(leaf: bytes, index: int, size: int, proof: list[bytes]) -> bytes:
    """The root that an inclusion proof leads to: RFC 9162, 2.1.3.1, read backwards."""
    need(0 <= index < size and (size > 1) == bool(proof), "unproven_entry")
    if size == 1:
        return leaf
    half = 1 << (size - 1).bit_length() - 1
    if index < half:
        return pair(climb(leaf, index, half, proof[:-1]), proof[-1])
    return pair(proof[-1], climb(leaf, index - half, size - half, proof[:-1]))

def verify_entry(file: bytes, vkey: str) -> list[str]:
    """Every flaw of a proof file, by name; none when its entry is verified."""
    head, _, note = file.partition(b"\n\n")
    match = re.fullmatch(PROOF, head.decode(errors="replace"))
    if not match:
        return ["malformed_proof"]
    index, line = int(match[2]), b64decode(match[1])
    proof = [b64decode(step) for step in match[3].split()]
    try:
        size, root = open_checkpoint(note, vkey, vkey.split("+")[0])
        found = climb(sha256(b"\x00" + line).digest(), index, size, proof)
        need(found == root, "unproven_entry")
        need(read_index(line) == index, "index_gap")
    except Flawed as flaw:
        return [str(flaw)]
    return []

def main(file: Path, key: Path) -> int:
    if missing := [str(path) for path in (file, key) if not path.is_file()]:
        sys.exit(f"not verified: there is no file {', '.join(missing)}")
    flaws = verify_entry(file.read_bytes(), key.read_text())
    print("\n".join(flaws) or "verified")
    return 1 if flaws else 0

if __name__ == "__main__":
    sys.exit(main(*map(Path, sys.argv[1:])))
