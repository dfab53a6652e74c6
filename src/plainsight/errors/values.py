"""Values, records and files that are not what they should be."""

from datetime import datetime

from plainsight.errors.root import Fault, Refusal


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


class CannotRead(Fault):
    """A file named cannot be read."""

    def __init__(self, path: str, reason: str) -> None:
        self.path = path
        self.reason = reason
        super().__init__(f"cannot read {path}: {reason}")


class CannotWrite(Fault):
    """A file asked for cannot be written."""

    def __init__(self, path: str, reason: str) -> None:
        self.path = path
        self.reason = reason
        super().__init__(f"cannot write {path}: {reason}; choose another place")


class UnknownId(Fault):
    """Nothing with this id is in the records."""

    def __init__(self, what: str, identifier: str) -> None:
        self.what = what
        self.identifier = identifier
        super().__init__(f"no {what} {identifier!r} in these records; list them first")


class NotInstalled(Fault):
    """An optional dependency is missing."""

    def __init__(self, library: str, extra: str) -> None:
        self.library = library
        self.extra = extra
        super().__init__(f"{library} is not installed; in the clone run: pip install '.[{extra}]'")
