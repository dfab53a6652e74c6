# fmt: off
"""A log whose key changed, checked naively (spec/rotation.md); companion of naive_verifier.py.

    python spec/naive_rotation.py EXPORT_FOLDER PUBLIC_KEY_FILE [EARLIER_CHECKPOINT]

The key may be any that the log ever had. Says which key follows which, then what naive_verifier.py
would say. Standard library only; shares no code with the package. Exit code 0: verified; 1: not.
"""
import json
import re
import sys
from base64 import b64decode
from hashlib import sha256
from pathlib import Path
from typing import Any

import naive_verifier as naive
from naive_verifier import Flawed, need

FIELDS = {"root", "old_key", "new_key", "reason", "old_signature", "new_signature"}
KEY = r"([^\s+]+)\+([0-9a-f]{8})\+A[Q-Za-f]\S{42}"

def read_rotation(line: bytes) -> dict[str, Any] | None:
    """What an entry says of the log's key; None where it speaks of something else."""
    try:
        index = naive.read_index(line)
    except Flawed:
        return None
    entry = json.loads(line)
    if entry["tag"] != "log:key_rotated":
        return None
    told = entry["body"]
    need(told.keys() == FIELDS and {type(text) for text in told.values()} == {str}
         and re.fullmatch("[0-9a-f]{64}", told["root"])
         and re.fullmatch("[a-z][a-z0-9_]{0,63}", told["reason"]), "broken_rotation")
    for key in (told["old_key"], told["new_key"]):
        match = re.fullmatch(KEY, key)
        try:
            material = b64decode(key.split("+", 2)[2], validate=True)
        except (ValueError, IndexError):
            raise Flawed("broken_rotation") from None
        name = match[1].encode() if match else b""
        need(match and len(material) == 33 and naive.b64encode(material).decode() == key[-44:]
             and sha256(name + b"\n" + material).hexdigest()[:8] == match[2], "broken_rotation")
    (old_name, old_id, _), (new_name, new_id, _) = (
        told[which].split("+", 2) for which in ("old_key", "new_key"))
    need(old_name == new_name and old_id != new_id, "broken_rotation")
    text = "".join(f"{part}\n" for part in (
        "plainsight-rotation/1", f"entry {index}", told["root"], told["old_key"], told["new_key"],
        told["reason"])).encode()
    for which in ("old", "new"):
        public = b64decode(told[f"{which}_key"][-44:])[1:]
        try:
            signature = b64decode(told[f"{which}_signature"], validate=True)
        except ValueError:
            signature = b""
        need(naive.b64encode(signature).decode() == told[f"{which}_signature"]
             and naive.is_signed(public, signature, text), "unsigned_rotation")
    return {**told, "index": index}

def keys_of(lines: list[bytes], size: int) -> tuple[list[dict[str, Any]], list[str], list[str]]:
    """The rotations among the signed entries; flaws of their own; flaws of where they stand."""
    chain: list[dict[str, Any]] = []
    flaws, misplaced, leaves = list[str](), list[str](), list[bytes]()
    for line in lines:
        leaves.append(sha256(b"\x00" + line.removesuffix(b"\n")).digest())
        try:
            told = read_rotation(line.removesuffix(b"\n"))
            if told is None or told["index"] >= size:
                continue
            had = [each["old_key"] for each in chain] + [each["new_key"] for each in chain[-1:]]
            need(told["new_key"] not in had and told["new_key"] != told["old_key"] and (
                not chain or (chain[-1]["index"] < told["index"]
                and chain[-1]["new_key"] == told["old_key"])), "broken_rotation")
        except Flawed as flaw:
            flaws.append(str(flaw))
            continue
        chain.append(told)
        if naive.root_of(leaves[:-1]).hex() != told["root"]:
            misplaced.append("broken_rotation")
    return chain, flaws, misplaced

def signers(chain: list[dict[str, Any]], pinned: str, size: int) -> list[str]:
    """The keys that may sign a checkpoint of this size, newest first."""
    passed = [each for each in chain if each["index"] < size]
    if not passed:
        return [chain[0]["old_key"] if chain else pinned]
    last = passed[-1]
    return [last["new_key"], last["old_key"]][:2 if last["index"] == size - 1 else 1]

def open_with(note: bytes, chain: list[dict[str, Any]], pinned: str) -> tuple[int, bytes]:
    """The checkpoint, if one of the keys that may sign it did."""
    origin, signed = pinned.split("+")[0], dict[str, tuple[int, bytes]]()
    known = [each["old_key"] for each in chain] + [each["new_key"] for each in chain[-1:]]
    for key in known or [pinned]:
        try:
            signed[key] = naive.open_checkpoint(note, key, origin)
        except Flawed as flaw:
            if str(flaw) != "wrong_key":
                raise
    for key, found in signed.items():
        if key in signers(chain, pinned, found[0]):
            return found
    sizes = [found[0] for found in signed.values()]
    retired = [each for each in chain if sizes and each["old_key"] in signed
               and each["index"] < sizes[0]]
    raise Flawed("retired_key" if retired else "wrong_key")

def verify_log(lines: list[bytes], note: bytes, vkey: str, since: bytes | None = None) -> list[str]:
    """Every flaw of an exported log, by name, whichever of its keys was pinned."""
    pinned = vkey.strip("\n")
    try:
        naive.open_checkpoint(note, pinned, pinned.split("+")[0])
    except Flawed as flaw:
        if str(flaw) != "wrong_key":
            return [str(flaw)]
    claimed = int(note.split(b"\n")[1])
    whole, flaws, misplaced = keys_of(lines, claimed)
    keys = [each["old_key"] for each in whole] + [each["new_key"] for each in whole[-1:]]
    if whole and pinned not in keys:
        whole, misplaced = [], [*misplaced, "broken_rotation"]
    chain = whole[keys.index(pinned):] if whole else []
    try:
        size, root = open_with(note, chain, pinned)
    except Flawed as flaw:
        return [str(flaw), *flaws]
    signer = next(key for key in [pinned, *keys] if signed_by(note, key))
    found = naive.verify_log(lines, note, signer)
    leaves = [sha256(b"\x00" + line.removesuffix(b"\n")).digest() for line in lines]
    is_fit = len(leaves) >= size and naive.root_of(leaves[:size]) == root
    try:
        old_size, old_root = open_with(since or note, whole, pinned)
        found += ["rollback"] * (old_size > size)
        if is_fit and old_size <= size and naive.root_of(leaves[:old_size]) != old_root:
            found.append("forked_history")
    except Flawed as flaw:
        found.append(str(flaw))
    return found + (flaws + misplaced) * is_fit

def signed_by(note: bytes, key: str) -> bool:
    try:
        return bool(naive.open_checkpoint(note, key, key.split("+")[0]))
    except Flawed:
        return False

def main(folder: Path, key: Path, *since: Path) -> int:
    entries, *files = folder / "entries.jsonl", folder / "checkpoint.txt", key, *since
    if missing := [str(path) for path in (entries, *files) if not path.is_file()]:
        sys.exit(f"not verified: there is no file {', '.join(missing)}")
    with entries.open("rb") as file:
        lines = list(file)
    flaws = verify_log(lines, files[0].read_bytes(), key.read_text(),
                       *(path.read_bytes() for path in since))
    for told in [] if flaws else keys_of(lines, len(lines))[0]:
        print(f"entry {told['index']}: {told['old_key']} gave way to {told['new_key']}")
    print("\n".join(dict.fromkeys(flaws)) or "verified")
    return 1 if flaws else 0

if __name__ == "__main__":
    sys.exit(main(*map(Path, sys.argv[1:])))
