"""Which network an address belongs to: decided by its encoding and checksum, never by a label.

A sanctions list that files a Tron address under "XBT" is real (OFAC, 2023-10-03 designations);
a system that keys on the label misses it.
"""

from dataclasses import dataclass
from enum import StrEnum

from plainsight.model.address.base58 import decode_base58check
from plainsight.model.address.bech32 import decode_segwit, encode_segwit
from plainsight.model.address.cashaddr import PREFIX, decode_cashaddr, encode_cashaddr
from plainsight.model.address.eip55 import encode_eip55, has_checksum_case, is_ethereum_shape
from plainsight.model.address.monero import decode_monero


class Network(StrEnum):
    """Networks whose addresses can be read."""

    BITCOIN = "bitcoin"
    ETHEREUM = "ethereum"  # and every chain that shares its addresses
    TRON = "tron"
    LITECOIN = "litecoin"
    MONERO = "monero"
    BITCOIN_CASH = "bitcoin_cash"


# Version byte of a 21-byte Base58Check payload. 0x00 and 0x05 are also Bitcoin Cash before
# CashAddr, and 0x05 is also old Litecoin script addresses: the chain tells, the text cannot.
_VERSIONS = {
    0x00: Network.BITCOIN,
    0x05: Network.BITCOIN,
    0x30: Network.LITECOIN,
    0x32: Network.LITECOIN,
    0x41: Network.TRON,
}
_SEGWIT_PREFIXES = {"bc": Network.BITCOIN, "ltc": Network.LITECOIN}


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """One address as its network writes it."""

    network: Network
    text: str  # canonical: EIP-55 case, lower-case bech32, CashAddr with its prefix
    is_checked: bool  # a checksum was there and holds; False only for one-case Ethereum


def read_address(text: str) -> Address | None:
    """Read an address of any known main network.

    None when the shape is unknown or a checksum fails, mixed-case Ethereum with a wrong case
    included.
    """
    if text[:2] in ("0x", "0X"):
        return _read_ethereum("0x" + text[2:])
    head = text[:4].lower()
    if head == "ltc1" or head[:3] == "bc1":
        return _read_segwit(text)
    if len(text) in (95, 106):
        return _checked(Network.MONERO, text) if decode_monero(text) else None
    if ":" in text or head[:1] in ("q", "p"):
        return _read_cashaddr(text)
    return _read_base58(text)


def _read_ethereum(text: str) -> Address | None:
    if not is_ethereum_shape(text):
        return None
    canonical = encode_eip55(text)
    is_checked = has_checksum_case(text)
    if is_checked and canonical != text:
        return None
    return Address(network=Network.ETHEREUM, text=canonical, is_checked=is_checked)


def _read_segwit(text: str) -> Address | None:
    witness = decode_segwit(text)
    if witness is None or witness.prefix not in _SEGWIT_PREFIXES:
        return None
    return _checked(_SEGWIT_PREFIXES[witness.prefix], encode_segwit(witness))


def _read_base58(text: str) -> Address | None:
    payload = decode_base58check(text)
    if payload is None or len(payload) != 21 or payload[0] not in _VERSIONS:
        return None
    return _checked(_VERSIONS[payload[0]], text)


def _read_cashaddr(text: str) -> Address | None:
    cash = decode_cashaddr(text)
    if cash is None or cash.prefix != PREFIX:
        return None
    return _checked(Network.BITCOIN_CASH, encode_cashaddr(cash))


def _checked(network: Network, text: str) -> Address:
    return Address(network=network, text=text, is_checked=True)
