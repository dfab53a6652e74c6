"""Values as posts carry them, and the ways in which posts hide them."""

from dataclasses import dataclass

from hypothesis import strategies as st
from tests.strategies.monero import encode_monero

from plainsight.model.address.base58 import encode_base58check
from plainsight.model.address.bech32 import WitnessProgram, encode_segwit
from plainsight.model.address.cashaddr import PREFIX, CashAddress, encode_cashaddr
from plainsight.model.address.eip55 import encode_eip55


@dataclass(frozen=True, slots=True, kw_only=True)
class Planted:
    """A value as written in a post, and what an extractor must make of it."""

    kind: str
    written: str
    value: str


def bitcoin_addresses() -> st.SearchStrategy[str]:
    legacy = st.builds(
        lambda version, payload: encode_base58check(version + payload),
        st.sampled_from([b"\x00", b"\x05"]),
        st.binary(min_size=20, max_size=20),
    )
    return legacy | _segwit("bc")


def litecoin_addresses() -> st.SearchStrategy[str]:
    legacy = st.builds(
        lambda version, payload: encode_base58check(version + payload),
        st.sampled_from([b"\x30", b"\x32"]),
        st.binary(min_size=20, max_size=20),
    )
    return legacy | _segwit("ltc")


def tron_addresses() -> st.SearchStrategy[str]:
    return st.binary(min_size=20, max_size=20).map(lambda key: encode_base58check(b"\x41" + key))


def ethereum_addresses() -> st.SearchStrategy[str]:
    # A letter has to be there in each case, or the address carries no checksum.
    return (
        st.binary(min_size=20, max_size=20)
        .map(lambda key: encode_eip55("0x" + key.hex()))
        .filter(lambda text: text[2:].lower() != text[2:] != text[2:].upper())
    )


def monero_addresses() -> st.SearchStrategy[str]:
    standard = st.builds(
        lambda network, keys: encode_monero(network + keys),
        st.sampled_from([b"\x12", b"\x2a"]),
        st.binary(min_size=64, max_size=64),
    )
    integrated = st.binary(min_size=72, max_size=72).map(lambda keys: encode_monero(b"\x13" + keys))
    return standard | integrated


def bitcoin_cash_addresses() -> st.SearchStrategy[str]:
    return st.builds(
        lambda kind, key: encode_cashaddr(CashAddress(prefix=PREFIX, kind=kind, hash=key)),
        st.sampled_from([0, 1]),
        st.binary(min_size=20, max_size=20),
    )


def wallets() -> st.SearchStrategy[Planted]:
    """Addresses whose checksum holds, of every network."""
    networks = {
        "bitcoin": bitcoin_addresses(),
        "litecoin": litecoin_addresses(),
        "tron": tron_addresses(),
        "ethereum": ethereum_addresses(),
        "monero": monero_addresses(),
        "bitcoin_cash": bitcoin_cash_addresses(),
    }
    return st.one_of(
        addresses.map(
            lambda text, network=network: Planted(
                kind=f"wallet.{network}", written=text, value=text
            )
        )
        for network, addresses in networks.items()
    )


def cas_numbers() -> st.SearchStrategy[Planted]:
    """Registry numbers with the right check digit, whose first group is not a year."""

    def build(first: int, second: int) -> Planted:
        digits = f"{first}{second:02d}"
        check = sum(place * int(d) for place, d in enumerate(reversed(digits), 1)) % 10
        text = f"{first}-{second:02d}-{check}"
        return Planted(kind="cas", written=text, value=text)

    return st.builds(build, st.integers(10_000, 9_999_999), st.integers(0, 99))


def chinese_phones() -> st.SearchStrategy[Planted]:
    return st.builds(
        lambda head, tail: Planted(
            kind="phone", written=f"{head}{tail:08d}", value=f"+86{head}{tail:08d}"
        ),
        st.sampled_from(["138", "139", "150", "186", "199"]),
        st.integers(0, 99_999_999),
    )


def wechat_ids() -> st.SearchStrategy[str]:
    # A digit in the middle, so that no such name is an English word.
    return st.from_regex(r"[a-z]{2,6}[0-9]{2,4}[a-z]{1,4}[0-9]", fullmatch=True)


def disguises() -> st.SearchStrategy[str]:
    """Names of the ways to write a digit or letter so that a word list does not see it."""
    return st.sampled_from(sorted(_DISGUISES))


def disguise(text: str, name: str) -> str:
    """Write `text` in that way. Every way keeps the case of letters."""
    return _DISGUISES[name](text)


def _full_width(text: str) -> str:
    return "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text)


def _mathematical(text: str) -> str:
    return "".join(
        chr(0x1D7CE + ord(c) - 48)
        if "0" <= c <= "9"
        else chr(0x1D400 + ord(c) - 65)
        if "A" <= c <= "Z"
        else chr(0x1D41A + ord(c) - 97)
        if "a" <= c <= "z"
        else c
        for c in text
    )


def _with_marks(text: str) -> str:
    return "".join(c + "\u0336" for c in text)


_DISGUISES = {
    "none": lambda text: text,
    "full width": _full_width,
    "mathematical": _mathematical,
    "zero width": "\u200b".join,
    "soft hyphens": "\u00ad".join,
    "struck out": _with_marks,
}
_DIGIT_STYLES = {
    "circled": "⓪①②③④⑤⑥⑦⑧⑨",
    "Han": "零一二三四五六七八九",
    "formal Han": "零壹贰叁肆伍陆柒捌玖",
    "read out": "洞幺二三四五六拐八勾",
    "subscript": "₀₁₂₃₄₅₆₇₈₉",
}


def digit_styles() -> st.SearchStrategy[str]:
    """Names of the styles in which digits alone can be written."""
    return st.sampled_from([*_DIGIT_STYLES, "keycaps", "spaced", "grouped", "dotted", "flowers"])


def restyle(digits: str, style: str) -> str:
    """Write a row of digits in that style."""
    if style in _DIGIT_STYLES:
        return "".join(_DIGIT_STYLES[style][int(d)] for d in digits)
    if style == "keycaps":
        return "".join(d + "\ufe0f\u20e3" for d in digits)
    if style == "grouped":
        return f"{digits[:3]}-{digits[3:7]}-{digits[7:]}"
    return {"spaced": " ", "dotted": ".", "flowers": "🌸"}[style].join(digits)


def _segwit(prefix: str) -> st.SearchStrategy[str]:
    def build(version: int, program: bytes) -> str:
        return encode_segwit(WitnessProgram(prefix=prefix, version=version, program=program))

    oldest = st.builds(build, st.just(0), st.sampled_from([20, 32]).flatmap(_bytes_of))
    taproot = st.builds(build, st.just(1), _bytes_of(32))
    return oldest | taproot


def _bytes_of(size: int) -> st.SearchStrategy[bytes]:
    return st.binary(min_size=size, max_size=size)
