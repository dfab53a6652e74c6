"""Attached documents are hostile: what is refused, and why."""

import zlib

import pytest

from plainsight.errors import HostileDocument
from plainsight.feeds.requests.document_reader import read_document

LETTER = (
    "SUBPOENA in the matter NH-2026-0417. You are commanded to produce basic subscriber records "
    "of the account wx-100200 from 1 January 2026 to 1 March 2026, returnable on 20 March 2026."
)


def pdf(text: str, *, extra: bytes = b"") -> bytes:
    stream = zlib.compress(f"BT ({text}) Tj ET".encode())
    return (
        b"%PDF-1.4\n1 0 obj<</Filter/FlateDecode>>\nstream\n" + stream + b"\nendstream\n" + extra
        + b"\n%%EOF\n"
    )  # fmt: skip


def test_a_letter_is_read_and_its_words_are_its_fingerprint() -> None:
    first, again = read_document("a.pdf", pdf(LETTER)), read_document("b.txt", LETTER.encode())
    assert first.media_type == "application/pdf"
    assert first.fingerprint == again.fingerprint
    assert first.digest != again.digest
    other = read_document("c.pdf", pdf(LETTER.replace("wx-100200", "wx-100201")))
    assert other.fingerprint != first.fingerprint


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "is empty"),
        (pdf(""), "a blank page or a letterhead"),
        (pdf("U.S. Department of Example"), "a blank page or a letterhead"),
        (pdf(LETTER, extra=b"<</JavaScript (app.alert)>>"), "scripts"),
        (pdf(LETTER)[:-10], "cut short"),
        (b"\x7fELF\xff\xfe", "neither PDF, XML nor text"),
        (b"<a>" * 10, "no well-formed XML"),
        (b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>', "declares entities"),
        (b"x" * (21 * 1024**2), "is larger than 20 MiB"),
    ],
)
def test_a_hostile_or_empty_document_is_refused_with_the_reason(content: bytes, why: str) -> None:
    with pytest.raises(HostileDocument, match=why):
        read_document("order.pdf", content)


def test_a_bomb_is_refused_and_hurts_nobody() -> None:
    stream = zlib.compress(b"0" * (300 * 1024**2), 9)
    bomb = b"%PDF-1.4\nstream\n" + stream + b"\nendstream\n%%EOF\n"
    with pytest.raises(HostileDocument, match=r"more than any letter holds|broke the reader"):
        read_document("bomb.pdf", bomb)
