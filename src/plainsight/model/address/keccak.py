"""Keccak-256 as Ethereum and Monero use it: the padding of 2011, not the one of FIPS 202 SHA-3.

Source: The Keccak reference, version 3.0 (Bertoni, Daemen, Peeters, Van Assche, 2011). The
standard library has SHA-3 only, whose extra domain bits give other digests.
"""

_RATE = 136  # bytes absorbed per permutation: (1600 - 2 * 256) / 8
_MASK = (1 << 64) - 1

_ROUND_CONSTANTS = (
    0x0000000000000001, 0x0000000000008082, 0x800000000000808A, 0x8000000080008000,
    0x000000000000808B, 0x0000000080000001, 0x8000000080008081, 0x8000000000008009,
    0x000000000000008A, 0x0000000000000088, 0x0000000080008009, 0x000000008000000A,
    0x000000008000808B, 0x800000000000008B, 0x8000000000008089, 0x8000000000008003,
    0x8000000000008002, 0x8000000000000080, 0x000000000000800A, 0x800000008000000A,
    0x8000000080008081, 0x8000000000008080, 0x0000000080000001, 0x8000000080008008,
)  # fmt: skip

# Rho and pi in one step: lane i of the result is lane `source` rotated left by `by`. With the
# column of the source, which theta mixes in, and the rotation to the right that completes it.
_LANES = tuple(
    (source, source % 5, by, 64 - by)
    for source, by in (
        (0, 0), (6, 44), (12, 43), (18, 21), (24, 14),
        (3, 28), (9, 20), (10, 3), (16, 45), (22, 61),
        (1, 1), (7, 6), (13, 25), (19, 8), (20, 18),
        (4, 27), (5, 36), (11, 10), (17, 15), (23, 56),
        (2, 62), (8, 55), (14, 39), (15, 41), (21, 2),
    )
)  # fmt: skip


def keccak_256(message: bytes) -> bytes:
    """Return the 32-byte digest of `message`."""
    fill = _RATE - len(message) % _RATE
    padded = message + (b"\x81" if fill == 1 else b"\x01" + bytes(fill - 2) + b"\x80")
    lanes = [0] * 25
    for start in range(0, len(padded), _RATE):
        for index in range(_RATE // 8):
            at = start + 8 * index
            lanes[index] ^= int.from_bytes(padded[at : at + 8], "little")
        for constant in _ROUND_CONSTANTS:
            lanes = _round(lanes, constant)
    return b"".join(lane.to_bytes(8, "little") for lane in lanes[:4])


def _round(a: list[int], constant: int) -> list[int]:
    """One round of Keccak-f[1600]: theta, rho and pi together, then chi and iota.

    Chi writes `~w & x` as `(w ^ x) & x`, which needs no mask.
    """
    p, q, r, s, t = [a[x] ^ a[x + 5] ^ a[x + 10] ^ a[x + 15] ^ a[x + 20] for x in range(5)]
    mix = (
        t ^ (q << 1 & _MASK | q >> 63),
        p ^ (r << 1 & _MASK | r >> 63),
        q ^ (s << 1 & _MASK | s >> 63),
        r ^ (t << 1 & _MASK | t >> 63),
        s ^ (p << 1 & _MASK | p >> 63),
    )
    b = [
        (lane := a[source] ^ mix[column]) << by & _MASK | lane >> back
        for source, column, by, back in _LANES
    ]
    out: list[int] = []
    for row in range(0, 25, 5):
        v, w, x, y, z = b[row : row + 5]
        out += (v ^ (w ^ x) & x, w ^ (x ^ y) & y, x ^ (y ^ z) & z, y ^ (z ^ v) & v, z ^ (v ^ w) & w)
    out[0] ^= constant
    return out
