"""Which campaign keys were handed over already, in memory that does not grow with their number."""

BITS = 1 << 27  # 16 MiB; after a million keys 1 fresh one in 130 is taken for a left one
_HEX = 16


class LeftKeys:
    """A set of keys that may hold one too many, and never one too few.

    That errs on the safe side: a fresh campaign that is taken for a known one gets a longer name,
    and gets the same one in every scan of the same posts.
    """

    def __init__(self) -> None:
        self._bits = bytearray()  # made for the first key: few scans ever need it

    def add(self, key: str) -> None:
        """Remember a key of hexadecimal digits."""
        if not self._bits:
            self._bits = bytearray(BITS // 8)
        place = int(key, _HEX) % BITS
        self._bits[place >> 3] |= 1 << (place & 7)

    def __contains__(self, key: str) -> bool:
        if not self._bits:
            return False
        place = int(key, _HEX) % BITS
        return bool(self._bits[place >> 3] >> (place & 7) & 1)
