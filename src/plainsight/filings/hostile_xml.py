"""XML from outside: no entities, no document types, no network, bounded in size and depth."""

from lxml import etree

BYTES_MAX = 20_000_000
DEPTH_MAX = 64


def parse_hostile(content: bytes, *, bytes_max: int = BYTES_MAX) -> etree._Element | str:
    """The root element, or in words why there is none. Nothing is fetched and nothing expands."""
    if len(content) > bytes_max:
        return f"larger than {bytes_max:,} bytes"
    if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
        return "carries a document type, which no authority sends"
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError) as wrong:
        return f"is not XML: {wrong}"
    if root.getroottree().docinfo.internalDTD is not None:
        # In an encoding where the bytes above do not show it: UTF-16 for example.
        return "carries a document type, which no authority sends"
    if _depth(root) > DEPTH_MAX:
        return f"is nested deeper than {DEPTH_MAX}"
    return root


def _depth(root: etree._Element) -> int:
    deepest, level = 0, 0
    for event, _ in etree.iterwalk(root, events=("start", "end")):
        level += 1 if event == "start" else -1
        deepest = max(deepest, level)
    return deepest
