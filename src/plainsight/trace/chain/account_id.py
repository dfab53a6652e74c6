"""One spelling per account, decided by encoding and checksum, never by somebody's label."""

from dataclasses import dataclass
from enum import StrEnum

from plainsight.model.address.base58 import decode_base58check
from plainsight.model.address.network import Network, read_address


class OtherNetwork(StrEnum):
    """Networks that sanctions lists name and that this room can tell but not trace."""

    DASH = "dash"
    ZCASH = "zcash"
    BITCOIN_GOLD = "bitcoin_gold"
    DOGECOIN = "dogecoin"  # Verge uses the same version byte: the text cannot tell
    RIPPLE = "ripple"


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountId:
    """An account of a network, spelled in the one way this system compares."""

    network: Network | OtherNetwork
    text: str  # EVM in lower case: its checksum is for people and costs a Keccak per look
    is_checked: bool  # a checksum was there and holds


# Version bytes of Base58Check payloads, from each network's chain parameters.
_OTHER_VERSIONS = {
    b"\x4c": OtherNetwork.DASH,
    b"\x10": OtherNetwork.DASH,
    b"\x1c\xb8": OtherNetwork.ZCASH,
    b"\x1c\xbd": OtherNetwork.ZCASH,
    b"\x26": OtherNetwork.BITCOIN_GOLD,
    b"\x1e": OtherNetwork.DOGECOIN,
}
_RIPPLE_ALPHABET = "rpshnaf39wBUDNEGHJKLM4PQRST7VWXYZ2bcdeCg65jkm8oFqi1tuvAxyz"
_BITCOIN_ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_HEX = frozenset("0123456789abcdef")


def read_account(text: str) -> AccountId | None:
    """Read an address as an account; None when no known encoding and checksum fits."""
    if len(text) == 42 and text.startswith("0x") and _HEX.issuperset(text[2:]):
        return AccountId(network=Network.ETHEREUM, text=text, is_checked=False)
    address = read_address(text)
    if address is not None:
        is_evm = address.network is Network.ETHEREUM
        spelled = address.text.lower() if is_evm else address.text
        return AccountId(network=address.network, text=spelled, is_checked=address.is_checked)
    return _read_other(text)


def _read_other(text: str) -> AccountId | None:
    payload = decode_base58check(text)
    if payload is not None:
        for size in (21, 22):
            network = _OTHER_VERSIONS.get(payload[: size - 20])
            if network is not None and len(payload) == size:
                return AccountId(network=network, text=text, is_checked=True)
    as_bitcoin = text.translate(str.maketrans(_RIPPLE_ALPHABET, _BITCOIN_ALPHABET))
    payload = decode_base58check(as_bitcoin)
    if payload is not None and len(payload) == 21 and payload[0] == 0:
        return AccountId(network=OtherNetwork.RIPPLE, text=text, is_checked=True)
    return None
