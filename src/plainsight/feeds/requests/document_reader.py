"""Attached documents are hostile: capped, read in another process under limits, fingerprinted."""

import hashlib
import json
import re
import subprocess
import sys
import unicodedata
from pathlib import Path

from plainsight.app.respond.attached_document import AttachedDocument
from plainsight.errors import HostileDocument

DOCUMENT_BYTES_MAX = 20 * 1024**2
WORDS_MIN = 12  # a letter that asks for records says at least this much
_SECONDS_MAX = 15
_CHILD = Path(__file__).with_name("document_child.py")
_BETWEEN = re.compile(r"[\W_]+")


def read_document(name: str, content: bytes) -> AttachedDocument:
    """Read one document. Raises HostileDocument saying what is wrong and how to send it."""
    if not content:
        raise HostileDocument(name, "is empty", "attach the signed instrument")
    if len(content) > DOCUMENT_BYTES_MAX:
        raise HostileDocument(
            name, f"is larger than {DOCUMENT_BYTES_MAX // 1024**2} MiB", "send the instrument alone"
        )
    told = _ask_child(name, content)
    if "refused" in told:
        raise HostileDocument(name, str(told["refused"]), "send a plain PDF, XML or text")
    words = _words(str(told["text"]))
    if len(words) < WORDS_MIN and not told["has_image"]:
        raise HostileDocument(
            name, f"holds {len(words)} words: a blank page or a letterhead", "attach the instrument"
        )
    return AttachedDocument(
        name=name,
        media_type=str(told["kind"]),
        fingerprint=_fingerprint(words, content),
        content=content,
        template=_template(str(told["text"])),
    )


def _ask_child(name: str, content: bytes) -> dict[str, object]:
    try:
        done = subprocess.run(  # noqa: S603 - our own interpreter, our own file, no shell
            [sys.executable, "-I", _CHILD],
            input=content,
            capture_output=True,
            timeout=_SECONDS_MAX,
            check=False,
            env={},
        )
        told = json.loads(done.stdout) if done.returncode == 0 else None
    except (subprocess.TimeoutExpired, ValueError):
        told = None
    if not isinstance(told, dict):
        raise HostileDocument(name, "broke the reader", "send a plain PDF, XML or text")
    return told


def _words(text: str) -> list[str]:
    folded = unicodedata.normalize("NFKC", text).casefold()
    return [word for word in _BETWEEN.split(folded) if word]


def _fingerprint(words: list[str], content: bytes) -> str:
    """The same words in another file are the same order; a scan has none and is its bytes."""
    told = " ".join(words).encode() if len(words) >= WORDS_MIN else content
    return hashlib.sha256(told).hexdigest()


def _template(text: str) -> str:
    """The letter without names and numbers: the same one with another name in it is found.

    Only words in small letters count; names, places, dates and references have none.
    """
    words = [word for word in _BETWEEN.split(text) if word.isalpha() and word.islower()]
    if len(words) < WORDS_MIN:
        return ""
    return hashlib.sha256(" ".join(words).encode()).hexdigest()
