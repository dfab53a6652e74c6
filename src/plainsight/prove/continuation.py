"""A continuation: a log whose key is lost goes on under another name (spec/rotation.md, section 5).

Nobody can sign for the lost key, and nothing here pretends so: whoever pinned it is not led on. The
new key alone says which log it continues, in an entry over all that log's entries.
"""

import base64
import re
from dataclasses import dataclass

from plainsight.errors import BadNote, BrokenContinuation, ForgedSignature
from plainsight.model.fact import AuditTag, JsonValue
from plainsight.prove.entry import Entry
from plainsight.prove.note import (
    KeyKind,
    Signer,
    VerifierKey,
    decode_base64,
    parse_verifier_key,
    require_kind,
    verify_signature,
)
from plainsight.prove.tree import HASH_BYTES

CONTINUATION_TAG = AuditTag.LOG_CONTINUED.value

_HEADER = "plainsight-continuation/1"
_FIELDS = ("root", "old_key", "new_key", "new_signature")
_ROOT = re.compile(rf"[0-9a-f]{{{2 * HASH_BYTES}}}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Continuation:
    """One log goes on as another; signed by the new one's key, and by no key of the old one."""

    index: int  # of its entry; all before it are the old log's
    root: bytes  # over these
    old: VerifierKey  # the last key of the old log
    new: VerifierKey

    def __post_init__(self) -> None:
        if self.old.name == self.new.name:
            why = f"the new key has the old log's name, {self.old.name!r}; it must have another"
            raise BrokenContinuation(self.index, why)

    def __str__(self) -> str:
        """What the new key signs, ending in a newline."""
        lines = (_HEADER, f"entry {self.index}", self.root.hex(), self.old, self.new)
        return "".join(f"{line}\n" for line in lines)


def continuation_body(continuation: Continuation, *, new: Signer) -> dict[str, JsonValue]:
    """The body of the entry at `continuation.index`."""
    signature = new.sign(str(continuation).encode())
    return {
        "root": continuation.root.hex(),
        "old_key": str(continuation.old),
        "new_key": str(continuation.new),
        "new_signature": base64.b64encode(signature).decode(),
    }


def read_continuation(entry: Entry) -> Continuation:
    """The continuation that an entry tells of, signed by its new key. Raises BrokenContinuation."""
    told = {name: value for name, value in entry.body.items() if isinstance(value, str)}
    if entry.body.keys() != {*_FIELDS} or told.keys() != {*_FIELDS}:
        raise BrokenContinuation(entry.index, f"its body has the texts {', '.join(_FIELDS)}")
    if not _ROOT.fullmatch(told["root"]):
        raise BrokenContinuation(entry.index, "its root is no 64 lower-case hex digits")
    try:
        old, new = (parse_verifier_key(told[name]) for name in ("old_key", "new_key"))
        require_kind(old, KeyKind.NOTE)
        require_kind(new, KeyKind.NOTE)
        found = Continuation(index=entry.index, root=bytes.fromhex(told["root"]), old=old, new=new)
        if [str(old), str(new)] != [told["old_key"], told["new_key"]]:
            raise BrokenContinuation(entry.index, "a key is spelled in another way")
        signature = decode_base64(told["new_signature"], what="new_signature")
        verify_signature(str(found).encode(), signature=signature, key=new)
    except BadNote as problem:
        raise BrokenContinuation(entry.index, str(problem)) from None
    except ForgedSignature:
        raise BrokenContinuation(entry.index, f"the new key did not sign it: {new}") from None
    return found
