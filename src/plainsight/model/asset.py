"""Assets: what an amount is an amount of, and how many base units make one."""

from dataclasses import dataclass

from plainsight.errors import BadValue

# ISO 4217 minor units that are not 2 (table A.1 of the standard's maintenance agency).
_NO_DECIMALS = frozenset(
    {"BIF", "BYR", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG"}
    | {"RWF", "UGX", "UYI", "VND", "VUV", "XAF", "XOF", "XPF"}
)
FIAT_DECIMALS = {
    **dict.fromkeys(_NO_DECIMALS, 0),
    **dict.fromkeys(("BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"), 3),
    **dict.fromkeys(("CLF", "UYW"), 4),
}
# ISO 4217, lists one and three: what is in use, and what was withdrawn since 2008, as ledgers
# reach back. Without XTS and XXX, which name no currency.
CURRENCIES = frozenset(
    """
    AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BOV BRL BSD BTN BWP
    BYN BZD CAD CDF CHE CHF CHW CLF CLP CNY COP COU CRC CUC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB
    EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HRK HTG HUF IDR ILS INR IQD IRR ISK JMD JOD
    JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU
    MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD
    RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SLL SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY
    TTD TWD TZS UAH UGX USD USN UYI UYU UYW UZS VED VES VND VUV WST XAD XAF XAG XAU XBA XBB XBC XBD
    XCD XCG XDR XOF XPD XPF XPT XSU XUA YER ZAR ZMW ZWG
    BYR EEK LTL LVL MRO SKK STD TMM VEF ZMK ZWL ZWR
    """.split()  # noqa: SIM905 - 180 quoted codes hide the one that is missing
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asset:
    """A currency or token. `decimals` base-unit digits follow the point: 2 for USD, 8 for BTC."""

    code: str  # ISO 4217 for fiat; for a token "chain:contract"
    decimals: int
    symbol: str = ""  # for people only; two tokens may share one

    def __post_init__(self) -> None:
        if not self.code:
            raise BadValue("code", self.code, "an asset needs a code, for example USD")
        if not 0 <= self.decimals <= 36:
            raise BadValue("decimals", self.decimals, "between 0 and 36 base-unit digits")


def fiat(code: str) -> Asset:
    """A national currency by its ISO 4217 code, with that standard's minor units.

    Raises BadValue for anything but three capital letters: a name such as "US Dollar" is mapped
    to its code by the feed, never guessed here.
    """
    if len(code) != 3 or not (code.isascii() and code.isalpha() and code.isupper()):
        raise BadValue("asset", code, "write the ISO 4217 code, for example USD")
    return Asset(code=code, decimals=FIAT_DECIMALS.get(code, 2))
