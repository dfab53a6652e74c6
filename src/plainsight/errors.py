"""One tree of errors, named for what is wrong. No error knows about exit codes or HTTP.

PlainsightError
├── Refusal                 the rules said no; expected; logged as a fact
│   ├── NotPublic           content that is neither public nor semi-public
│   └── ...
└── Fault                   broken input or broken data; stop, or quarantine the record
    ├── NotUtc
    ├── NoRate              no exchange rate for an asset on a day; nothing is guessed
    ├── BadRecord           one record of a feed: goes to quarantine, the rest goes on
    ├── UnreadableEntry     a line of the audit log holds no entry
    ├── NonCanonicalEntry   a line of the audit log is spelled in another way than RFC 8785's
    ├── BadNote             no signed note, checkpoint, proof or verifier key
    ├── UnknownSigner       a note lacks a signature by the key that was asked for
    ├── ForgedSignature     a note carries a signature that its key never made
    ├── WrongOrigin         a checkpoint belongs to another log
    ├── NotProven           an inclusion or consistency proof does not lead to the root
    ├── BadKeyFile          a private key cannot be read, or would be overwritten
    ├── KeyTooOpen          a private key can be read by others
    └── ...

Each door (CLI, HTTP, console) owns one table from these classes to its own answer, and a test
fails when a leaf is missing from a table. Every error carries its values as attributes and says
how to mend the input where a person can.
"""

from datetime import date, datetime


class PlainsightError(Exception):
    """Root of the tree; never raised itself."""


class Refusal(PlainsightError):
    """The rules said no."""


class Fault(PlainsightError):
    """Input or stored data is broken."""


class NotPublic(Refusal):
    """A content item is neither public nor semi-public; its text was not looked at."""

    def __init__(self, visibility: object) -> None:
        self.visibility = visibility
        super().__init__(
            f"visibility {visibility!r} is neither 'public' nor 'semi_public'; "
            "private and unlabelled content is never scanned"
        )


class NotUtc(Fault):
    """An instant does not carry UTC."""

    def __init__(self, name: str, instant: datetime) -> None:
        self.name = name
        self.instant = instant
        super().__init__(
            f"{name} is {instant.isoformat()}, not UTC; convert it with .astimezone(UTC)"
        )


class BadValue(Fault):
    """A value does not fit its type."""

    def __init__(self, field: str, value: object, mend: str) -> None:
        self.field = field
        self.value = value
        self.mend = mend
        super().__init__(f"{field} is {value!r}: {mend}")


class BadRecord(Fault):
    """One record of a feed cannot be read; it goes to quarantine and the rest goes on."""

    def __init__(self, record: str, field: str, mend: str) -> None:
        self.record = record
        self.field = field
        self.mend = mend
        super().__init__(f"{record}: field {field!r}: {mend}")


class BadPolicy(Fault):
    """A policy file is wrong; carries every complaint, each with file, line and a hint."""

    def __init__(self, complaints: tuple[str, ...]) -> None:
        self.complaints = complaints
        super().__init__("\n".join(complaints))


class NoRate(Fault):
    """No exchange rate is known for an asset on a day, nor on the days shortly before it."""

    def __init__(self, asset: str, day: date, age_days_max: int) -> None:
        self.asset = asset
        self.day = day
        self.age_days_max = age_days_max
        super().__init__(
            f"no rate for {asset} on {day.isoformat()} or the {age_days_max} days before; "
            "add it to the rates feed: nothing is guessed"
        )


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


class NotInstalled(Fault):
    """An optional dependency is missing."""

    def __init__(self, library: str, extra: str) -> None:
        self.library = library
        self.extra = extra
        super().__init__(f"{library} is not installed; run: pip install 'plainsight[{extra}]'")
