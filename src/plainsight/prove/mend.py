"""The byte that was flipped: found by trying, since the signed hash tells when it is put back."""

from dataclasses import dataclass
from hashlib import sha256

LINE_BYTES_MAX = 1024  # 255 trials for each byte: about a quarter of a million hashes at most


@dataclass(frozen=True, slots=True, kw_only=True)
class FlippedByte:
    """One byte of a line, as found and as signed."""

    position: int  # in bytes from the start of the line
    found: int
    signed: int

    def __str__(self) -> str:
        return f"byte {self.position} is {_show(self.found)}, signed was {_show(self.signed)}"


def find_flipped_byte(line: bytes, *, leaf: bytes) -> FlippedByte | None:
    """The single byte to change so that `line` hashes to `leaf`; None when there is none.

    Lines above LINE_BYTES_MAX are not searched.
    """
    if len(line) > LINE_BYTES_MAX:
        return None
    prefix = sha256(b"\x00")
    for position, found in enumerate(line):
        rest = line[position + 1 :]
        for signed in range(256):
            trial = prefix.copy()
            trial.update(bytes((signed,)) + rest)
            if trial.digest() == leaf and signed != found:
                return FlippedByte(position=position, found=found, signed=signed)
        prefix.update(line[position : position + 1])
    return None


def _show(byte: int) -> str:
    return repr(chr(byte)) if 0x20 <= byte < 0x7F else f"0x{byte:02x}"
