"""Regrouping of bits, which Bech32 and CashAddr share (BIP 173, "Base32")."""

from collections.abc import Iterable


def regroup_bits(values: Iterable[int], *, wide: int, narrow: int, pad: bool) -> list[int] | None:
    """Turn groups of `wide` bits into groups of `narrow` bits, first bit first.

    With `pad` the last group is filled with zeros; without it, left-over bits must be zero and
    fewer than `wide`, or the answer is None.
    """
    held = count = 0
    groups = []
    for value in values:
        held = held << wide | value
        count += wide
        while count >= narrow:
            count -= narrow
            groups.append(held >> count & ((1 << narrow) - 1))
        held &= (1 << count) - 1
    if pad:
        if count:
            groups.append(held << (narrow - count) & ((1 << narrow) - 1))
    elif count >= wide or held:
        return None
    return groups
