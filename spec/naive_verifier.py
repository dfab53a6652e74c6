# fmt: off
# ruff: noqa: C408
"""A second verifier of the audit log, deliberately naive: the specification read aloud.

    python spec/naive_verifier.py EXPORT_FOLDER PUBLIC_KEY_FILE [EARLIER_CHECKPOINT]

Standard library only; shares no code with the package. Exit code 0: verified; 1: not, and why.
"""
import json
import re
import sys
from base64 import b64decode, b64encode
from hashlib import sha256, sha512
from pathlib import Path
from typing import Any

P, ORDER = 2**255 - 19, 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, P) % P
BASE_X = 15112221349535400772501151409588531511454012693041857206046113283949847762202
KINDS = dict(at=str, body=dict, commitments=dict, index=int, subject=str, tag=str, v=int)
BLOB = r"((?:[A-Za-z0-9+/]{4})+(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?)\n"
CHECKPOINT = rf"([^\n]+)\n(0|[1-9]\d{{0,18}})\n{BLOB}([^\n]+\n)*\n(\u2014 [^\s+]+ {BLOB})+"

class Flawed(Exception):
    """Carries the name of a flaw, as in spec/vectors/."""

def need(truth: object, flaw: str) -> None:
    if not truth:
        raise Flawed(flaw)

def plus(a: tuple[int, int], b: tuple[int, int]) -> tuple[int, int]:
    (x, y), (u, v) = a, b
    one = pow(1 - (t := D * x * u * y * v % P) ** 2, -1, P)  # inverts 1 + t and 1 - t at once
    return (x * v + u * y) * (1 - t) * one % P, (y * v + x * u) * (1 + t) * one % P

def times(n: int, point: tuple[int, int]) -> tuple[int, int]:
    double = times(n >> 1, plus(point, point)) if n else (0, 1)
    return plus(double, point) if n & 1 else double

def is_signed(public: bytes, signature: bytes, text: bytes) -> bool:
    """Ed25519: RFC 8032, 5.1.7, as R == S*B - h*A."""
    y, s = int.from_bytes(public, "little") % 2**255, int.from_bytes(signature[32:], "little")
    square = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    x = pow(square, (P + 3) // 8, P)
    x = x if x * x % P == square else x * pow(2, (P - 1) // 4, P) % P
    if x * x % P != square or len(signature) != 64 or s >= ORDER:
        return False
    h = int.from_bytes(sha512(signature[:32] + public + text).digest(), "little") % ORDER
    minus_key = (-x if x % 2 == public[31] >> 7 else x, y)
    x, y = plus(times(s, (BASE_X, 4 * pow(5, -1, P) % P)), times(h, minus_key))
    return signature[:32] == (y | (x % 2) << 255).to_bytes(32, "little")

def is_noted(note: bytes, vkey: str, flaw: str) -> bool:
    """Whether this key signed the note: C2SP signed-note, tlog-cosignature."""
    text, _, lines = note.decode().rpartition("\n\n")
    name, key_id, material = vkey.strip("\n").split("+", 2)
    public, is_found = b64decode(material), False
    for _, signer, blob in (line.split(" ") for line in lines.split("\n")[:-1]):
        signature, told = b64decode(blob, validate=True), f"{text}\n".encode()
        if signer == name and signature[:4].hex() == key_id:
            if public[0] == 4:  # a witness puts eight bytes of time before its signature
                told = b"cosignature/v1\ntime %d\n" % int.from_bytes(signature[4:12], "big") + told
            need(is_signed(public[1:], signature[12 if public[0] == 4 else 4:], told), flaw)
            is_found = True
    return is_found

def open_checkpoint(note: bytes, vkey: str, origin: str) -> tuple[int, bytes]:
    match = re.fullmatch(CHECKPOINT, note.decode(errors="ignore"))
    if not match or match[0].encode() != note or re.search(rb"[\x00-\x09\x0b-\x1f]", note):
        raise Flawed("malformed_checkpoint")
    blobs = [match[3], *re.findall(f" {BLOB}", match[0].rpartition("\n\n")[2])]
    need(all(b64encode(b64decode(blob)).decode() == blob for blob in blobs)
         and len(match[3]) == 44 and int(match[2]) < 2**63, "malformed_checkpoint")
    need(match[1] == origin, "wrong_origin")
    need(is_noted(note, vkey, "forged_checkpoint"), "wrong_key")
    return int(match[2]), b64decode(match[3])

def in_order(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    keys = [key.encode("utf-16-be") for key, _ in pairs]
    need(keys == sorted(set(keys)), "non_canonical_entry")
    return dict(pairs)

def small(digits: str) -> int:
    need(-2**53 < int(digits) < 2**53, "unreadable_entry")  # int() refuses what is no integer
    return int(digits)

def read_index(line: bytes) -> int:
    """The index of an entry, if spelled in the one way of RFC 8785, without floats."""
    try:
        entry = json.loads(line.decode(), object_pairs_hook=in_order,
                           parse_int=small, parse_float=small, parse_constant=small)
        spelled = json.dumps(entry, ensure_ascii=False, separators=(",", ":")).encode()
        need(spelled == line, "non_canonical_entry")
        need({key: type(entry[key]) for key in entry} == KINDS and entry["v"] == 1
             and entry["index"] >= 0 and len(line) < 65_536, "unreadable_entry")
        return int(entry["index"])
    except (ValueError, TypeError, RecursionError):
        raise Flawed("unreadable_entry") from None

def root_of(leaves: list[bytes]) -> bytes:
    """RFC 9162, 2.1.1."""
    if len(leaves) < 2:
        return leaves[0] if leaves else sha256().digest()
    half = 1 << (len(leaves) - 1).bit_length() - 1
    return sha256(b"\x01" + root_of(leaves[:half]) + root_of(leaves[half:])).digest()

def order_flaws(claimed: list[int], size: int) -> list[str]:
    firsts = [index for index in dict.fromkeys(claimed) if index < size]
    top = max(firsts, default=-1) + 1
    told = {"inserted_entry": len(firsts) < len(claimed), "dropped_entry": len(firsts) < top,
            "reordered_entry": firsts != sorted(firsts), "truncated_log": top < size}
    return [flaw for flaw, is_so in told.items() if is_so]

def verify_log(lines: list[bytes], note: bytes, vkey: str, since: bytes | None = None) -> list[str]:
    """Every flaw of an exported log, by name; none when it is verified."""
    try:
        size, root = now = open_checkpoint(note, vkey, vkey.split("+")[0])
        old_size, old_root = open_checkpoint(since, vkey, vkey.split("+")[0]) if since else now
    except Flawed as flaw:
        return [str(flaw)]
    leaves, claimed, flaws = [], list[int](), ["rollback"] * (old_size > size)
    for line in lines:
        leaves.append(sha256(b"\x00" + line.removesuffix(b"\n")).digest())
        try:
            need(line.endswith(b"\n"), "unreadable_entry")
            claimed.append(read_index(line[:-1]))
        except Flawed as flaw:
            flaws.append(str(flaw))
            claimed.append(max((index for index in claimed if index < size), default=-1) + 1)
    if root not in (root_of(leaves), root_of(leaves[:size])):
        return (flaws + order_flaws(claimed, size)) or ["rewritten_entry"]
    flaws += ["duplicate_index" if index in claimed[:place] else "index_gap"
              for place, index in enumerate(claimed) if index != place]
    if root != root_of(leaves[:size]) or len(leaves) < size:
        return [*flaws, "mismatched_size"]
    flaws += ["forked_history"] * (old_size <= size and root_of(leaves[:old_size]) != old_root)
    return flaws + ["unsigned_entries"] * (len(leaves) > size)

def main(folder: Path, key: Path, *since: Path) -> int:
    entries, *files = folder / "entries.jsonl", folder / "checkpoint.txt", key, *since
    if missing := [str(path) for path in (entries, *files) if not path.is_file()]:
        sys.exit(f"not verified: there is no file {', '.join(missing)}")
    with entries.open("rb") as file:
        flaws = verify_log(list(file), files[0].read_bytes(), key.read_text(),
                           *(path.read_bytes() for path in since))
    print("\n".join(dict.fromkeys(flaws)) or "verified")
    return 1 if flaws else 0

if __name__ == "__main__":
    sys.exit(main(*map(Path, sys.argv[1:])))
