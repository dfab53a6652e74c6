"""What an authority answered: accepted with its number, or not, with each error's code."""

from dataclasses import dataclass
from enum import StrEnum


class Verdict(StrEnum):
    """What became of a filed report."""

    ACCEPTED = "accepted"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True, kw_only=True)
class FilingError:
    """One complaint of the authority; a warning leaves the report accepted."""

    code: str  # "C21"
    level: str  # "WARN", "FATAL"
    element: str
    context: str  # where in the file
    says: str

    @property
    def is_fatal(self) -> bool:
        """Whether this alone rejects the report."""
        return self.level.upper() not in ("WARN", "WARNING", "INFO")


@dataclass(frozen=True, slots=True, kw_only=True)
class Acknowledgement:
    """The answer about one report."""

    verdict: Verdict
    number: str  # the authority's own: FinCEN's BSA identifier
    errors: tuple[FilingError, ...]
