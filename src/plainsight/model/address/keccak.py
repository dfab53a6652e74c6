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

# Rho and pi in one step: lane i of the result is lane `from` rotated left by `by`.
_RHO_PI = (
    (0, 0), (6, 44), (12, 43), (18, 21), (24, 14),
    (3, 28), (9, 20), (10, 3), (16, 45), (22, 61),
    (1, 1), (7, 6), (13, 25), (19, 8), (20, 18),
    (4, 27), (5, 36), (11, 10), (17, 15), (23, 56),
    (2, 62), (8, 55), (14, 39), (15, 41), (21, 2),
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
        lanes = _permute(lanes)
    return b"".join(lane.to_bytes(8, "little") for lane in lanes[:4])


def _permute(lanes: list[int]) -> list[int]:
    """Keccak-f[1600]: 24 rounds of theta, rho, pi, chi and iota."""
    for constant in _ROUND_CONSTANTS:
        lanes = _chi(_rho_pi(_theta(lanes)))
        lanes[0] ^= constant
    return lanes


def _theta(a: list[int]) -> list[int]:
    parity = [a[x] ^ a[x + 5] ^ a[x + 10] ^ a[x + 15] ^ a[x + 20] for x in range(5)]
    mix = [parity[x - 1] ^ ((parity[x - 4] << 1 | parity[x - 4] >> 63) & _MASK) for x in range(5)]
    return [lane ^ mix[index % 5] for index, lane in enumerate(a)]


def _rho_pi(a: list[int]) -> list[int]:
    return [(a[source] << by | a[source] >> (64 - by)) & _MASK for source, by in _RHO_PI]


def _chi(b: list[int]) -> list[int]:
    out: list[int] = []
    for row in range(0, 25, 5):
        v, w, x, y, z = b[row : row + 5]
        out += (v ^ (~w & x), w ^ (~x & y), x ^ (~y & z), y ^ (~z & v), z ^ (~v & w))
    return out
