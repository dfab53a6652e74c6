"""One tree of errors, named for what is wrong. No error knows about exit codes or HTTP.

PlainsightError
├── Refusal                 the rules said no; expected; logged as a fact
│   ├── NotPublic           content that is neither public nor semi-public
│   └── ...
└── Fault                   broken input or broken data; stop, or quarantine the record
    ├── NotUtc
    ├── NoRate              no exchange rate for an asset on a day; nothing is guessed
    ├── BadRecord           one record of a feed: goes to quarantine, the rest goes on
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


class NotInstalled(Fault):
    """An optional dependency is missing."""

    def __init__(self, library: str, extra: str) -> None:
        self.library = library
        self.extra = extra
        super().__init__(f"{library} is not installed; run: pip install 'plainsight[{extra}]'")
