"""One value of a goAML file, or a refusal that names it: XML holds no control characters."""

from datetime import datetime

from lxml import etree

from plainsight.errors import UnfitReport


def add_value(parent: etree._Element, name: str, text: str) -> None:
    """Write one. Raises UnfitReport for what no XML file can hold."""
    try:
        etree.SubElement(parent, name).text = text
    except ValueError:
        raise UnfitReport(
            "goAML", (f"{name}: {text!r} holds characters that XML cannot; take them away",)
        ) from None


def instant(at: datetime) -> str:
    """As goAML writes one: without a zone."""
    return f"{at:%Y-%m-%dT%H:%M:%S}"
