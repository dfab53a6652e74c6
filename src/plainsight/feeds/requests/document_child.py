"""Reads one hostile document in a process of its own, under limits. Run, never imported.

Input: the document on standard input. Output: one JSON line with its kind and its words. It opens
no file, no socket and no shell; whatever goes wrong ends this process alone.
"""

import json
import re
import resource
import sys
import zlib

_SECONDS = 5
_MEMORY = 512 * 1024**2
_TEXT_MAX = 2 * 1024**2
_STREAM = re.compile(rb"stream\r?\n(.*?)\r?\nendstream", re.DOTALL)
_SHOWN = re.compile(rb"\(((?:[^()\\]|\\.)*)\)\s*(?:Tj|'|\")|\[((?:[^\]\\]|\\.)*)\]\s*TJ", re.DOTALL)
_PIECE = re.compile(rb"\(((?:[^()\\]|\\.)*)\)")
_ACTIVE = (b"/JavaScript", b"/JS ", b"/Launch", b"/EmbeddedFile", b"/RichMedia")


def main() -> None:
    """Read, and tell."""
    resource.setrlimit(resource.RLIMIT_CPU, (_SECONDS, _SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    resource.setrlimit(resource.RLIMIT_NPROC, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    print(json.dumps(_read(sys.stdin.buffer.read())))


def _read(content: bytes) -> dict[str, object]:
    head = content[:1024].lstrip()
    if head.startswith(b"%PDF-"):
        return _pdf(content)
    if head.startswith(b"<"):
        return _xml(content)
    try:
        return {"kind": "text/plain", "text": content.decode()[:_TEXT_MAX], "has_image": False}
    except UnicodeDecodeError:
        return {"refused": "is neither PDF, XML nor text in UTF-8"}


def _pdf(content: bytes) -> dict[str, object]:
    if any(mark in content for mark in _ACTIVE):
        return {"refused": "carries scripts, attachments or launch actions"}
    if b"%%EOF" not in content[-2048:]:
        return {"refused": "is cut short"}
    words: list[bytes] = []
    room = _TEXT_MAX
    for found in _STREAM.finditer(content):
        inflater = zlib.decompressobj()
        try:
            stream = inflater.decompress(found.group(1), room)
        except zlib.error:
            stream = found.group(1)[:room]
        room -= len(stream)
        if room <= 0:
            return {"refused": "unpacks to more than any letter holds"}
        for shown in _SHOWN.finditer(stream):
            words += [shown.group(1)] if shown.group(1) else _PIECE.findall(shown.group(2) or b"")
    text = b" ".join(words).decode("latin-1")
    return {"kind": "application/pdf", "text": text, "has_image": b"/Image" in content}


def _xml(content: bytes) -> dict[str, object]:
    from lxml import etree

    if b"<!ENTITY" in content or b"<!DOCTYPE" in content:
        return {"refused": "declares entities or a document type"}
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
    )
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as problem:
        return {"refused": f"is no well-formed XML: {str(problem)[:120]}"}
    text = " ".join(str(part).strip() for part in root.itertext())
    return {"kind": "application/xml", "text": text[:_TEXT_MAX], "has_image": False}


if __name__ == "__main__":
    main()
