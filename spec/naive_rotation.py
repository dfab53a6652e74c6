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
    if entry["tag"] not in ("log:key_rotated", "log:continued"):
        return None
    told, is_new = entry["body"], entry["tag"] == "log:continued"
    broken = "broken_continuation" if is_new else "broken_rotation"
    fields = FIELDS - {"reason", "old_signature"} if is_new else FIELDS
    need(told.keys() == fields and {type(text) for text in told.values()} == {str}
         and re.fullmatch("[0-9a-f]{64}", told["root"])
         and re.fullmatch("[a-z][a-z0-9_]{0,63}", told.get("reason", "lost")), broken)
    for key in (told["old_key"], told["new_key"]):
        match = re.fullmatch(KEY, key)
        try:
            material = b64decode(key.split("+", 2)[2], validate=True)
        except (ValueError, IndexError):
            raise Flawed(broken) from None
        name = match[1].encode() if match else b""
        need(match and len(material) == 33 and naive.b64encode(material).decode() == key[-44:]
             and sha256(name + b"\n" + material).hexdigest()[:8] == match[2], broken)
    (old_name, old_id, _), (new_name, new_id, _) = (
        told[which].split("+", 2) for which in ("old_key", "new_key"))
    need(old_name != new_name if is_new else old_name == new_name and old_id != new_id, broken)
    header = "plainsight-continuation/1" if is_new else "plainsight-rotation/1"
    parts = [header, f"entry {index}", told["root"], told["old_key"], told["new_key"]]
    text = "".join(f"{part}\n" for part in [*parts, *[told.get("reason")] * (not is_new)]).encode()
    for which in ("new",) if is_new else ("old", "new"):
        public = b64decode(told[f"{which}_key"][-44:])[1:]
        try:
            signature = b64decode(told[f"{which}_signature"], validate=True)
        except ValueError:
            signature = b""
        need(naive.b64encode(signature).decode() == told[f"{which}_signature"]
             and naive.is_signed(public, signature, text),
             broken if is_new else "unsigned_rotation")
    return {**told, "index": index, "is_new": is_new}

Keys = tuple[list[str], list[int]]  # the keys under one name, and the indexes where one followed

def keys_of(lines: list[bytes], size: int) -> tuple[list[Keys], list[Any], list[str], list[str]]:
    """The keys, name after name; what told of them; flaws of that; flaws of where it stands."""
    names, changes = list[Keys](), list[dict[str, Any]]()
    flaws, misplaced, leaves = list[str](), list[str](), list[bytes]()
    for line in lines:
        leaves.append(sha256(b"\x00" + line.removesuffix(b"\n")).digest())
        try:
            told = read_rotation(line.removesuffix(b"\n"))
            if told is None or told["index"] >= size:
                continue
            keys, at = names[-1] if names else ([told["old_key"]], [])
            broken = "broken_continuation" if told["is_new"] else "broken_rotation"
            had = [name_of(each[0]) for each, _ in names] or [name_of(keys[0])]
            need(keys[-1] == told["old_key"], broken)
            need(name_of(told["new_key"]) not in had if told["is_new"] else
                 told["new_key"] not in keys and at[-1:] < [told["index"]], broken)
        except Flawed as flaw:
            flaws.append(str(flaw))
            continue
        names = names or [(keys, at)]
        if told["is_new"]:
            names.append(([told["new_key"]], []))
        else:
            names[-1] = ([*keys, told["new_key"]], [*at, told["index"]])
        changes.append(told)
        misplaced += [broken] * (naive.root_of(leaves[:-1]).hex() != told["root"])
    return names, changes, flaws, misplaced

def name_of(key: str) -> str:
    return key.split("+")[0]

def open_with(note: bytes, keys: list[str], at: list[int]) -> tuple[int, bytes, str]:
    """The checkpoint, if a key that may sign one of this size did: the newest, or at i + 1 two."""
    signed = dict[str, tuple[int, bytes]]()
    for key in keys:
        try:
            signed[key] = naive.open_checkpoint(note, key, name_of(keys[0]))
        except Flawed as flaw:
            if str(flaw) != "wrong_key":
                raise
    for size, root in list(signed.values())[:1]:
        passed = sum(index < size for index in at)
        both = passed and at[passed - 1] == size - 1
        for key in [keys[passed], *([keys[passed - 1]] if both else [])]:
            if key in signed:
                return size, root, key
        need(not any(key in signed for key in keys[:passed]), "retired_key")
    raise Flawed("wrong_key")

def held(since: bytes, names: list[Keys], changes: list[Any]) -> tuple[int, bytes]:
    """A checkpoint from before: of this log, or of one that it continues."""
    ends = [each["index"] for each in changes if each["is_new"]]
    for (keys, at), end in zip(names, ends, strict=False):
        if since.partition(b"\n")[0].decode(errors="replace") == name_of(keys[0]):
            size, root, _ = open_with(since, keys, at)
            need(size <= end, "retired_key")
            return size, root
    return open_with(since, *names[-1])[:2]

def verify_log(lines: list[bytes], note: bytes, vkey: str, since: bytes | None = None) -> list[str]:
    """Every flaw of an exported log, by name, whichever of its keys was pinned."""
    pinned = vkey.strip("\n")
    try:
        naive.open_checkpoint(note, pinned, name_of(pinned))
    except Flawed as flaw:
        if str(flaw) != "wrong_key":
            return [str(flaw)]
    names, changes, flaws, misplaced = keys_of(lines, int(note.split(b"\n")[1]))
    keys, at = names[-1] if names else ([pinned], [])
    if pinned not in keys:
        keys, at, misplaced = [pinned], [], [*misplaced, "broken_rotation"]
    place = keys.index(pinned)
    try:
        size, root, signer = open_with(note, keys[place:], at[place:])
    except Flawed as flaw:
        return [str(flaw), *flaws]
    found = naive.verify_log(lines, note, signer)
    leaves = [sha256(b"\x00" + line.removesuffix(b"\n")).digest() for line in lines]
    is_fit = len(leaves) >= size and naive.root_of(leaves[:size]) == root
    try:
        old_size, old_root = held(since or note, [*names[:-1], (keys, at)], changes)
        found += ["rollback"] * (old_size > size)
        if is_fit and old_size <= size and naive.root_of(leaves[:old_size]) != old_root:
            found.append("forked_history")
    except Flawed as flaw:
        found.append(str(flaw))
    return found + (flaws + misplaced) * is_fit

def main(folder: Path, key: Path, *since: Path) -> int:
    entries, *files = folder / "entries.jsonl", folder / "checkpoint.txt", key, *since
    if missing := [str(path) for path in (entries, *files) if not path.is_file()]:
        sys.exit(f"not verified: there is no file {', '.join(missing)}")
    with entries.open("rb") as file:
        lines = list(file)
    flaws = verify_log(lines, files[0].read_bytes(), key.read_text(),
                       *(path.read_bytes() for path in since))
    for told in [] if flaws else keys_of(lines, len(lines))[1]:
        how = "is lost, and did not sign what follows:" if told["is_new"] else "gave way to"
        print(f"entry {told['index']}: {told['old_key']} {how} {told['new_key']}")
    print("\n".join(dict.fromkeys(flaws)) or "verified")
    return 1 if flaws else 0

if __name__ == "__main__":
    sys.exit(main(*map(Path, sys.argv[1:])))
