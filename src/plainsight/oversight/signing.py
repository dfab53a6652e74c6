"""The signature under a statement: a C2SP note of four lines that names its digest."""

import base64
from hashlib import sha256

from plainsight.errors import BadStatement
from plainsight.prove.note import (
    SignedNote,
    Signer,
    VerifierKey,
    parse_note,
    sign_text,
    verify_note,
)

_HEADER = "plainsight-statement/1"


def sign_statement(content: bytes, *, log: str, period: str, signer: Signer) -> SignedNote:
    """Sign canonical bytes. A signature of a statement never passes for one of a checkpoint."""
    return sign_text(_text(content, log=log, period=period), signer=signer)


def open_signature(note: bytes, content: bytes, *, log: str, period: str, key: VerifierKey) -> None:
    """Check that the pinned key signed these bytes.

    Raises BadNote, UnknownSigner, ForgedSignature, or BadStatement when it signed others.
    """
    signed = parse_note(note)
    verify_note(signed, key=key)
    if signed.text != _text(content, log=log, period=period):
        raise BadStatement(
            period, "the signature is of another statement; the numbers were changed"
        )


def _text(content: bytes, *, log: str, period: str) -> str:
    digest = base64.b64encode(sha256(content).digest()).decode()
    return f"{_HEADER}\n{log}\n{period}\n{digest}\n"
