"""One tree of errors, named for what is wrong. No error knows about exit codes or HTTP.

PlainsightError
├── Refusal                 the rules said no; expected; logged as a fact
│   ├── NotPublic           content that is neither public nor semi-public
│   ├── ListShrank          a new edition of a list lost too many rows to be believed
│   ├── SnapshotTooOld      an edition older than the last one taken
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
    ├── NoCheckpoint        the log has no signed checkpoint, or none that covers an entry yet
    ├── BadKeyFile          a private key cannot be read, or would be overwritten
    ├── KeyTooOpen          a private key can be read by others
    ├── UnreadableFeed      a file of posts cannot be read at all
    ├── RecordsUnavailable  the database cannot be reached, is locked, or has no room left
    ├── SchemaTooNew        the records were written by a later release
    ├── SchemaTooOld        the records need migrating, which this role may not do
    ├── MissingNode         the audit log is too short to hold the subtree asked for
    ├── WrongCheckpoint     a checkpoint disagrees with the log that lies here
    ├── PolicyRewritten     a policy version was kept before with other content
    ├── UnknownLayout       an export's columns fit no known layout
    ├── AmountsTooWide      amounts exceed what a compiled engine divides exactly
    ├── BadList             a list of accounts cannot be read, or is not what it claims to be
    ├── EmptyExport         an export without a single row: exporters fail that way
    ├── BadBlock            a raw block is cut, padded, or not of its own Merkle root
    ├── BadInclusion        raw bytes, branch and header do not prove a transaction's place
    ├── BadReport           a trace report holds no appendix that can be computed again
    ├── BadUndo             undo data cannot be read, or belongs to another block
    ├── MissingPrevout      an input's value is unknown; a block without it is not half-believed
    ├── HashMissing         the system's OpenSSL lacks a hash that a chain needs
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


class NoCheckpoint(Fault):
    """The log has no signed checkpoint that covers what was asked for."""

    def __init__(self, index: int | None = None) -> None:
        self.index = index
        what = "the log has no checkpoint" if index is None else f"no checkpoint covers {index} yet"
        super().__init__(f"{what}; sign one first")


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


class CannotWrite(Fault):
    """A file asked for cannot be written."""

    def __init__(self, path: str, reason: str) -> None:
        self.path = path
        self.reason = reason
        super().__init__(f"cannot write {path}: {reason}; choose another place")


class CannotRead(Fault):
    """A file named cannot be read."""

    def __init__(self, path: str, reason: str) -> None:
        self.path = path
        self.reason = reason
        super().__init__(f"cannot read {path}: {reason}")


class UnreadableFeed(Fault):
    """A file of posts cannot be read at all: wrong kind, no header, broken container."""

    def __init__(self, source: str, mend: str) -> None:
        self.source = source
        self.mend = mend
        super().__init__(f"{source}: {mend}")


class RecordsUnavailable(Fault):
    """The database behind the records cannot be reached, is locked, or has no room left."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(f"the records are unavailable, nothing was changed: {reason}")


class SchemaTooNew(Fault):
    """The records were written by a later release of Plainsight."""

    def __init__(self, stored: str, known: str) -> None:
        self.stored = stored
        self.known = known
        super().__init__(
            f"the records have schema {stored}, this release knows schemas up to {known}; "
            "install the release that wrote them, or a later one"
        )


class SchemaTooOld(Fault):
    """The records need migrating, and this role may not migrate."""

    def __init__(self, stored: str | None, needed: str) -> None:
        self.stored = stored
        self.needed = needed
        super().__init__(
            f"the records have schema {stored or 'none'}, this release needs {needed}; "
            "migrate once as the role that owns the tables"
        )


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


class PolicyRewritten(Fault):
    """A policy version was kept before with other content."""

    def __init__(self, policy_id: str, version: str, kept: str, offered: str) -> None:
        self.policy_id = policy_id
        self.version = version
        self.kept = kept
        self.offered = offered
        super().__init__(
            f"policy {policy_id} version {version} was kept with digest {kept} and now has "
            f"{offered}; give the changed file a new version"
        )


class UnknownLayout(Fault):
    """An export's columns fit no known layout."""

    def __init__(self, source: str, columns: tuple[str, ...], layouts: tuple[str, ...]) -> None:
        self.source = source
        self.columns = columns
        self.layouts = layouts
        super().__init__(
            f"{source}: columns {', '.join(columns)} fit none of {', '.join(layouts)}; "
            "write a layout file and name it with --layout"
        )


class EmptyExport(Fault):
    """An export holds no row at all, which is how exporters fail."""

    def __init__(self, source: str) -> None:
        self.source = source
        super().__init__(f"{source}: no rows; export it again, or leave the file out")


class BadBlock(Fault):
    """A raw block is cut, padded, or its transactions are not those of its header."""

    def __init__(self, block: str, field: str, what: str) -> None:
        self.block = block
        self.field = field
        self.what = what
        super().__init__(f"block {block or '(unnamed)'}: {field}: {what}; fetch it again")


class BadUndo(Fault):
    """Undo data cannot be read, or belongs to another block."""

    def __init__(self, what: str) -> None:
        self.what = what
        super().__init__(f"undo data: {what}; take the rev file of the same node and block")


class MissingPrevout(Fault):
    """The value of an input is unknown."""

    def __init__(self, outpoint: str, mend: str) -> None:
        self.outpoint = outpoint
        self.mend = mend
        super().__init__(f"prevout of {outpoint}: {mend}")


class HashMissing(Fault):
    """The system's OpenSSL lacks a hash function."""

    def __init__(self, name: str) -> None:
        self.name = name
        super().__init__(f"this OpenSSL lacks {name}; use 3.0.7 or later")


class TooLittleToLearn(Refusal):
    """A model was to be trained on too few rows to know anything."""

    def __init__(self, what: str, have: int, need: int) -> None:
        self.what = what
        self.have = have
        self.need = need
        super().__init__(f"{have} {what}, {need} are needed; label more before training")


class ListShrank(Refusal):
    """A new edition of a list lost too many rows to be believed."""

    def __init__(self, source: str, standing_count: int, removed_count: int) -> None:
        self.source = source
        self.standing_count = standing_count
        self.removed_count = removed_count
        super().__init__(
            f"{source}: {removed_count} of {standing_count} standing claims would end; "
            "check the file, and pass --may-shrink when the removals are real"
        )


class SnapshotTooOld(Refusal):
    """An edition older than the last one taken would undo what is known."""

    def __init__(self, source: str, published_on: date, last_published_on: date) -> None:
        self.source = source
        self.published_on = published_on
        self.last_published_on = last_published_on
        super().__init__(
            f"{source}: the edition of {published_on} is older than that of {last_published_on}; "
            "editions are taken in order"
        )


class UnknownId(Fault):
    """Nothing with this id is in the records."""

    def __init__(self, what: str, identifier: str) -> None:
        self.what = what
        self.identifier = identifier
        super().__init__(f"no {what} {identifier!r} in these records; list them first")


class BadList(Fault):
    """A list of accounts cannot be read, or is not what it claims to be."""

    def __init__(self, source: str, mend: str) -> None:
        self.source = source
        self.mend = mend
        super().__init__(f"{source}: {mend}")


class AmountsTooWide(Fault):
    """Amounts exceed what a compiled engine divides exactly."""

    def __init__(self, units: int, units_max: int) -> None:
        self.units = units
        self.units_max = units_max
        super().__init__(
            f"{units} base units exceed {units_max}; trace this asset with --engine python"
        )


class BadInclusion(Fault):
    """Raw bytes, branch and header do not prove that a block holds a transaction."""

    def __init__(self, transaction_id: str, what: str) -> None:
        self.transaction_id = transaction_id
        self.what = what
        super().__init__(f"transaction {transaction_id}: {what}")


class BadReport(Fault):
    """A trace report holds no appendix that can be computed again."""

    def __init__(self, source: str, what: str) -> None:
        self.source = source
        self.what = what
        super().__init__(f"{source}: {what}; ask for the original file")
