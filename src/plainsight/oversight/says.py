"""What one entry says to a measure: the two forms that most of them have."""

from plainsight.oversight.measure import Says
from plainsight.prove.entry import Entry


def number(tag: str, field: str) -> Says:
    """What entries of a tag say in a field of their body."""

    def says(entry: Entry) -> int | None:
        value = entry.body.get(field) if entry.tag == tag else None
        return value if isinstance(value, int) and not isinstance(value, bool) else None

    return says


def one(*tags: str, **body: object) -> Says:
    """One for each entry of these tags whose body says so."""

    def says(entry: Entry) -> int | None:
        is_meant = entry.tag in tags and all(
            entry.body.get(name) == value for name, value in body.items()
        )
        return 1 if is_meant else None

    return says
