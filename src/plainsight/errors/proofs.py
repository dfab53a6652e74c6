"""The audit log, its proofs and its keys."""

from plainsight.errors.root import Fault, Refusal


class UnreadableEntry(Fault):
    """A line of the audit log holds no entry."""

    def __init__(self, detail: str) -> None:
        self.detail = detail
        super().__init__(detail)


class NonCanonicalEntry(Fault):
    """A line of the audit log is JSON, but not spelled as RFC 8785 spells it."""

    def __init__(self, *, found: bytes, canonical: bytes) -> None:
        self.found = found
        self.canonical = canonical
        place = next(
            (at for at, pair in enumerate(zip(found, canonical, strict=False)) if len({*pair}) > 1),
            min(len(found), len(canonical)),
        )
        super().__init__(f"not spelled as RFC 8785 spells it, from byte {place} on")


class BadNote(Fault):
    """A text is no signed note, checkpoint, proof or verifier key."""

    def __init__(self, what: str, mend: str) -> None:
        self.what = what
        self.mend = mend
        super().__init__(f"{what}: {mend}")


class BadStatement(Fault):
    """A statement of the commitments cannot be read, or does not follow the one before it."""

    def __init__(self, what: str, why: str) -> None:
        self.what = what
        self.why = why
        super().__init__(f"statement: {what}: {why}")


class UnknownSigner(Fault):
    """A note carries no signature by the key that was asked for."""

    def __init__(self, key: str, signers: tuple[str, ...]) -> None:
        self.key = key
        self.signers = signers
        super().__init__(
            f"no signature by {key}; signed by {', '.join(signers) or 'nobody'}; "
            "check which key was pinned"
        )


class ForgedSignature(Fault):
    """A note carries a signature under a key that never made it."""

    def __init__(self, key: str) -> None:
        self.key = key
        super().__init__(f"the signature of {key} does not fit the text; the text was changed")


class WrongOrigin(Fault):
    """A checkpoint belongs to another log."""

    def __init__(self, found: str, expected: str) -> None:
        self.found = found
        self.expected = expected
        super().__init__(f"the checkpoint is of the log {found!r}, not of {expected!r}")


class NotProven(Fault):
    """An inclusion or consistency proof does not lead to the root."""

    def __init__(self, detail: str) -> None:
        self.detail = detail
        super().__init__(detail)


class NoCheckpoint(Fault):
    """The log has no signed checkpoint that covers what was asked for."""

    def __init__(self, index: int | None = None) -> None:
        self.index = index
        what = "the log has no checkpoint" if index is None else f"no checkpoint covers {index} yet"
        super().__init__(f"{what}; sign one first")


class BrokenRotation(Fault):
    """An entry that changes the log's key is none, or does not follow from what stands before."""

    def __init__(self, index: int, why: str) -> None:
        self.index = index
        self.why = why
        super().__init__(f"entry {index} changes the log's key, but {why}")


class BrokenContinuation(Fault):
    """An entry that says which log this one continues does not hold together."""

    def __init__(self, index: int, why: str) -> None:
        self.index = index
        self.why = why
        super().__init__(f"entry {index} says which log this one continues, but {why}")


class UnsignedRotation(Fault):
    """An entry that changes the log's key lacks the signature of the old key or the new one."""

    def __init__(self, index: int, whose: str, key: str) -> None:
        self.index = index
        self.key = key
        self.why = f"{whose} did not sign it: {key}"
        super().__init__(f"entry {index} changes the log's key, but {self.why}")


class RetiredKey(Refusal):
    """A key that gave way to another signs the log no more."""

    def __init__(self, key: str, index: int, size: int) -> None:
        self.key = key
        self.index = index
        self.size = size
        super().__init__(
            f"{key} gave way at entry {index} and signs no log of {size} entries; "
            "the key that entry names does"
        )


class RestoredLog(Refusal):
    """A log came out of a backup and was not compared with what was signed since; nobody signs."""

    def __init__(self, index: int) -> None:
        self.index = index
        super().__init__(
            f"the log was restored from a backup of {index} entries, and what was signed since may "
            "be missing; compare first: plainsight log resume --since CHECKPOINT --by YOU"
        )


class BadKeyFile(Fault):
    """A private key file cannot be used; carries the path and never what the file holds."""

    def __init__(self, path: str, mend: str) -> None:
        self.path = path
        self.mend = mend
        super().__init__(f"{path}: {mend}")


class KeyTooOpen(Fault):
    """A private key can be read by others than its owner."""

    def __init__(self, path: str, mode: int) -> None:
        self.path = path
        self.mode = mode
        super().__init__(f"{path} has mode {mode:04o}; run: chmod 600 {path}")


class MissingNode(Fault):
    """The audit log is too short to hold a subtree."""

    def __init__(self, level: int, position: int) -> None:
        self.level = level
        self.position = position
        super().__init__(
            f"the audit log holds no complete subtree at level {level}, position {position}; "
            "ask within its size"
        )


class WrongCheckpoint(Fault):
    """A checkpoint disagrees with the log that lies here."""

    def __init__(self, size: int, root: bytes, found: bytes | None) -> None:
        self.size = size
        self.root = root
        self.found = found
        here = "is shorter" if found is None else f"has root {found.hex()}"
        super().__init__(
            f"a checkpoint says root {root.hex()} at size {size}, but the log here {here}; "
            "the log or the checkpoint was changed"
        )
