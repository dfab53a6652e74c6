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


def keccak_256(message: bytes) -> bytes:
    """Return the 32-byte digest of `message`."""
    return sponge_256(message, domain=0x01)


def sponge_256(message: bytes, *, domain: int) -> bytes:
    """Digest under a domain byte: 0x01 is Keccak of 2011, 0x06 is SHA-3 of FIPS 202."""
    fill = _RATE - len(message) % _RATE
    padding = bytearray(fill)
    padding[0] |= domain
    padding[-1] |= 0x80
    padded = message + padding
    lanes = [0] * 25
    for start in range(0, len(padded), _RATE):
        for index in range(_RATE // 8):
            at = start + 8 * index
            lanes[index] ^= int.from_bytes(padded[at : at + 8], "little")
        lanes = _permute(lanes)
    return b"".join(lane.to_bytes(8, "little") for lane in lanes[:4])


# Written out lane by lane: an address check is a permutation, and loops make it twice as slow.
# fmt: off
def _permute(lanes: list[int]) -> list[int]:
    """Keccak-f[1600]: 24 rounds of theta (p, d), rho and pi (b), chi and iota (a)."""
    (a0, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12,
     a13, a14, a15, a16, a17, a18, a19, a20, a21, a22, a23, a24) = lanes
    for constant in _ROUND_CONSTANTS:
        p0, p1 = a0 ^ a5 ^ a10 ^ a15 ^ a20, a1 ^ a6 ^ a11 ^ a16 ^ a21
        p2, p3 = a2 ^ a7 ^ a12 ^ a17 ^ a22, a3 ^ a8 ^ a13 ^ a18 ^ a23
        p4 = a4 ^ a9 ^ a14 ^ a19 ^ a24
        d0, d1 = p4 ^ (p1 << 1 & _MASK | p1 >> 63), p0 ^ (p2 << 1 & _MASK | p2 >> 63)
        d2, d3 = p1 ^ (p3 << 1 & _MASK | p3 >> 63), p2 ^ (p4 << 1 & _MASK | p4 >> 63)
        d4 = p3 ^ (p0 << 1 & _MASK | p0 >> 63)
        b0 = a0 ^ d0
        b1 = (z := a6 ^ d1) << 44 & _MASK | z >> 20
        b2 = (z := a12 ^ d2) << 43 & _MASK | z >> 21
        b3 = (z := a18 ^ d3) << 21 & _MASK | z >> 43
        b4 = (z := a24 ^ d4) << 14 & _MASK | z >> 50
        b5 = (z := a3 ^ d3) << 28 & _MASK | z >> 36
        b6 = (z := a9 ^ d4) << 20 & _MASK | z >> 44
        b7 = (z := a10 ^ d0) << 3 & _MASK | z >> 61
        b8 = (z := a16 ^ d1) << 45 & _MASK | z >> 19
        b9 = (z := a22 ^ d2) << 61 & _MASK | z >> 3
        b10 = (z := a1 ^ d1) << 1 & _MASK | z >> 63
        b11 = (z := a7 ^ d2) << 6 & _MASK | z >> 58
        b12 = (z := a13 ^ d3) << 25 & _MASK | z >> 39
        b13 = (z := a19 ^ d4) << 8 & _MASK | z >> 56
        b14 = (z := a20 ^ d0) << 18 & _MASK | z >> 46
        b15 = (z := a4 ^ d4) << 27 & _MASK | z >> 37
        b16 = (z := a5 ^ d0) << 36 & _MASK | z >> 28
        b17 = (z := a11 ^ d1) << 10 & _MASK | z >> 54
        b18 = (z := a17 ^ d2) << 15 & _MASK | z >> 49
        b19 = (z := a23 ^ d3) << 56 & _MASK | z >> 8
        b20 = (z := a2 ^ d2) << 62 & _MASK | z >> 2
        b21 = (z := a8 ^ d3) << 55 & _MASK | z >> 9
        b22 = (z := a14 ^ d4) << 39 & _MASK | z >> 25
        b23 = (z := a15 ^ d0) << 41 & _MASK | z >> 23
        b24 = (z := a21 ^ d1) << 2 & _MASK | z >> 62
        a0, a1, a2, a3, a4 = (
            b0 ^ (b1 ^ b2) & b2 ^ constant, b1 ^ (b2 ^ b3) & b3, b2 ^ (b3 ^ b4) & b4,
            b3 ^ (b4 ^ b0) & b0, b4 ^ (b0 ^ b1) & b1,
        )
        a5, a6, a7, a8, a9 = (
            b5 ^ (b6 ^ b7) & b7, b6 ^ (b7 ^ b8) & b8, b7 ^ (b8 ^ b9) & b9,
            b8 ^ (b9 ^ b5) & b5, b9 ^ (b5 ^ b6) & b6,
        )
        a10, a11, a12, a13, a14 = (
            b10 ^ (b11 ^ b12) & b12, b11 ^ (b12 ^ b13) & b13, b12 ^ (b13 ^ b14) & b14,
            b13 ^ (b14 ^ b10) & b10, b14 ^ (b10 ^ b11) & b11,
        )
        a15, a16, a17, a18, a19 = (
            b15 ^ (b16 ^ b17) & b17, b16 ^ (b17 ^ b18) & b18, b17 ^ (b18 ^ b19) & b19,
            b18 ^ (b19 ^ b15) & b15, b19 ^ (b15 ^ b16) & b16,
        )
        a20, a21, a22, a23, a24 = (
            b20 ^ (b21 ^ b22) & b22, b21 ^ (b22 ^ b23) & b23, b22 ^ (b23 ^ b24) & b24,
            b23 ^ (b24 ^ b20) & b20, b24 ^ (b20 ^ b21) & b21,
        )
    return [a0, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12,
            a13, a14, a15, a16, a17, a18, a19, a20, a21, a22, a23, a24]
# fmt: on
